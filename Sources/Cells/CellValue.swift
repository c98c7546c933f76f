/// The arithmetic that a cell's forward and backward steps are written in.
///
/// A value is one number, or one number for each of several sequences that
/// advance in lockstep (its lanes). Weights are shared by all lanes.
public protocol CellValue: Sendable {
  /// The type of a parameter.
  associatedtype Weight: BinaryFloatingPoint & Sendable

  /// How many sequences one value holds.
  static var laneCount: Int { get }

  /// 0 in every lane.
  static var zero: Self { get }

  /// The given number in every lane.
  init(repeating weight: Weight)

  /// One lane's number; `lane` lies in `0..<laneCount`.
  subscript(lane lane: Int) -> Weight { get set }

  /// The sum, lane by lane.
  static func + (left: Self, right: Self) -> Self
  /// The difference, lane by lane.
  static func - (left: Self, right: Self) -> Self
  /// The product, lane by lane.
  static func * (left: Self, right: Self) -> Self
  /// The product of every lane with one weight.
  static func * (left: Weight, right: Self) -> Self
  /// The quotient, lane by lane.
  static func / (left: Self, right: Self) -> Self
  /// Adds lane by lane.
  static func += (left: inout Self, right: Self)

  /// `e` to the power of each lane.
  func exponential() -> Self
  /// `1 / (1 + exp(-x))` of each lane.
  func sigmoid() -> Self
  /// The hyperbolic tangent of each lane.
  func tanh() -> Self
  /// The square root of each lane.
  func squareRoot() -> Self
  /// `max(x, 0)` of each lane.
  func relu() -> Self
  /// 1 where the lane is above 0, else 0: the derivative of `relu`.
  func heaviside() -> Self
  /// The larger of two values, lane by lane.
  static func maximum(_ left: Self, _ right: Self) -> Self
  /// The sum of all lanes, in a fixed order.
  func laneSum() -> Weight
}
