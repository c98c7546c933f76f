import SwiftletRuntime
import SwiftletCells
import SwiftletDatasets

/// The score of a float model on data, by the reference in Double.
enum ReferenceScore {
  /// The model's score on sequences; nil when no step has a target.
  ///
  /// - Parameter warmUp: sequences that the data continue: run first, so that
  ///   the state is warm, and not scored.
  static func of(
    _ model: FloatModel, on sequences: [Sequence], after warmUp: [Sequence]
  ) -> Double? {
    var warm = FloatStream(model)
    for sequence in warmUp { run(&warm, sequence) { _, _ in } }
    var score = Score(model.metric)
    for sequence in sequences {
      var stream = warm
      let first = model.scoring == .everyStep ? 0 : sequence.timesteps - 1
      run(&stream, sequence) { timestep, outputs in
        guard timestep >= first else { return }
        score.add(outputs, sequence.target(at: timestep))
      }
    }
    return score.mean
  }

  private static func run(
    _ stream: inout FloatStream, _ sequence: Sequence,
    _ body: (_ timestep: Int, _ outputs: [Double]) -> Void
  ) {
    let width = sequence.featureCount
    for timestep in 0..<sequence.timesteps {
      let row = sequence.features[timestep * width..<(timestep + 1) * width]
      body(timestep, stream.step(Array(row)))
    }
  }
}

extension Sequence {
  fileprivate func target(at timestep: Int) -> [Double] {
    Array(
      targets[timestep * targetCount..<(timestep + 1) * targetCount])
  }
}
