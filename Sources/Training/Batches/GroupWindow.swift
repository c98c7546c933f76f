import SwiftletCells
import SwiftletRuntime

/// A stretch of a group of sequences, packed for lockstep.
struct GroupWindow<Value: CellValue>: Sendable {
  /// The number of timesteps.
  let steps: Int
  /// `(steps, inputSize)`; 0 in a lane that has ended.
  var inputs: [Value]
  /// For each lane, after how many of the steps its sequence ends.
  let activeSteps: [Int]
  /// What the outputs should be.
  let targets: Targets

  enum Targets: Sendable {
    /// `(steps, lanes)`; -1 does not count.
    case classes([Int32])
    /// `(steps, outputSize)`; NaN does not count.
    case values([Value])
  }

  /// Packs the window of each sequence, one a lane, that begins at timestep
  /// `start`.
  ///
  /// - Parameters:
  ///   - sequences: at most `Value.laneCount`.
  ///   - scoring: whether only a sequence's last timestep counts.
  init(
    _ sequences: [TrainingSequence], start: Int, window: Int,
    network: Network, scoring: Scoring
  ) {
    let lengths = sequences.map { $0.length(outputSize: network.outputSize) }
    let steps = max(0, min(window, (lengths.max() ?? 0) - start))
    var active = lengths.map { max(0, min(steps, $0 - start)) }
    active += Array(repeating: 0, count: Value.laneCount - active.count)
    let counted = lengths.map { length in
      let first = scoring == .lastStep ? length - 1 : 0
      return max(0, first - start)..<max(first - start, length - start, 0)
    }.map { $0.clamped(to: 0..<steps) }
    self.steps = steps
    activeSteps = active
    inputs = Self.pack(
      sequences.map(\.inputs), steps: zip(sequences, active).map { 0..<$1 },
      from: start, width: network.inputSize, count: steps, fill: 0)
    targets = Self.targets(
      sequences, counted: counted, start: start, steps: steps,
      outputSize: network.outputSize)
  }

  /// Whether any target counts.
  var hasTargets: Bool {
    switch targets {
    case .classes(let classes): classes.contains { $0 >= 0 }
    case .values(let values):
      values.contains { value in
        (0..<Value.laneCount).contains { !value[lane: $0].isNaN }
      }
    }
  }

  private static func targets(
    _ sequences: [TrainingSequence], counted: [Range<Int>], start: Int,
    steps: Int, outputSize: Int
  ) -> Targets {
    guard case .classes = sequences.first?.targets else {
      let values = sequences.map { sequence -> [Float] in
        if case .values(let values) = sequence.targets { values } else { [] }
      }
      return .values(
        pack(
          values, steps: counted, from: start, width: outputSize, count: steps,
          fill: .nan))
    }
    let lanes = Value.laneCount
    var classes = Array(repeating: Int32(-1), count: steps * lanes)
    for (lane, sequence) in sequences.enumerated() {
      guard case .classes(let own) = sequence.targets else { continue }
      for step in counted[lane] {
        classes[step * lanes + lane] = own[start + step]
      }
    }
    return .classes(classes)
  }

  /// Lays `width` numbers a step of each lane side by side.
  private static func pack(
    _ lanes: [[Float]], steps: [Range<Int>], from start: Int, width: Int,
    count: Int, fill: Value.Weight
  ) -> [Value] {
    var packed = Array(
      repeating: Value(repeating: fill), count: count * width)
    for (lane, numbers) in lanes.enumerated() {
      for index in steps[lane].lowerBound * width..<steps[lane].upperBound
        * width
      {
        packed[index][lane: lane] = Value.Weight(numbers[start * width + index])
      }
    }
    return packed
  }

  /// Adds Gaussian noise to the inputs.
  mutating func addNoise(deviation: Double, _ random: inout RandomSource) {
    for index in inputs.indices {
      for lane in 0..<Value.laneCount {
        inputs[index][lane: lane] += Value.Weight(random.normal() * deviation)
      }
    }
  }
}
