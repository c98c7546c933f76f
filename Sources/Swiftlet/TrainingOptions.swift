import SwiftletDatasets
import SwiftletEncoding
import SwiftletTraining

/// How to train. What is nil is as the data's settings recommend, else as the
/// trainer does by itself.
public struct TrainingOptions: Equatable, Sendable {
  /// The number of passes over the training part, at most.
  public var epochs: Int?
  /// The number of sequences in a batch.
  public var batchSize: Int?
  /// The number of steps through which gradients flow back.
  public var window: Int?
  /// After how many epochs without improvement to stop.
  public var patience: Int?
  /// The learning rate of the first epoch, above 0.
  public var learningRate: Double?
  /// The largest norm of the gradient of a batch, above 0.
  public var clipNorm: Double?
  /// The share of the training part that is held out to pick the epoch, in
  /// `0..<1`.
  public var validationFraction: Double?
  /// The standard deviation of noise added to the normalised inputs.
  public var inputNoise: Double?
  /// The seed of all that is random.
  public var seed: UInt64?
  /// The number of threads, one a core by default; it changes no result.
  public var threads: Int?

  /// Makes options; by default none.
  public init(
    epochs: Int? = nil, batchSize: Int? = nil, window: Int? = nil,
    patience: Int? = nil, learningRate: Double? = nil,
    clipNorm: Double? = nil, validationFraction: Double? = nil,
    inputNoise: Double? = nil, seed: UInt64? = nil, threads: Int? = nil
  ) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.window = window
    self.patience = patience
    self.learningRate = learningRate
    self.clipNorm = clipNorm
    self.validationFraction = validationFraction
    self.inputNoise = inputNoise
    self.seed = seed
    self.threads = threads
  }

  /// The configuration of a training from the start.
  func configuration(
    _ recommended: RecommendedTraining
  ) -> TrainingConfiguration {
    changed(TrainingConfiguration(recommended))
  }

  /// The configuration of a training that goes on from a trained model.
  func fineTuning(
    _ recommended: RecommendedTraining
  ) -> TrainingConfiguration {
    changed(
      .fineTuning(
        recommended, epochs: epochs, validationFraction: validationFraction))
  }

  /// A configuration with what the options say.
  private func changed(
    _ configuration: TrainingConfiguration
  ) -> TrainingConfiguration {
    var chosen = configuration
    chosen.epochs = epochs ?? chosen.epochs
    chosen.batchSize = batchSize ?? chosen.batchSize
    chosen.window = window ?? chosen.window
    chosen.patience = patience ?? chosen.patience
    chosen.learningRate = learningRate ?? chosen.learningRate
    chosen.clipNorm = clipNorm ?? chosen.clipNorm
    chosen.validationFraction = validationFraction ?? chosen.validationFraction
    chosen.inputNoise = inputNoise ?? chosen.inputNoise
    chosen.seed = seed ?? chosen.seed
    chosen.threads = threads ?? chosen.threads
    return chosen
  }
}
