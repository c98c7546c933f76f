import ArgumentParser
import Swiftlet

/// How to train: what is not given is as suits a bundled dataset, else the
/// default.
struct TrainingArguments: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: """
      The number of passes over the training part (default: 60, or as many as \
      300 updates take; in quantize half as many where none are held out).
      """)
  var epochs: Int?

  @Option(
    parsing: .unconditional,
    help: "The number of sequences in a batch (default: 16).")
  var batch: Int?

  @Option(
    parsing: .unconditional,
    help: "The learning rate (default: 0.003; in quantize a quarter of it).")
  var learningRate: Double?

  @Option(
    parsing: .unconditional,
    help: "The largest norm of the gradient of a batch (default: 1).")
  var clip: Double?

  @Option(
    parsing: .unconditional,
    help: """
      The number of steps through which gradients flow back, one update for so \
      many (default: 128).
      """)
  var window: Int?

  @Option(
    parsing: .unconditional,
    help: """
      Stop after this number of epochs without a better one (default: 20, or \
      as many as 100 updates take; in quantize all).
      """)
  var patience: Int?

  @Option(
    parsing: .unconditional,
    help: """
      The share of the training part that is held out to pick the epoch \
      (default: 0.1): so many sequences, of fewer than 20 one of each class at \
      least, or none where that takes more than a quarter of all; then the \
      training loss picks it.
      """)
  var validation: Double?

  @Option(
    parsing: .unconditional,
    help: "The deviation of noise added to the normalised inputs (default: 0).")
  var noise: Double?

  @Flag(
    help: """
      Let each class weigh the same, however rare: a step of a class weighs \
      steps / (classes * steps of the class), 1 on average. quantize does so \
      by itself for a model that was trained so.
      """)
  var balance = false

  @Option(
    parsing: .unconditional,
    help: "The seed of all that is random (default: 1).")
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
      validationFraction: validation, inputNoise: noise,
      balancesClasses: balance ? true : nil, seed: seed, threads: threads)
  }
}
