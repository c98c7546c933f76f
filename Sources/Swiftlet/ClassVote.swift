/// A vote of the last steps, N of M: a class counts when enough of them name
/// it. The same decisions as `swiftlet_vote_add` in `swiftlet_decision.h`.
public struct ClassVote: Sendable {
  private var recent: [Int?]
  private let needed: Int
  private var next = 0

  /// Starts a vote in which no step has voted.
  ///
  /// - Parameters:
  ///   - window: How many steps vote, M; at least 1.
  ///   - needed: How many of them have to name a class, N; more than half of
  ///     `window`, and no more than all.
  /// - Precondition: The two are in these ranges.
  public init(window: Int, needed: Int) {
    precondition(window >= 1, "a vote needs a step")
    precondition(
      2 * needed > window && needed <= window,
      "a vote needs more than half of its steps, and no more than all")
    recent = Array(repeating: nil, count: window)
    self.needed = needed
  }

  /// Adds a step's class in the place of the oldest.
  ///
  /// - Parameter index: The class, or nil for a step that is not sure.
  /// - Returns: The class that enough of the last steps name, if any.
  public mutating func add(_ index: Int?) -> Int? {
    recent[next] = index
    next = (next + 1) % recent.count
    return recent.lazy.compactMap(\.self).first { candidate in
      recent.count { $0 == candidate } >= needed
    }
  }
}
