/// Exponential smoothing of the probabilities of classes: the same bits as
/// `swiftlet_smooth` in `swiftlet_decision.h`.
public struct SmoothedProbabilities: Sendable {
  /// One a class, Q1.30.
  private var smoothed: [Int32]
  private let shift: Int

  /// Starts with zeros.
  ///
  /// - Parameters:
  ///   - count: The number of classes.
  ///   - shift: Each step moves the values by 1 / 2^shift of the way, so a
  ///     change has gone by about 2^shift steps later; 0 to 15.
  /// - Precondition: `shift` is in its range.
  public init(count: Int, shift: Int) {
    precondition((0...15).contains(shift), "shift lies in 0...15")
    smoothed = Array(repeating: 0, count: count)
    self.shift = shift
  }

  /// Adds the probabilities of a step, and gives the smoothed ones, Q0.15.
  ///
  /// - Parameter probabilities: One a class, Q0.15, as
  ///   ``Model/probabilities(of:)`` gives them.
  public mutating func add(_ probabilities: [Int16]) -> [Int16] {
    for (index, probability) in probabilities.enumerated() {
      let target = Int32(probability) << 15
      smoothed[index] += (target - smoothed[index]) >> shift
    }
    return smoothed.map { Int16($0 >> 15) }
  }
}
