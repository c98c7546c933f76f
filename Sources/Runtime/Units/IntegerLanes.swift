/// Integers of 32 bits as the arithmetic of a step takes them: one number in
/// the runtime, a number a lane where several sequences run in lockstep. So the
/// equations of the cells stand once.
///
/// Rounding is to the nearest integer, halves up: floor(x + 1/2).
///
///     x       -1.5  -1.25  -1  -0.75  -0.5   0.5  0.75   1   1.25  1.5
///     rounded   -1     -1  -1     -1     0     1     1   1      1    2
protocol IntegerLanes {
  /// The same number in every lane.
  init(repeating value: Int32)

  // As 32 bits hold them; no equation of a cell goes beyond.
  func adding(_ other: Self) -> Self
  func subtracting(_ other: Self) -> Self
  func multiplied(by other: Self) -> Self
  func shifted(left shift: Int32) -> Self
  func shifted(right shift: Int32) -> Self

  /// `self * multiplier / 2^32`, rounded halves up. Exact for all operands.
  func scaled(by multiplier: Self) -> Self

  /// `self + value.rounded(shift)`.
  func adding(_ value: Self, shiftedBy shift: Int32) -> Self

  /// Brought into the range of a signed integer of `bits` bits.
  func saturated(bits: Int32) -> Self

  /// Brought into `0...largest`; `largest - self` within Int32.
  func clamped(to largest: Int32) -> Self

  /// Its complement where `value` is negative, else itself.
  func flipped(whereNegative value: Self) -> Self

  /// Its opposite where `value` is negative, else itself.
  func negated(whereNegative value: Self) -> Self

  /// 0 where `value` is negative, else itself.
  func zeroed(whereNegative value: Self) -> Self

  /// tanh(|v| / 24576), Q0.25 in 0..<2^25.
  ///
  /// One table holds tanh over its first 5 1/3 units in 256 segments of 1/48;
  /// between its knots it is linear (ARITHMETIC.md, section 4).
  var interpolatedTanh: Self { get }
}

extension IntegerLanes {
  @inline(__always)
  static func + (a: Self, b: Self) -> Self { a.adding(b) }

  @inline(__always)
  static func - (a: Self, b: Self) -> Self { a.subtracting(b) }

  @inline(__always)
  static func * (a: Self, b: Self) -> Self { a.multiplied(by: b) }

  /// `self / 2^shift`, rounded halves up; `shift` in 1...30 and
  /// `self + 2^(shift - 1)` within Int32.
  @inline(__always)
  func rounded(_ shift: Int32) -> Self {
    let half: Int32 = 1 &<< (shift &- 1)
    return adding(Self(repeating: half)).shifted(right: shift)
  }
}

// Every activation comes from the one table. Largest error up to 2^17, where it
// ends: tanh 1.37, sigmoid 0.95 of 2^-15; beyond at most 1.
extension IntegerLanes {
  /// tanh(v / 24576), Q0.15 in -32767...32767. Odd and monotone.
  @inline(__always)
  var tanhQ15: Self {
    interpolatedTanh.rounded(10).negated(whereNegative: self)
  }

  /// 1 / (1 + exp(-v / 12288)), Q0.15 in 1...32767. Monotone, and the values of
  /// v and -v add up to 1.
  @inline(__always)
  var sigmoidQ15: Self { sigmoidQ26.rounded(11) }

  /// The same, Q0.31 and not rounded to 15 bits.
  @inline(__always)
  var sigmoidQ31: Self { sigmoidQ26.shifted(left: 5) }

  /// The same, Q0.26: sigmoid(2 a) = (1 + tanh(a)) / 2, where tanh(a) is 1 unit
  /// less for negative a.
  @inline(__always)
  var sigmoidQ26: Self {
    let tanh = interpolatedTanh.flipped(whereNegative: self)
    return tanh.adding(Self(repeating: 1 &<< 25))
  }
}
