import ArgumentParser
import Swiftlet

/// How to train: what is not given comes from the data's recommendation, else
/// from the trainer.
struct TrainingArguments: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "The number of passes over the training part.")
  var epochs: Int?

  @Option(parsing: .unconditional, help: "The number of sequences in a batch.")
  var batch: Int?

  @Option(parsing: .unconditional, help: "The learning rate.")
  var learningRate: Double?

  @Option(
    parsing: .unconditional,
    help: "The largest norm of the gradient of a batch.")
  var clip: Double?

  @Option(
    parsing: .unconditional,
    help: "The number of steps through which gradients flow back.")
  var window: Int?

  @Option(
    parsing: .unconditional,
    help: "Stop after this number of epochs without improvement.")
  var patience: Int?

  @Option(
    parsing: .unconditional,
    help: "The share of the training part that is held out to pick the epoch.")
  var validation: Double?

  @Option(
    parsing: .unconditional,
    help: "The deviation of noise added to the normalised inputs.")
  var noise: Double?

  @Option(parsing: .unconditional, help: "The seed of all that is random.")
  var seed: UInt64?

  @Option(
    parsing: .unconditional,
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
  var isEmpty: Bool { options == TrainingOptions() }

  /// The options as the library takes them.
  var options: TrainingOptions {
    TrainingOptions(
      epochs: epochs, batchSize: batch, window: window, patience: patience,
      learningRate: learningRate, clipNorm: clip,
      validationFraction: validation, inputNoise: noise, seed: seed,
      threads: threads)
  }
}
