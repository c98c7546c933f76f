public import SwiftletRuntime

/// What takes the place of missing values, feature by feature, as a stream
/// goes on.
///
/// A policy that refuses gaps fills with the mean: it is the device that
/// refuses the step, and a float reference goes on.
@frozen public struct GapFill<Value: Sendable>: Sendable {
  /// What takes the place of a missing value.
  public let policy: GapPolicy
  @usableFromInline let means: [Value]
  @usableFromInline var held: [Value]

  /// Starts a stream.
  ///
  /// - Parameter means: each feature's mean, in the values' own unit.
  @inlinable public init(_ policy: GapPolicy, means: [Value]) {
    self.policy = policy
    self.means = means
    held = means
  }

  /// Starts the stream again: forgets held values.
  @inlinable public mutating func reset() { held = means }

  /// A feature's value at the next timestep, or what takes its place.
  ///
  /// - Parameters:
  ///   - value: the value; nil is a gap.
  ///   - feature: the feature's index.
  @inlinable public mutating func fill(
    _ value: Value?, feature: Int
  ) -> Value {
    let filled = value ?? substitute(for: feature)
    held[feature] = filled
    return filled
  }

  @inlinable func substitute(for feature: Int) -> Value {
    switch policy {
    case .hold: held[feature]
    case .mean, .refuse: means[feature]
    }
  }
}

extension GapFill where Value: BinaryFloatingPoint {
  /// The values of the next timestep, one a feature, without gaps.
  ///
  /// - Parameter values: one a feature; NaN is a gap.
  @inlinable public mutating func fill(_ values: [Value]) -> [Value] {
    values.indices.map {
      fill(values[$0].isNaN ? nil : values[$0], feature: $0)
    }
  }
}

extension GapPolicy {
  /// What a float model meets in place of a gap where no device's policy is
  /// given: in training, in calibration and in its own score.
  public static var training: GapPolicy { .mean }
}
