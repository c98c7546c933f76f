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
    help: """
      What becomes of the learning rate: cosine (it falls as half a cosine \
      does, to a twentieth in the last epoch; in quantize to 0) or constant \
      (default: cosine).
      """)
  var schedule: LearningRateSchedule?

  @Option(
    parsing: .unconditional,
    help: """
      The number of first updates over which the learning rate grows from 0 \
      (default: 0).
      """)
  var warmup: Int?

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
      As many steps in the first epoch; they grow to --window, evenly over the \
      first half of the epochs (default: --window from the start).
      """)
  var firstWindow: Int?

  @Option(
    parsing: .unconditional,
    help: """
      Leave out the first steps of each sequence, up to this number, as many \
      others in each epoch, so that the rest comes at another time (default: 0).
      """)
  var timeShift: Int?

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

  @Option(
    parsing: .unconditional,
    help: """
      The share of each recurrent layer's outputs that the next layer does not \
      take, others at each step of the training; not in quantize (default: 0).
      """)
  var dropout: Double?

  @Option(
    parsing: .unconditional,
    help: """
      The share of the recurrent weights without which an update learns, others \
      for each update; not in quantize (default: 0).
      """)
  var recurrentDropout: Double?

  @Option(
    parsing: .unconditional,
    help: """
      What each update takes off the matrices, not the biases: so many times \
      the learning rate of their values, as in AdamW (default: 0).
      """)
  var weightDecay: Double?

  @Option(
    name: .customLong("init"),
    help: """
      Where the parameters start: default (input and dense matrices as Glorot \
      and Bengio say, recurrent ones orthogonal), orthogonal (all of them) or \
      chrono (gates that remember for up to --longest steps from the start); \
      not in quantize.
      """)
  var start: Start?

  @Option(
    parsing: .unconditional,
    help: "With --init chrono: how many steps a dependency spans at most.")
  var longest: Int?

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
    try check("--first-window", firstWindow, in: 1...1_000_000)
    try check("--time-shift", timeShift, in: 0...1_000_000)
    try check("--patience", patience, in: 1...1_000_000)
    try check("--threads", threads, in: 1...1024)
    try check("--learning-rate", learningRate, in: 1e-12...1e3)
    try check("--clip", clip, in: 1e-12...1e12)
    try check("--validation", validation, in: 0...0.9)
    try check("--noise", noise, in: 0...100)
    try check("--warmup", warmup, in: 0...1_000_000)
    try check("--dropout", dropout, in: 0...0.9)
    try check("--recurrent-dropout", recurrentDropout, in: 0...0.9)
    try check("--weight-decay", weightDecay, in: 0...100)
    try check("--longest", longest, in: 2...1_000_000)
    guard (start == .chrono) == (longest != nil) else {
      throw ValidationError(
        longest == nil
          ? "--init chrono needs --longest: how many steps a dependency spans."
          : "--longest goes with --init chrono only.")
    }
  }

  /// Whether no option is given.
  var isEmpty: Bool { options == TrainingOptions() }

  /// The options as the library takes them.
  var options: TrainingOptions {
    TrainingOptions(
      epochs: epochs, batchSize: batch, window: window,
      firstWindow: firstWindow, timeShift: timeShift, patience: patience,
      learningRate: learningRate, schedule: schedule, warmupUpdates: warmup,
      clipNorm: clip, validationFraction: validation, inputNoise: noise,
      dropout: dropout, recurrentDropout: recurrentDropout,
      weightDecay: weightDecay, balancesClasses: balance ? true : nil,
      initialization: start?.initialization(longest: longest), seed: seed,
      threads: threads)
  }

  /// Where parameters start.
  enum Start: String, ExpressibleByArgument, CaseIterable {
    case standard = "default"
    case orthogonal, chrono

    func initialization(longest: Int?) -> Initialization {
      switch self {
      case .standard: .standard
      case .orthogonal: .orthogonal
      case .chrono: .chrono(longest: longest ?? 2)
      }
    }
  }
}
