import SwiftletCells
import SwiftletRuntime

extension FloatModel {
  /// The sequence with the model's answers for targets, where it has none: the
  /// class told, or the values.
  func answering(
    _ sequence: DataSequence
  ) throws -> DataSequence {
    guard sequence.targets.allSatisfy(\.isNaN) else { return sequence }
    var stream = FloatStream(self)
    var targets: [Double] = []
    for timestep in 0..<sequence.timesteps {
      let outputs = try stream.step(sequence.features(at: timestep))
      targets +=
        task == .regression ? outputs : [Double(outputs.largestIndex)]
    }
    return DataSequence(
      id: sequence.id, features: sequence.features, targets: targets,
      featureCount: sequence.featureCount)
  }
}
