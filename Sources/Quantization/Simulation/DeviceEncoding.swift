import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletRuntime
import SwiftletTraining

/// Turns sequences of the data into what a device's network sees: its integers
/// in real units, gaps filled.
struct DeviceEncoding {
  private let model: FloatModel
  private let plan: QuantizationPlan
  private let stream: QuantizedStream

  init(_ model: FloatModel, _ plan: QuantizationPlan) throws {
    self.model = model
    self.plan = plan
    let network = try plan.network(plan.quantizedLayers(of: model))
    stream = QuantizedStream(
      try QuantizedModel(bytes: Data(try network.fileBytes())))
  }

  /// A sequence, or several where the gap policy resets the state; of these the
  /// last alone where only its last step counts.
  func trainingSequences(
    _ sequence: DataSequence
  ) throws -> [TrainingSequence] {
    try check(sequence, fits: model)
    var gaps = GapFill(plan.gapPolicy, inputCount: model.inputs.count)
    var inputs: [Float] = []
    var resets: [Int] = []
    for timestep in 0..<sequence.timesteps {
      var values = stream.quantize(sequence.features(at: timestep))
      if try gaps.fill(&values) { resets.append(timestep) }
      inputs += zip(values, plan.inputScales).map { Float(Double($0) * $1) }
    }
    var rest = inputs[...]
    let parts = sequence.parts(from: resets).map { part in
      defer { rest = rest.dropFirst(part.features.count) }
      return TrainingSequence(
        inputs: Array(rest.prefix(part.features.count)),
        targets: TrainingSequence.Targets(part, model.task, model.outputs))
    }
    return model.scoring == .everyStep ? parts : parts.suffix(1)
  }
}
