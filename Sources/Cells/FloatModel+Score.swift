import SwiftletRuntime

extension FloatModel {
  /// The model's score on sequences, by the reference in Double; nil when no
  /// step that counts has a target.
  ///
  /// - Parameters:
  ///   - sequences: the data, of the model's features and targets.
  ///   - warmUp: sequences that the data continue: run first, so that the
  ///     state is warm, and not scored.
  /// - Throws: `GapError` when the model refuses gaps and there is one.
  public func score(
    on sequences: [DataSequence], after warmUp: [DataSequence] = []
  ) throws -> Double? {
    try assess(sequences, after: warmUp).score
  }

  /// The same with what the model tells on steps of each class, where classes
  /// are told, not symbols, and a matrix has room for them.
  package func assess(
    _ sequences: [DataSequence], after warmUp: [DataSequence]
  ) throws -> (score: Double?, confusion: ConfusionMatrix?) {
    var score = Score(metric)
    var confusion =
      metric == .accuracy && outputs.count <= ConfusionMatrix.mostClasses
      ? ConfusionMatrix(outputs.map(\.name)) : nil
    try answer(sequences, after: warmUp) { outputs, targets in
      score.add(outputs, targets)
      guard let label = targets.first, !label.isNaN else { return }
      confusion?.add(Int(label), told: outputs.largestIndex)
    }
    return (score.mean, confusion)
  }

  /// Gives the outputs and the targets of every step that counts.
  private func answer(
    _ sequences: [DataSequence], after warmUp: [DataSequence],
    _ body: ([Double], [Double]) -> Void
  ) throws {
    var warm = FloatStream(self)
    for sequence in warmUp {
      try sequence.forEachTimestep { values, _ in _ = try warm.step(values) }
    }
    for sequence in sequences {
      var stream = warm
      var left = sequence.timesteps
      try sequence.forEachTimestep { values, targets in
        let outputs = try stream.step(values)
        left -= 1
        guard scoring == .everyStep || left == 0 else { return }
        body(outputs, targets)
      }
    }
  }
}
