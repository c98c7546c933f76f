/// How the timesteps of a window's sequences lie in memory: a row each, those
/// of the window's first step, then those of its second, and so on.
///
/// Longer sequences come first, so that the sequences that still run at a step
/// are the first of those of the step before: a row is never of a sequence
/// that has ended.
struct WindowRows: Sendable {
  // How many sequences still run at each step; it never rises.
  private var counts: [Int] = []
  // The first row of each step; after them the number of rows.
  private var starts = [0]

  /// One step of one sequence.
  static let single = WindowRows([1])

  /// A window whose sequences have so many steps, the longest first.
  init(_ lengths: [Int] = []) { load(lengths) }

  /// Takes on sequences of so many steps, the longest first.
  mutating func load(_ lengths: [Int]) {
    counts.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    starts.append(0)
    var running = lengths.count
    for step in 0..<(lengths.first ?? 0) {
      while lengths[running - 1] <= step { running -= 1 }
      counts.append(running)
      starts.append(starts[step] + running)
    }
  }

  /// The number of timesteps.
  var steps: Int { counts.count }
  /// The number of rows.
  var count: Int { starts[counts.count] }
  /// The number of sequences that have a step at all.
  var sequences: Int { counts.first ?? 0 }

  /// The rows of a step, one for each sequence that runs.
  func rows(of step: Int) -> Range<Int> { starts[step]..<starts[step + 1] }

  /// The row of the first sequence at the step before, counted from
  /// `sequences` rows before the window: those of the states it starts from.
  func previousRow(of step: Int) -> Int {
    step == 0 ? 0 : sequences + starts[step - 1]
  }

  /// Does something for each row and that of the same sequence at the step
  /// before, counted as `previousRow` does.
  func forEachPair(_ body: (_ previous: Int, _ row: Int) -> Void) {
    for step in 0..<steps {
      let previous = previousRow(of: step)
      for (sequence, row) in rows(of: step).enumerated() {
        body(previous + sequence, row)
      }
    }
  }

  /// The same for neighbouring rows at once, as long as they are neighbours at
  /// the step before too.
  func forEachRun(_ body: (_ previous: Int, _ row: Int, _ count: Int) -> Void) {
    var first = 0
    for step in 0..<steps
    where step + 1 == steps
      || previousRow(of: step + 1) != previousRow(of: step) + counts[step]
    {
      body(
        previousRow(of: first), starts[first], starts[step + 1] - starts[first])
      first = step + 1
    }
  }
}
