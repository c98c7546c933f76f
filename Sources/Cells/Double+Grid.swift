extension Double {
  /// Of which step a number is the result, in whole steps; nil where it lies
  /// between two of them by more than a millionth, as floats leave it.
  package func steps(of step: Double) -> Double? {
    let steps = (self / step).rounded()
    let tolerance = 1e-6 * Swift.max(1, abs(steps))
    return abs(self / step - steps) <= tolerance ? steps : nil
  }

  /// The least power of two that is no smaller; of a number above 0.
  package var roundedUpToPowerOfTwo: Double {
    significand == 1
      ? self : Double(sign: .plus, exponent: exponent + 1, significand: 1)
  }
}

extension Sequence<Double> {
  /// The largest magnitude; 0 of none.
  package var largestMagnitude: Double { reduce(0) { Swift.max($0, abs($1)) } }
}
