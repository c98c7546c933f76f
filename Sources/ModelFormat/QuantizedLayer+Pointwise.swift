import CSwiftletKernels
import SwiftletRuntime

extension QuantizedLayer {
  /// How many operands the layer takes.
  public var operandCount: Int {
    switch kind {
    case .multiply, .magnitude: 2
    case .sumLinear, .sumReLU, .sumSigmoid, .sumTanh:
      rows.first?.inputWeights.count ?? 1
    default: 1
    }
  }

  /// How many rows a pointwise layer has, and how many weights each has.
  private var pointwiseRows: (count: Int, weights: ClosedRange<Int>) {
    switch kind {
    case .copy, .reverse, .magnitude: (0, 0...0)
    case .multiply: (1, 0...0)
    case .leakyReLU: (2, 1...1)
    default: (1, 1...2)
    }
  }

  /// Whether a pointwise layer's rows are such as its kind has.
  var hasPointwiseRows: Bool {
    let (count, weights) = pointwiseRows
    return weightBits == 16 && rows.count == count
      && inputSize == outputSize
      && rows.allSatisfy { row in
        weights.contains(row.inputWeights.count) && row.hiddenWeights.isEmpty
          && row.inputWeights.dropFirst().allSatisfy { $0 != 0 }
          && row.multiplier >= 0 && !row.inputWeights.contains(.min)
          && row.inputWeights == rows[0].inputWeights
          && (row.bias == 0 || kind != .leakyReLU && kind != .multiply)
      }
  }

  /// A pointwise layer's parameters as a file stores them.
  var pointwiseBytes: ByteWriter {
    let row = rows.first ?? .zero
    let weights = row.inputWeights + [0, 0]
    var bytes = ByteWriter(zeros: PointwiseLayout.size)
    bytes.store(
      UInt16(bitPattern: weights[0]), at: PointwiseLayout.firstWeightOffset)
    bytes.store(
      UInt16(bitPattern: weights[1]), at: PointwiseLayout.secondWeightOffset)
    bytes.store(row.bias, at: PointwiseLayout.biasOffset)
    bytes.store(row.multiplier, at: PointwiseLayout.multiplierOffset)
    bytes.store(
      rows.count > 1 ? rows[1].multiplier : 0,
      at: PointwiseLayout.negativeMultiplierOffset)
    return bytes
  }

  /// A pointwise layer's rows from its entry.
  func pointwiseRows(_ view: LayerView) -> [QuantizedRow] {
    let weights = view.pointwiseWeights
    let multipliers = view.pointwiseMultipliers
    func row(_ weights: [Int32], _ multiplier: Int32) -> QuantizedRow {
      QuantizedRow(
        inputWeights: weights.map { Int16(truncatingIfNeeded: $0) },
        hiddenWeights: [], bias: view.pointwiseBias, multiplier: multiplier)
    }
    switch kind {
    case .copy, .reverse, .magnitude: return []
    case .multiply: return [row([], multipliers.positive)]
    case .leakyReLU:
      return [
        row([weights.first], multipliers.positive),
        row([weights.first], multipliers.negative),
      ]
    default:
      return [
        row(
          view.takesPair ? [weights.first, weights.second] : [weights.first],
          multipliers.positive)
      ]
    }
  }
}

extension QuantizedLayer.Kind {
  /// The kind of a pointwise layer that an entry states.
  init(pointwise layer: LayerView) {
    self =
      switch layer.pointwiseFunction {
      case .copy: .copy
      case .reverse: .reverse
      case .multiply: .multiply
      case .magnitude: .magnitude
      case .leakyReLU: .leakyReLU
      case nil:
        switch RowActivation(rawValue: layer.variant) {
        case .relu: .sumReLU
        case .sigmoid: .sumSigmoid
        case .tanh: .sumTanh
        case .linear, nil: .sumLinear
        }
      }
  }
}
