import SwiftletCells
import SwiftletFormat
import SwiftletRuntime

extension QuantizedLayer {
  /// Where gates, and candidates that have a bound, lie in a record; nil for a
  /// layer without.
  var boundedGates: [Int]? {
    gateRange.map { gates in
      gates.filter { activations.isBounded || !candidateRange.contains($0) }
    }
  }

  /// Where candidates lie in a record of a layer with gates.
  var candidateRange: Range<Int> {
    kind == .lstm
      ? LSTMRecord(hiddenSize: outputSize).range(of: \.candidate)
      : GRURecord(hiddenSize: outputSize).range(of: \.candidate)
  }

  private var gateRange: Range<Int>? {
    switch kind {
    case .lstm: LSTMRecord(hiddenSize: outputSize).gates
    case .gruResetAfter, .gruResetBefore:
      GRURecord(hiddenSize: outputSize).gates
    default: nil
    }
  }

  /// What one unit of the state that the memory gate multiplies stands for.
  var stateUnit: Double {
    if kind == .lstm { return cellUnit }
    return activations.isBounded ? 1 / 32768 : Double(outputScale)
  }

  /// The largest value of the gate that multiplies the state: an LSTM's forget
  /// gate has 31 bits, a GRU's update gate 15.
  ///
  /// A hard one is 1, at which the state stays; this is a little less.
  var largestMemoryGate: Double {
    if activations.gates == .hardSigmoid { return 1 - 1 / 2_147_483_648 }
    let far = Int32Lanes(repeating: 1 << 29)
    return kind == .lstm
      ? Double(far.sigmoidQ31[0]) / 2_147_483_648
      : Double(far.sigmoidQ15[0]) / 32768
  }
}

extension QuantizedLayer.Kind {
  /// Whether outputs lie in -1...1 by themselves.
  func isBounded(_ activations: GateActivations) -> Bool {
    switch self {
    case .rnnReLU, .rnnLinear, .denseLinear, .denseReLU, .embedding, .sumLinear,
      .sumReLU, .leakyReLU, .multiply, .magnitude, .copy, .reverse, .history,
      .layerNorm, .convLinear, .convReLU:
      false
    case .gruResetBefore, .gruResetAfter, .lstm: activations.isBounded
    case .rnnTanh, .denseSigmoid, .denseTanh, .sumSigmoid, .sumTanh,
      .convSigmoid, .convTanh:
      true
    }
  }
}

extension SIMD8 where Scalar: Comparable {
  /// How many of the lanes meet a condition.
  func count(_ condition: (Scalar) -> Bool) -> Double {
    Double(indices.count { condition(self[$0]) })
  }
}

extension ClosedRange where Bound == Double {
  /// The range with two more values in it.
  func including(_ low: Double, _ high: Double) -> ClosedRange {
    Swift.min(lowerBound, low)...Swift.max(upperBound, high)
  }
}
