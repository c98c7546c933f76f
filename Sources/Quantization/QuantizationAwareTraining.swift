import Foundation
import SwiftletCells
public import SwiftletFormat
public import SwiftletTraining

/// Trains a float model on until its integers answer well: the runtime's own
/// integers in the forward pass, straight-through gradients in the backward
/// one.
///
/// It learns the float model's answers (distillation; Mishra and Marr 2018) or
/// the targets of the data, and what it gives is the running average of its
/// weights. Weights stay in float; before every update they are
/// rounded again, each row at the scale of its largest weight. What calibration
/// decides, the units of all values between the layers, stays as it is for the
/// float model at the start (Jacob et al. 2018).
///
/// With a density below 1 it prunes too: whole blocks of the recurrent layers'
/// weights become zero over the first half of the epochs, more and more of
/// them (`PruningSchedule`), and the rest of the epochs trains what is left.
/// Every epoch of the first half chooses again which blocks stay, by all float
/// weights: gradients reach those of the zeros too, and a block can come back.
public struct QuantizationAwareTraining {
  private let quantizer: Quantizer
  private let configuration: TrainingConfiguration
  private let density: Double
  private let lesson: Lesson

  /// What a training learns.
  public enum Lesson: Sendable {
    /// The answers of the float model: the result stays near to it.
    case model
    /// The targets of the data: the result goes on learning.
    case targets
  }

  /// A training that goes on from a quantizer's model, with the data that it
  /// was calibrated with.
  ///
  /// - Parameters:
  ///   - density: the share of each recurrent layer's blocks (`WeightBlock`)
  ///     that keep their weights, above 0 and at most 1. It is rounded down to
  ///     whole blocks; one always stays.
  ///   - lesson: what it learns.
  public init(
    _ quantizer: Quantizer, _ configuration: TrainingConfiguration,
    density: Double = 1, lesson: Lesson = .model
  ) {
    self.quantizer = quantizer
    self.configuration = configuration
    self.density = density
    self.lesson = lesson
  }

  /// Trains and quantizes.
  ///
  /// - Parameter progress: Called at the end of every epoch.
  /// - Returns: The network of the epoch with the best validation score; of
  ///   those with the final density only.
  /// - Throws: `QuantizationError` and `ModelError` as `quantize`, and
  ///   `TrainingError` when a setting is out of range or the loss is no longer
  ///   finite; `QuantizationError`, too, when the weights outgrow the integers.
  public func run(
    progress: (TrainingProgress) -> Void = { _ in }
  ) throws -> QuantizedNetwork {
    let problem = try problem()
    let configuration = configuration.countingUpdates(of: problem)
    let forward = try forward(epochs: configuration.epochs)
    var trainer = try Trainer(
      problem, configuration, parameters: model.parameters,
      simulation: forward)
    let result: TrainingResult
    do {
      result = try trainer.run(progress: progress)
    } catch let refusal as QuantizationError {
      throw Self.outgrown(epoch: trainer.history.count + 1, refusal)
    }
    return try quantizer.network(of: forward.layers(result.parameters))
  }

  /// Weights have grown beyond what the integers hold, which they were within
  /// at the start.
  private static func outgrown(
    epoch: Int, _ refusal: QuantizationError
  ) -> QuantizationError {
    let cause = refusal.description.prefix { $0 != ";" }
    return QuantizationError(
      "epoch \(epoch) of the training: \(cause); lower `learningRate`")
  }

  private var plan: QuantizationPlan { quantizer.plan }
  private var model: FloatModel { plan.model }

  /// What is learnt. Where a model is followed, it answers for sequences without
  /// targets, which would count for nothing.
  private func problem() throws -> TrainingProblem {
    let encoding = try DeviceEncoding(model, plan)
    return TrainingProblem(
      network: model.network, scoring: model.scoring,
      training: try quantizer.sequences
        .map { lesson == .model ? try model.answering($0) : $0 }
        .flatMap(encoding.trainingSequences))
  }

  /// The device's forward pass that learns it.
  private func forward(epochs: Int) throws -> QuantizedForward {
    let pruning =
      density < 1
      ? PruningSchedule(finalDensity: density, trainingEpochs: epochs) : nil
    return try QuantizedForward(
      model, plan, pruning: pruning, teacher: lesson == .model ? model : nil)
  }

  /// The loss of the model as it is, by the forward pass of the training.
  package func loss() throws -> LossSum {
    try model.network.evaluate(
      model.parameters, on: problem().training, scoring: model.scoring,
      simulation: forward(epochs: configuration.epochs))
  }
}
