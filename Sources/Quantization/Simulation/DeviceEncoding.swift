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

  func trainingSequence(_ sequence: DataSequence) throws -> TrainingSequence {
    try check(sequence, fits: model)
    var gaps = GapFill(
      plan.options.gapPolicy, inputCount: model.inputs.count)
    let inputs = (0..<sequence.timesteps).flatMap { timestep in
      let values = gaps.fill(
        stream.quantize(sequence.features(at: timestep)))
      return zip(values, plan.inputScales).map { Float(Double($0) * $1) }
    }
    return TrainingSequence(
      inputs: inputs,
      targets: TrainingSequence.Targets(sequence, model.task, model.outputs))
  }
}
