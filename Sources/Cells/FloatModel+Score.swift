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
  ) throws(GapError) -> Double? {
    var warm = FloatStream(self)
    for sequence in warmUp {
      for timestep in 0..<sequence.timesteps {
        _ = try warm.step(sequence.features(at: timestep))
      }
    }
    var score = Score(metric)
    for sequence in sequences {
      var stream = warm
      let first = scoring == .everyStep ? 0 : sequence.timesteps - 1
      for timestep in 0..<sequence.timesteps {
        let outputs = try stream.step(sequence.features(at: timestep))
        guard timestep >= first else { continue }
        score.add(outputs, sequence.targets(at: timestep))
      }
    }
    return score.mean
  }
}
