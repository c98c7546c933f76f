/// Eight sequences in lockstep.
///
/// The elementary functions are polynomials after Cephes (S. L. Moshier,
/// `expf` and `tanhf`), within about 1e-6 of the true value, relative. They
/// use no fused operation and no library call, so that a lane's result does
/// not depend on its neighbours.
extension SIMD8<Float>: CellValue {
  /// A parameter is a single `Float`, shared by the lanes.
  public typealias Weight = Float

  /// Eight.
  @inlinable public static var laneCount: Int { 8 }

  /// One lane's number.
  @inlinable public subscript(lane lane: Int) -> Float {
    get { self[lane] }
    set { self[lane] = newValue }
  }

  /// `e` to the power of each lane; the argument is held within ±87, where
  /// neither the result nor its reciprocal leaves the normal numbers.
  @inlinable public func exponential() -> Self {
    let x = clamped(
      lowerBound: Self(repeating: -87), upperBound: Self(repeating: 87))
    // Adding 1.5 * 2^23 rounds to an integer and leaves it in the low bits.
    let shifter: Float = 12_582_912
    let shifted = x * 1.442_695_04 + shifter
    let power = shifted - shifter
    let r = (x - power * 0.693_359_375) + power * 2.121_944_4e-4
    var p = r * 1.987_569_15e-4 + 1.398_199_95e-3
    p = p * r + 8.333_451_9e-3
    p = p * r + 4.166_579_6e-2
    p = p * r + 1.666_666_55e-1
    p = p * r + 5.000_000_1e-1
    let mantissa = p * (r * r) + r + 1
    let integer =
      unsafeBitCast(shifted, to: SIMD8<UInt32>.self)
      &- SIMD8<UInt32>(repeating: shifter.bitPattern)
    let bits = unsafeBitCast(mantissa, to: SIMD8<UInt32>.self)
    return unsafeBitCast(bits &+ (integer &<< 23), to: Self.self)
  }

  /// The logistic function of each lane.
  @inlinable public func sigmoid() -> Self {
    1 / (1 + (Self.zero - self).exponential())
  }

  /// The hyperbolic tangent of each lane: an odd polynomial up to 0.625,
  /// beyond it `1 - 2 / (exp(2x) + 1)`.
  @inlinable public func tanh() -> Self {
    let large = 1 - 2 / ((self + self).exponential() + 1)
    let square = self * self
    var p = square * -5.704_988_7e-3 + 2.063_908_88e-2
    p = p * square - 5.373_971_1e-2
    p = p * square + 1.333_144_28e-1
    p = p * square - 3.333_328_2e-1
    let small = p * square * self + self
    return large.replacing(with: small, where: square .< 0.390_625)
  }

  /// `max(x, 0)` of each lane.
  @inlinable public func relu() -> Self {
    replacing(with: 0, where: self .< 0)
  }

  /// 1 where the lane is above 0, else 0.
  @inlinable public func heaviside() -> Self {
    Self.zero.replacing(with: 1, where: self .> 0)
  }

  /// The larger of two values, lane by lane.
  @inlinable public static func maximum(_ left: Self, _ right: Self) -> Self {
    left.replacing(with: right, where: left .< right)
  }

  /// The sum of the lanes, halves first.
  @inlinable public func laneSum() -> Float {
    let four = lowHalf + highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
}
