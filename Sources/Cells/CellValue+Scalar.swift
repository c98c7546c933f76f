private import Foundation

extension CellValue where Self: BinaryFloatingPoint, Weight == Self {
  /// One: a number is a single sequence's.
  @inlinable public static var laneCount: Int { 1 }

  /// The number itself.
  @inlinable public init(repeating weight: Self) { self = weight }

  /// The number itself, whatever the lane.
  @inlinable public subscript(lane lane: Int) -> Self {
    get { self }
    set { self = newValue }
  }

  /// The logistic function.
  @inlinable public func sigmoid() -> Self {
    1 / (1 + (0 - self).exponential())
  }

  /// `max(x, 0)`.
  @inlinable public func relu() -> Self { self < 0 ? 0 : self }

  /// 1 above 0, else 0.
  @inlinable public func heaviside() -> Self { self > 0 ? 1 : 0 }

  /// The number itself.
  @inlinable public func laneSum() -> Self { self }
}

/// The functions of `SIMD8<Float>` of one number: the same bits.
extension Float: CellValue {
  /// A parameter is a `Float` too.
  public typealias Weight = Float

  /// `e` to the power of the number.
  public func exponential() -> Float {
    SIMD8<Float>(repeating: self).exponential()[0]
  }
  /// The hyperbolic tangent.
  public func tanh() -> Float { SIMD8<Float>(repeating: self).tanh()[0] }
}

extension Double: CellValue {
  /// A parameter is a `Double` too.
  public typealias Weight = Double

  /// `e` to the power of the number.
  public func exponential() -> Double { Foundation.exp(self) }
  /// The hyperbolic tangent.
  public func tanh() -> Double { Foundation.tanh(self) }
}
