import SwiftletFormat

extension Generator {
  /// A pointwise layer of values that are kept, or that the layer before
  /// gives.
  ///
  /// - Parameters:
  ///   - before: How many values the layer before gives.
  ///   - kept: How many are kept so far; at least `size`, or `before` is.
  mutating func pointwise(
    _ kind: QuantizedLayer.Kind, _ size: Int, before: Int, _ kept: Int
  ) -> QuantizedLayer {
    var layer = QuantizedLayer(
      kind: kind, inputSize: size, outputSize: size, weightBits: 16)
    layer.rows = pointwiseRows(kind, isPair: kept >= size)
    layer.source = size == before ? nil : place(size, kept)
    if layer.operandCount == 2 {
      layer.secondSource =
        kept < size || (size == before && next() & 3 == 0)
        ? nil : place(size, kept)
    }
    return layer
  }

  /// Gives recurrent layers states to start from.
  mutating func setInitialStates(_ layers: inout [QuantizedLayer]) {
    for index in layers.indices where layers[index].kind.isRecurrent {
      layers[index].initialHidden = (0..<layers[index].outputSize).map { _ in
        Int16(signed(upTo: 32767))
      }
      guard layers[index].kind == .lstm else { continue }
      layers[index].initialCell = (0..<layers[index].outputSize).map { _ in
        Int32(signed(upTo: (1 << 30) - 1))
      }
    }
  }

  private mutating func place(_ size: Int, _ kept: Int) -> Int {
    Int(next() % UInt32(kept - size + 1))
  }

  private mutating func pointwiseRows(
    _ kind: QuantizedLayer.Kind, isPair: Bool
  ) -> [QuantizedRow] {
    switch kind {
    case .copy, .magnitude: return []
    case .multiply: return [row([], multiplier: 1 << 18)]
    case .leakyReLU:
      let weight = weight()
      return ([1 << 18, 1 << 15] as [Int32]).map {
        var row = row([weight], multiplier: $0)
        row.bias = 0
        return row
      }
    default:
      let weights = isPair ? [weight(), weight()] : [weight()]
      return [row(weights, multiplier: 1 << 18)]
    }
  }

  private mutating func weight() -> Int16 {
    Int16(signed(upTo: 15_000)) | 1
  }

  private mutating func row(
    _ weights: [Int16], multiplier: Int32
  ) -> QuantizedRow {
    QuantizedRow(
      inputWeights: weights, hiddenWeights: [],
      bias: weights.isEmpty ? 0 : Int32(signed(upTo: 100_000_000)),
      multiplier: multiplier + Int32(signed(upTo: 10_000)))
  }
}
