import ArgumentParser
import SwiftletDatasets
import SwiftletEncoding
import SwiftletTraining

/// How to train: what is not given comes from the data's recommendation, else
/// from the trainer.
struct TrainingOptions: ParsableArguments {
  @Option(help: "The number of passes over the training part.")
  var epochs: Int?

  @Option(help: "The number of sequences in a batch.")
  var batch: Int?

  @Option(help: "The learning rate.")
  var learningRate: Double?

  @Option(help: "The largest norm of the gradient of a batch.")
  var clip: Double?

  @Option(help: "The number of steps through which gradients flow back.")
  var window: Int?

  @Option(help: "Stop after this number of epochs without improvement.")
  var patience: Int?

  @Option(
    help: "The share of the training part that is held out to pick the epoch.")
  var validation: Double?

  @Option(
    help: "The deviation of noise added to the normalised inputs.")
  var noise: Double?

  @Option(help: "The seed of all that is random.")
  var seed: UInt64?

  @Option(
    help: "The number of threads (default: one a core); it changes no result.")
  var threads: Int?

  func validate() throws {
    try check("--epochs", epochs, in: 1...1_000_000)
    try check("--batch", batch, in: 1...1_000_000)
    try check("--window", window, in: 1...1_000_000)
    try check("--patience", patience, in: 1...1_000_000)
    try check("--threads", threads, in: 1...1024)
    try check("--learning-rate", learningRate, in: 1e-12...1e3)
    try check("--clip", clip, in: 1e-12...1e12)
    try check("--validation", validation, in: 0...0.9)
    try check("--noise", noise, in: 0...100)
  }

  /// Whether no option is given.
  var isEmpty: Bool {
    epochs == nil && batch == nil && learningRate == nil && clip == nil
      && window == nil && patience == nil && validation == nil && noise == nil
      && seed == nil && threads == nil
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
        recommended, epochs: epochs, validationFraction: validation))
  }

  /// A configuration with what the options say.
  private func changed(
    _ configuration: TrainingConfiguration
  ) -> TrainingConfiguration {
    var chosen = configuration
    chosen.epochs = epochs ?? chosen.epochs
    chosen.batchSize = batch ?? chosen.batchSize
    chosen.window = window ?? chosen.window
    chosen.learningRate = learningRate ?? chosen.learningRate
    chosen.clipNorm = clip ?? chosen.clipNorm
    chosen.patience = patience ?? chosen.patience
    chosen.validationFraction = validation ?? chosen.validationFraction
    chosen.inputNoise = noise ?? chosen.inputNoise
    chosen.seed = seed ?? chosen.seed
    chosen.threads = threads ?? chosen.threads
    return chosen
  }
}
