import SwiftletMessages
public import SwiftletRuntime

/// What takes the place of missing values, feature by feature, as a stream
/// goes on: ARITHMETIC.md, "Gaps", in the values' own unit.
@frozen public struct GapFill<Value: Sendable>: Sendable {
  /// What takes the place of a missing value.
  public let policy: GapPolicy
  @usableFromInline let means: [Value]
  @usableFromInline var held: [Value]
  /// At which missing step in a row each held value is given up, counted from
  /// the last step; 0 where none is held.
  @usableFromInline var rest: [Int]

  /// Starts a stream.
  ///
  /// - Parameter means: each feature's mean, in the values' own unit.
  @inlinable public init(_ policy: GapPolicy, means: [Value]) {
    self.policy = policy
    self.means = means
    held = means
    rest = Array(repeating: 0, count: means.count)
  }

  /// Starts the stream again: forgets held values.
  @inlinable public mutating func reset() {
    self = GapFill(policy, means: means)
  }

  /// Fills the gaps of the next timestep.
  ///
  /// - Parameters:
  ///   - values: one a feature, from `start` on.
  ///   - isGap: whether a value is missing.
  /// - Returns: whether the state is reset before the timestep, since every
  ///   value has been missing for longer than one is held.
  /// - Throws: `GapError` when the policy refuses gaps and there is one.
  @inlinable public mutating func fill(
    _ values: inout [Value], from start: Int = 0, isGap: (Value) -> Bool
  ) throws(GapError) -> Bool {
    var isHeld = false
    for feature in means.indices {
      let isMissing = isGap(values[start + feature])
      if isMissing && rest[feature] > 0 { rest[feature] -= 1 }
      isHeld = isHeld || rest[feature] > 0
      if isMissing {
        values[start + feature] = try substitute(for: feature)
      } else {
        held[feature] = values[start + feature]
        rest[feature] = 1 + (policy.heldSteps ?? 0)
      }
    }
    if case .holdThenReset = policy { return !isHeld }
    return false
  }

  @inlinable func substitute(for feature: Int) throws(GapError) -> Value {
    switch policy {
    case .refuse: throw GapError()
    case .mean: means[feature]
    case .hold: held[feature]
    case .holdThenMean, .holdThenReset:
      rest[feature] > 0 ? held[feature] : means[feature]
    }
  }
}

extension GapFill where Value: BinaryFloatingPoint {
  /// Fills the gaps of the next timestep, which are NaN.
  ///
  /// - Parameter values: one a feature, from `start` on.
  /// - Returns: whether the state is reset before the timestep.
  /// - Throws: `GapError` when the policy refuses gaps and there is one.
  @inlinable public mutating func fill(
    _ values: inout [Value], from start: Int = 0
  ) throws(GapError) -> Bool {
    try fill(&values, from: start) { $0.isNaN }
  }
}

/// Why a timestep does not take place: a value is missing, and the policy is to
/// refuse that.
public struct GapError: Error, CustomStringConvertible, Equatable {
  /// One line: the cause and the remedy.
  public let description: String

  /// An error of a stream.
  @inlinable public init() {
    description =
      "a value is missing and the model refuses gaps; quantize it with "
      + "another gap policy"
  }

  /// An error of data.
  init(_ sequence: DataSequence, _ timestep: Int, _ feature: String) {
    description =
      ("sequence '\(sequence.id)', timestep \(timestep): '\(feature)' is "
      + "missing, which `gapPolicy` refuse does not allow; fill it in the data, "
      + "or give `gapPolicy` hold or mean").printable
  }
}

extension DataSequence {
  /// Checks that a policy can take the sequence.
  ///
  /// - Parameter inputs: the features.
  /// - Throws: `GapError` when it refuses gaps and there is one.
  public func check(
    _ policy: GapPolicy, _ inputs: [FloatModel.Channel]
  ) throws(GapError) {
    guard policy == .refuse else { return }
    if let gap = firstFeature(where: \.isNaN) {
      throw GapError(
        self, gap / featureCount, inputs[gap % featureCount].name)
    }
  }

  /// The parts of the sequence that begin at timesteps, in order, and at its
  /// start.
  public func parts(from starts: [Int]) -> [DataSequence] {
    let starts = starts.first == 0 ? starts : [0] + starts
    return zip(starts, starts.dropFirst() + [timesteps]).map { start, end in
      part(start..<end)
    }
  }
}
