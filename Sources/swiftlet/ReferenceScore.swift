import Cells
import Datasets

/// The score of a float model on data, by the reference in Double.
struct ReferenceScore {
  private let model: FloatModel
  private var count = 0
  private var sum = 0.0

  /// What a score of a task is.
  static func name(_ task: FloatModel.Task) -> String {
    task == .classification ? "accuracy" : "mse"
  }

  private init(_ model: FloatModel) { self.model = model }

  /// The share of scored steps with the right class, or the mean squared
  /// error in the unit of the data; nil when no step has a target.
  ///
  /// - Parameter warmUp: sequences that the data continue: run first, so that
  ///   the state is warm, and not scored.
  static func of(
    _ model: FloatModel, on sequences: [Sequence], after warmUp: [Sequence]
  ) -> Double? {
    var warm = FloatStream(model)
    for sequence in warmUp { run(&warm, sequence) { _, _ in } }
    var score = ReferenceScore(model)
    for sequence in sequences {
      var stream = warm
      run(&stream, sequence) { score.add($1, sequence, $0) }
    }
    return score.count == 0 ? nil : score.sum / Double(score.count)
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

  private mutating func add(
    _ outputs: [Double], _ sequence: Sequence, _ timestep: Int
  ) {
    let isLast = timestep == sequence.timesteps - 1
    guard model.scoring == .everyStep || isLast else { return }
    let width = sequence.targetCount
    let targets = sequence.targets[timestep * width..<(timestep + 1) * width]
    for (output, target) in zip(outputs, targets) where !target.isNaN {
      count += 1
      switch model.task {
      case .classification:
        let best = outputs.max().flatMap(outputs.firstIndex)
        sum += best == Int(target) ? 1 : 0
      case .regression:
        sum += (output - target) * (output - target)
      }
    }
  }
}
