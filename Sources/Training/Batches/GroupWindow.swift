import SwiftletCells
import SwiftletRuntime

/// A stretch of a group of sequences, packed for lockstep, and the memory for
/// it.
struct GroupWindow<Value: TrainingValue> {
  /// Which timestep of which sequence lies in which row.
  private(set) var rows = WindowRows()
  /// A row of `inputSize` numbers for each.
  let inputs: StepWorkspace<Value>
  /// What the outputs should be: a class a row, -1 where it does not count;
  /// none of values.
  private(set) var classes: [Int32] = []
  /// `outputSize` values a row, NaN where one does not count; none of classes.
  private(set) var values: [Value] = []
  private let network: Network
  private var active: [Int] = []

  /// Memory for windows of a network.
  ///
  /// - Parameters:
  ///   - window: the most steps a window has.
  ///   - sequences: the most sequences it has.
  init(_ network: Network, window: Int, sequences: Int) {
    self.network = network
    inputs = StepWorkspace(width: network.inputSize, steps: window * sequences)
  }

  /// Packs the window of each sequence that begins at timestep `start`.
  ///
  /// - Parameters:
  ///   - sequences: the longest first.
  ///   - steps: how many steps it has at most.
  ///   - scoring: whether only a sequence's last timestep counts.
  mutating func load(
    _ sequences: [TrainingSequence], start: Int, steps: Int, scoring: Scoring
  ) {
    active.removeAll(keepingCapacity: true)
    for sequence in sequences {
      let left = sequence.length(outputSize: network.outputSize) - start
      if left > 0 { active.append(min(left, steps)) }
    }
    rows.load(active)
    classes.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    switch sequences.first?.targets {
    case .classes:
      classes.append(contentsOf: repeatElement(-1, count: rows.count))
    case .values:
      let count = rows.count * network.outputSize
      values.append(contentsOf: repeatElement(.nan, count: count))
    case nil: break
    }
    for index in active.indices {
      copyInputs(sequences[index].inputs, index, start)
      copyTargets(sequences[index], index, start, scoring)
    }
  }

  /// Whether any target counts.
  var hasTargets: Bool {
    classes.contains { $0 >= 0 } || values.contains { !$0.isNaN }
  }

  private func row(_ sequence: Int, _ step: Int) -> Int {
    rows.rows(of: step).lowerBound + sequence
  }

  private func copyInputs(_ numbers: [Float], _ sequence: Int, _ start: Int) {
    let width = network.inputSize
    numbers.withUnsafeBufferPointer { numbers in
      guard let base = numbers.baseAddress else { return }
      for step in 0..<active[sequence] {
        let source = base + (start + step) * width
        let target = inputs[row(sequence, step)]
        for k in 0..<width { target[k] = Value(source[k]) }
      }
    }
  }

  private mutating func copyTargets(
    _ own: TrainingSequence, _ sequence: Int, _ start: Int, _ scoring: Scoring
  ) {
    let width = network.outputSize
    let last = own.length(outputSize: width) - 1
    let first = scoring == .lastStep ? max(last - start, 0) : 0
    let counted = first..<max(active[sequence], first)
    switch own.targets {
    case .classes(let own):
      for step in counted { classes[row(sequence, step)] = own[start + step] }
    case .values(let own):
      for step in counted {
        let (to, from) = (row(sequence, step) * width, (start + step) * width)
        for k in 0..<width { values[to + k] = Value(own[from + k]) }
      }
    }
  }

  /// Adds Gaussian noise to the inputs.
  func addNoise(deviation: Double, _ random: inout RandomSource) {
    for row in 0..<rows.count {
      for k in 0..<network.inputSize {
        inputs[row][k] += Value(random.normal() * deviation)
      }
    }
  }
}
