import SwiftletCells
import SwiftletFormat

extension QuantizedLayer {
  /// Where gates and candidates lie in a record; nil for a layer without.
  var gateRange: Range<Int>? {
    switch kind {
    case .lstm: LSTMRecord(hiddenSize: outputSize).gates
    case .gruResetAfter, .gruResetBefore:
      GRURecord(hiddenSize: outputSize).gates
    default: nil
    }
  }

  /// What one unit of an LSTM's cell state stands for.
  var cellUnit: Double {
    Double(sign: .plus, exponent: cellRange - 30, significand: 1)
  }

  /// What one unit of the state that the memory gate multiplies stands for.
  var stateUnit: Double { kind == .lstm ? cellUnit : 1 / 32768 }

  /// The largest value of the gate that multiplies the state: an LSTM's forget
  /// gate has 31 bits, a GRU's update gate 15.
  var largestMemoryGate: Double {
    let far = Int32Lanes(repeating: 1 << 29)
    return kind == .lstm
      ? Double(far.sigmoidQ31[0]) / 2_147_483_648
      : Double(far.sigmoidQ15[0]) / 32768
  }
}

extension QuantizedLayer.Kind {
  /// Whether outputs lie in -1...1 by themselves.
  var isBounded: Bool {
    switch self {
    case .rnnReLU, .denseLinear, .denseReLU, .embedding, .sumLinear, .sumReLU,
      .leakyReLU, .multiply, .magnitude, .copy, .reverse, .history,
      .convLinear, .convReLU:
      false
    case .rnnTanh, .gruResetBefore, .gruResetAfter, .lstm, .denseSigmoid,
      .denseTanh, .sumSigmoid, .sumTanh, .convSigmoid, .convTanh:
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
