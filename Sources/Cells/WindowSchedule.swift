/// Whose turn it is where a stream of timesteps is cut into windows: a new one
/// begins every `hop` timesteps and has `size`, each in a stream of its own.
///
/// With a hop of `size` there is one stream, which starts again and again.
public struct WindowSchedule: Equatable, Sendable {
  /// Timesteps of a window.
  public let size: Int
  /// Timesteps from the beginning of a window to that of the next.
  public let hop: Int
  // Timesteps since the beginning of each stream's window; below 0 before its
  // first.
  private var ages: [Int]

  /// What one of the streams does at a timestep.
  public struct Turn: Equatable, Sendable {
    /// The stream's index, `0..<streamCount`.
    public let stream: Int
    /// Whether a window begins: the state goes back to zeros first.
    public let isFirst: Bool
    /// Whether the window is whole with this step, whose output counts.
    public let isLast: Bool
  }

  /// A schedule before its first timestep.
  ///
  /// - Precondition: `hop` lies in `1...size`.
  public init(size: Int, hop: Int) {
    precondition((1...size).contains(hop), "windows leave no timestep out")
    self.size = size
    self.hop = hop
    ages = (0..<(size + hop - 1) / hop).map { -$0 * hop }
  }

  /// How many streams run side by side.
  public var streamCount: Int { ages.count }

  /// Goes on by a timestep.
  ///
  /// - Returns: The turns of the streams that run it: one at least, and at
  ///   most one of them the last of its window.
  public mutating func next() -> [Turn] {
    let turns = ages.indices.filter { (0..<size).contains(ages[$0]) }.map {
      Turn(
        stream: $0, isFirst: ages[$0] == 0, isLast: ages[$0] == size - 1)
    }
    ages = ages.map { $0 + 1 == streamCount * hop ? 0 : $0 + 1 }
    return turns
  }
}
