/// The parameters of a pointwise layer (ARITHMETIC.md, section 5).
struct PointwiseRow {
  /// Of the first and of the second operand; Int16.
  let firstWeight, secondWeight: Int32
  /// Added to the sum.
  let bias: Int32
  /// From the unit of the sum or the product to that of the result, times 2^32;
  /// at least 0.
  let multiplier: Int32
  /// The same of negative values of a leaky relu.
  let negativeMultiplier: Int32

  /// The pre-activation of a weighted sum.
  @inline(__always)
  func sum<Lanes: IntegerLanes>(_ a: Lanes, _ b: Lanes) -> Lanes {
    accumulated(a, b).scaled(by: Lanes(repeating: multiplier))
  }

  @inline(__always)
  private func accumulated<Lanes: IntegerLanes>(
    _ a: Lanes, _ b: Lanes
  ) -> Lanes {
    a * Lanes(repeating: firstWeight) + b * Lanes(repeating: secondWeight)
      + Lanes(repeating: bias)
  }

  /// `a b`, in the unit of the result.
  @inline(__always)
  func product<Lanes: IntegerLanes>(_ a: Lanes, _ b: Lanes) -> Lanes {
    (a * b).scaled(by: Lanes(repeating: multiplier))
  }

  /// A value above 0 by one multiplier, a negative one by the other.
  @inline(__always)
  func leakyReLU<Lanes: IntegerLanes>(_ a: Lanes) -> Lanes {
    let value = a * Lanes(repeating: firstWeight)
    let positive = value.zeroed(whereNegative: value)
    return positive.scaled(by: Lanes(repeating: multiplier))
      + (value - positive).scaled(by: Lanes(repeating: negativeMultiplier))
  }
}

/// `floor(sqrt(a² + b²))`, where -32768 counts as -32767.
///
/// The root is found bit by bit, from the largest on.
@inline(__always)
func magnitude<Lanes: IntegerLanes>(_ a: Lanes, _ b: Lanes) -> Lanes {
  let (a, b) = (boundedMagnitude(a), boundedMagnitude(b))
  var rest = a * a + b * b
  var root = Lanes(repeating: 0)
  var bit: Int32 = 1 &<< 30
  while bit != 0 {
    let trial = root + Lanes(repeating: bit)
    let excess = rest - trial
    rest = rest - trial.zeroed(whereNegative: excess)
    root =
      root.shifted(right: 1)
      + Lanes(repeating: bit).zeroed(whereNegative: excess)
    bit &>>= 2
  }
  return root
}

@inline(__always)
private func boundedMagnitude<Lanes: IntegerLanes>(_ a: Lanes) -> Lanes {
  let magnitude = a.negated(whereNegative: a)
  return magnitude - magnitude.shifted(right: 15)
}
