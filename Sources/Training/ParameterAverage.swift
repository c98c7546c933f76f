/// A running average of the parameters of all updates, in which the last tenth
/// of them weighs most: polynomial-decay averaging (Shamir and Zhang 2013).
///
/// A weight between two of a device's few values jumps from one to the other
/// as long as it learns, and the answers with it; the average settles.
package struct ParameterAverage: Sendable {
  /// The average; the initial parameters before the first update.
  package private(set) var values: [Float]
  private var updates: Float = 0
  /// The weight of an update grows with its number to this power.
  private static let exponent: Float = 9

  /// An average of no updates yet.
  package init(_ initial: [Float]) { values = initial }

  /// Takes the parameters after one more update in.
  package mutating func add(_ parameters: [Float]) {
    updates += 1
    let share = (Self.exponent + 1) / (Self.exponent + updates)
    for k in values.indices { values[k] += share * (parameters[k] - values[k]) }
  }
}
