public import Cells
import Foundation
public import ModelFormat
public import Training

/// Trains a float model on until its integers answer well: the runtime's own
/// integers in the forward pass, straight-through gradients in the backward
/// one.
///
/// Weights stay in float; before every update they are rounded anew, each row
/// at the scale of its largest weight. What calibration decides, the units of
/// all values between the layers, stays as it is for the float model at the
/// start (Jacob et al. 2018).
public struct QuantizationAwareTraining {
  private let model: FloatModel
  private let options: QuantizationOptions
  private let configuration: TrainingConfiguration

  /// A training that goes on from a model.
  public init(
    _ model: FloatModel, _ options: QuantizationOptions,
    _ configuration: TrainingConfiguration
  ) {
    self.model = model
    self.options = options
    self.configuration = configuration
  }

  /// Trains and quantizes.
  ///
  /// - Parameters:
  ///   - sequences: The training data, for calibration too.
  ///   - progress: Called at the end of every epoch.
  /// - Returns: The network of the epoch with the best validation score.
  /// - Throws: `QuantizationError` and `ModelError` as `Quantizer`, and
  ///   `TrainingError` when a setting is out of range or the loss is no longer
  ///   finite.
  public func run(
    _ sequences: [SampleSequence],
    progress: (TrainingProgress) -> Void = { _ in }
  ) throws -> QuantizedNetwork {
    let plan = QuantizationPlan(
      model, try Calibration(model, sequences), options)
    let forward = try QuantizedForward(model, plan)
    let encoding = try DeviceEncoding(model, plan)
    let problem = TrainingProblem(
      network: model.network, scoring: model.scoring,
      training: try sequences.map(encoding.trainingSequence))
    var trainer = try Trainer(
      problem, configuration, parameters: model.parameters,
      simulation: forward)
    var trained = model
    trained.parameters = try trainer.run(progress: progress).parameters
    var network = try plan.network(plan.quantizedLayers(of: trained))
    network.goldenSteps = try network.recordedSteps(
      of: sequences, count: options.goldenStepCount)
    return network
  }
}

/// The forward pass of a quantized network whose weights follow from float
/// parameters.
final class QuantizedForward: SimulatedNetwork, @unchecked Sendable {
  private let plan: QuantizationPlan
  private let network: IntegerNetwork
  private var model: FloatModel

  init(_ model: FloatModel, _ plan: QuantizationPlan) throws {
    self.model = model
    self.plan = plan
    network = IntegerNetwork(
      try plan.quantizedLayers(of: model),
      inputScales: plan.inputScales.map(Float.init),
      activationBits: plan.options.activationBits)
  }

  func load(_ parameters: [Float]) throws -> [Float] {
    model.parameters = parameters
    let layers = try plan.quantizedLayers(of: model)
    network.replace(layers)
    var used = parameters
    for (index, layer) in layers.enumerated() {
      plan.dequantize(layer, index, of: model, into: &used)
    }
    return used
  }

  func makeGroup() -> any SimulatedGroup<SIMD8<Float>> {
    IntegerGroup(network)
  }
}

/// Turns sequences of the data into what a device's network sees: its integers
/// in real units, gaps filled.
private struct DeviceEncoding {
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

  func trainingSequence(_ sequence: SampleSequence) throws -> TrainingSequence {
    try check(sequence, fits: model)
    var held = [Int16](repeating: 0, count: model.inputs.count)
    let inputs = (0..<sequence.timesteps).flatMap { timestep in
      let values = stream.quantize(sequence.input(at: timestep))
      for (k, value) in values.enumerated() {
        let isGap = value == QuantizedStream.gap
        let fill = plan.options.gapPolicy == .hold ? held[k] : 0
        held[k] = isGap ? fill : value
      }
      return zip(held, plan.inputScales).map { Float(Double($0) * $1) }
    }
    return TrainingSequence(inputs: inputs, targets: targets(of: sequence))
  }

  private func targets(of sequence: SampleSequence)
    -> TrainingSequence.Targets
  {
    switch model.task {
    case .classification:
      .classes(sequence.targets.map { $0.isNaN ? -1 : Int32($0) })
    case .regression:
      .values(
        sequence.targets.enumerated().map { index, value in
          let channel = model.outputs[index % model.outputs.count]
          return Float((value - channel.mean) / channel.deviation)
        })
    }
  }
}
