public import SwiftletCells
public import SwiftletRuntime

/// Compares a float model that runs on with the same model on windows, each
/// from a state of zeros: what becomes of a network that was trained on windows
/// and runs as a stream.
public struct WindowVerification {
  /// The most timesteps that windows run, all together.
  static let stepLimit = 100_000

  private let model: FloatModel
  private let window: Int
  private let gapPolicy: GapPolicy

  /// A comparison of a model; nil where it has no window.
  ///
  /// - Parameter gapPolicy: What takes the place of a missing value.
  public init?(_ model: FloatModel, gapPolicy: GapPolicy) {
    guard let window = model.window else { return nil }
    self.model = model
    self.window = window
    self.gapPolicy = gapPolicy
  }

  /// Compares the answers at steps where a window is whole: at all of them, or
  /// at as many, in even distances, as the limit of timesteps allows.
  ///
  /// - Parameters:
  ///   - sequences: The data; each starts from a state of zeros.
  ///   - warmUp: A sequence that the only sequence of the data continues.
  /// - Returns: nil when no sequence is as long as a window.
  /// - Throws: `GapError` when the policy refuses gaps and there is one.
  public func run(
    _ sequences: [DataSequence], warmUp: DataSequence? = nil
  ) throws -> WindowReport? {
    let ends = sequences.reduce(0) { $0 + max(0, $1.timesteps - window + 1) }
    guard ends > 0 else { return nil }
    let limit = max(1, Self.stepLimit / window)
    let distance = (ends + limit - 1) / limit
    var tally = WindowTally(model, window: window)
    var index = 0
    for sequence in sequences {
      var stream = FloatStream(model, gapPolicy: gapPolicy)
      try warmUp?.forEachTimestep { values, _ in _ = try stream.step(values) }
      var timestep = -1
      try sequence.forEachTimestep { values, targets in
        let streamed = try stream.step(values)
        timestep += 1
        guard timestep >= window - 1 else { return }
        if index % distance == 0 {
          tally.add(
            try windowed(sequence, endingAt: timestep), streamed,
            target: targets,
            isScored: model.scoring == .everyStep
              || timestep == sequence.timesteps - 1)
        }
        index += 1
      }
    }
    return tally.finish()
  }

  /// What the model gives at the end of a window.
  private func windowed(
    _ sequence: DataSequence, endingAt last: Int
  ) throws -> [Double] {
    var stream = FloatStream(model, gapPolicy: gapPolicy)
    var outputs: [Double] = []
    try sequence.part(last - window + 1..<last + 1).forEachTimestep {
      values, _ in outputs = try stream.step(values)
    }
    return outputs
  }
}

/// The sums that a report is computed from.
private struct WindowTally {
  private var report: WindowReport
  private var agreement: Agreement
  private var scores: (windowed: Score, streamed: Score)

  init(_ model: FloatModel, window: Int) {
    report = WindowReport(window: window)
    agreement = Agreement(model)
    scores = (Score(model.metric), Score(model.metric))
  }

  mutating func add(
    _ windowed: [Double], _ streamed: [Double], target: [Double],
    isScored: Bool
  ) {
    report.steps += 1
    agreement.add(windowed, streamed, target: target)
    for (exact, value) in zip(windowed, streamed) {
      report.maxAbsError = max(report.maxAbsError, abs(value - exact))
    }
    guard isScored else { return }
    scores.windowed.add(windowed, target)
    scores.streamed.add(streamed, target)
  }

  func finish() -> WindowReport {
    var report = report
    report.agreement = agreement.share
    report.windowedScore = scores.windowed.mean
    report.streamedScore = scores.streamed.mean
    return report
  }
}
