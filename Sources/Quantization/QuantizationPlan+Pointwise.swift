import CSwiftletKernels
import Foundation
import SwiftletCells
import SwiftletFormat

extension QuantizationPlan {
  /// Where a layer's operands begin in the memory. What a pointwise layer gives
  /// has a place there, by which all but pointwise layers take it.
  func sources(ofLayer index: Int) -> (first: Int?, second: Int?) {
    let network = model.network
    let source = network.sources[index]
    guard source.first == nil, index > 0, !network.layers[index].isKept,
      network.layers[index - 1].isKept
    else { return (source.first, source.second) }
    return (network.memoryOffset(ofLayer: index - 1), nil)
  }

  /// Gives a layer the integers of its initial state.
  func setInitialState(_ layer: inout QuantizedLayer, _ index: Int) {
    let network = model.network
    guard !network.initialState.isEmpty, layer.kind.isRecurrent else { return }
    let start = network.layers[..<index].reduce(0) { $0 + $1.stateSize }
    let state = network.initialState[start...]
      .prefix(network.layers[index].stateSize).map(Double.init)
    layer.initialHidden = state.prefix(layer.outputSize).map {
      Int16(max(-32767, min(32767, ($0 / layers[index].outputScale).rounded())))
    }
    let limit = Double((1 << 30) - 1)
    layer.initialCell = state.dropFirst(layer.outputSize).map {
      Int32(max(-limit, min(limit, ($0 / layer.cellUnit).rounded())))
    }
  }

  /// The finest unit of a function's results that multipliers, which are below
  /// 1/2, reach from the units of its operands.
  static func finestUnit(
    of function: Pointwise, _ inputScales: [Double]
  ) -> Double {
    let (first, last) = (inputScales[0], inputScales[inputScales.count - 1])
    return switch function {
    case .multiply: 2 * first * last
    case .leakyReLU(let slope):
      2 * first * Double(max(1, slope)) / largestWeight
    default: 2 * max(first, last) / largestWeight
    }
  }

  /// Checks that a leaky relu's slope is one that integers take.
  func checkSlope(of function: Pointwise, _ index: Int) throws {
    guard case .leakyReLU(let slope) = function, slope < 0 else { return }
    throw QuantizationError(
      "layer \(index) ('\(function.name)') has the slope \(slope); integers "
        + "take slopes from 0 on")
  }

  /// Checks that values that have to have one unit do.
  func checkUnits(ofLayer index: Int) throws {
    let units = layers[index].takenScales
    let layer = model.network.layers[index]
    let parts: [ArraySlice<Double>] =
      switch layer {
      case .conv1D, .layerNorm: [units[...]]
      case .pointwise(.copy, let size):
        layers[index].takenScales == layers[index].outputScales
          ? [] : [units[..<size]]
      case .pointwise(.reverse, _): []
      case .pointwise(.magnitude, _): [units[...]]
      case .pointwise(_, let size): [units[..<size], units[size...]]
      default: []
      }
    guard parts.allSatisfy({ $0.min() == $0.max() }) else {
      throw QuantizationError(
        "layer \(index): the values that it takes have several units; put a "
          + "layer between a history and what is joined to it")
    }
  }

  /// A copy that changes units is a weighted sum of one value.
  func pointwiseKind(
    _ function: Pointwise, _ index: Int
  ) -> QuantizedLayer.Kind {
    switch function {
    case .copy:
      layers[index].inputScales == layers[index].outputScales
        ? .copy : .sumLinear
    case .add, .subtract: .sumLinear
    case .multiply: .multiply
    case .magnitude: .magnitude
    case .reverse: .reverse
    case .leakyReLU: .leakyReLU
    case .activation(let activation):
      switch activation.rowActivation {
      case .linear: .sumLinear
      case .relu: .sumReLU
      case .sigmoid: .sumSigmoid
      case .tanh: .sumTanh
      }
    }
  }

  /// The rows of a pointwise layer, all of whose units are the same.
  func pointwiseRows(
    _ function: Pointwise, _ index: Int, _ kind: QuantizedLayer.Kind
  ) -> [QuantizedRow] {
    let plan = layers[index]
    let (first, second) = (
      plan.inputScales[0], plan.inputScales[plan.inputScales.count - 1]
    )
    let toOutput = 1 / plan.outputScale
    switch kind {
    case .copy, .reverse, .magnitude: return []
    case .multiply: return [row([], first * second * toOutput)]
    case .leakyReLU:
      guard case .leakyReLU(let slope) = function else { return [] }
      return [
        weightedRow([first], toOutput),
        weightedRow([first], toOutput * Double(slope)),
      ]
    default:
      switch function {
      case .add: return [weightedRow([first, second], toOutput)]
      case .subtract: return [weightedRow([first, -second], toOutput)]
      case .activation(.sigmoid):
        return [weightedRow([first], RealRows.Units.sigmoid)]
      case .activation(.tanh):
        return [weightedRow([first], RealRows.Units.tanh)]
      case .activation(.hardSigmoid):
        var row = weightedRow([first], toOutput)
        row.bias = Int32(clamping: Int((8192 / first).rounded()))
        return [row]
      default: return [weightedRow([first], toOutput)]
      }
    }
  }

  /// A row whose weights stand for `scales`; equal scales of powers of two
  /// apart are exact.
  private func weightedRow(
    _ scales: [Double], _ unitsPerReal: Double
  ) -> QuantizedRow {
    let largest = scales.map(abs).max() ?? 1
    let weights = scales.map { scale in
      let weight = (scale / largest * Self.largestWeight).rounded()
      return weight == 0 ? (scale < 0 ? -1 : 1) : weight
    }
    return row(
      weights.map { Int16($0) }, largest / Self.largestWeight * unitsPerReal)
  }

  /// A power of two, of which two leave no sum that overflows.
  private static let largestWeight = 16384.0

  private func row(_ weights: [Int16], _ factor: Double) -> QuantizedRow {
    let multiplier = (factor * 4_294_967_296).rounded()
    return QuantizedRow(
      inputWeights: weights, hiddenWeights: [], bias: 0,
      multiplier: Int32(min(multiplier, 2_147_483_647)))
  }
}
