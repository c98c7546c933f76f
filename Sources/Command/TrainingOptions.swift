import ArgumentParser
import SwiftletDatasets
import Foundation
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

  /// The configuration of a training that goes on from a trained model: a
  /// quarter of the learning rate, which falls to 0, and half the epochs where
  /// no held-out part picks the best of them. Few bits settle only at the end,
  /// so that nothing but the data's own patience ends it early.
  func fineTuning(
    _ recommended: RecommendedTraining
  ) -> TrainingConfiguration {
    var chosen = configuration(recommended)
    if epochs == nil, chosen.validationFraction == 0 {
      chosen.epochs = (chosen.epochs + 1) / 2
    }
    if learningRate == nil { chosen.learningRate /= 4 }
    if patience ?? recommended.patience == nil {
      chosen.patience = chosen.epochs
    }
    chosen.finalLearningRateFraction = 0
    if noise == nil {
      chosen.inputNoise = recommended.fineTuningNoise ?? chosen.inputNoise
    }
    return chosen
  }

  /// The trainer's configuration.
  func configuration(
    _ recommended: RecommendedTraining
  ) -> TrainingConfiguration {
    var chosen = TrainingConfiguration()
    chosen.epochs = epochs ?? recommended.epochs ?? chosen.epochs
    chosen.batchSize = batch ?? recommended.batchSize ?? chosen.batchSize
    chosen.window = window ?? recommended.window ?? chosen.window
    chosen.learningRate =
      learningRate ?? recommended.learningRate ?? chosen.learningRate
    chosen.clipNorm = clip ?? chosen.clipNorm
    chosen.patience = patience ?? recommended.patience ?? chosen.patience
    chosen.validationFraction =
      validation ?? recommended.validationFraction
      ?? chosen.validationFraction
    chosen.inputNoise = noise ?? recommended.inputNoise ?? chosen.inputNoise
    chosen.seed = seed ?? chosen.seed
    chosen.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    return chosen
  }
}
