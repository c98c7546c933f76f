import ArgumentParser
import Swiftlet

/// The options of which a search tries several values.
struct GridArguments: ParsableArguments {
  @Option(
    help: "The recurrent layers: rnn, gru, lstm.", transform: Choices.init)
  var cell = Choices(["gru"])

  @Option(
    parsing: .unconditional, help: "The hidden size of each recurrent layer.",
    transform: Choices.init)
  var hidden = Choices(["8", "16", "32"])

  @Option(
    parsing: .unconditional, help: "The number of recurrent layers.",
    transform: Choices.init)
  var layers = Choices(["1"])

  @Option(
    help: """
      The width of the weights: int4 (which trains on as quantize --qat does), \
      int8, int16.
      """, transform: Choices.init)
  var weights = Choices(["int8"])

  @Option(
    help: "The width of the activations: int8, int16.",
    transform: Choices.init)
  var activations = Choices(["int16"])

  @Option(
    parsing: .unconditional,
    help: """
      The share of each recurrent layer's weights to keep, as in quantize; \
      below 1 with int8 weights alone, other combinations are left out \
      (default: 1).
      """, transform: Choices.init)
  var density: Choices?

  @Option(
    parsing: .unconditional, help: "The number of epochs.",
    transform: Choices.init)
  var epochs: Choices?

  @Option(
    parsing: .unconditional, help: "The number of sequences in a batch.",
    transform: Choices.init)
  var batch: Choices?

  @Option(
    parsing: .unconditional,
    help: "The number of steps through which gradients flow back.",
    transform: Choices.init)
  var window: Choices?

  @Option(
    parsing: .unconditional,
    help: "The same in the first epoch, from where it grows.",
    transform: Choices.init)
  var firstWindow: Choices?

  @Option(
    parsing: .unconditional,
    help: "Up to how many first steps of a sequence an epoch leaves out.",
    transform: Choices.init)
  var timeShift: Choices?

  @Option(
    parsing: .unconditional, help: "The learning rate.",
    transform: Choices.init)
  var learningRate: Choices?

  @Option(
    help: "What becomes of the learning rate: cosine, constant.",
    transform: Choices.init)
  var schedule: Choices?

  @Option(
    parsing: .unconditional,
    help: "The number of updates over which the learning rate grows.",
    transform: Choices.init)
  var warmup: Choices?

  @Option(
    parsing: .unconditional, help: "The largest norm of the gradient.",
    transform: Choices.init)
  var clip: Choices?

  @Option(
    parsing: .unconditional, help: "The deviation of noise on the inputs.",
    transform: Choices.init)
  var noise: Choices?

  @Option(
    parsing: .unconditional, help: "The share of dropout between layers.",
    transform: Choices.init)
  var dropout: Choices?

  @Option(
    parsing: .unconditional, help: "The share of dropout of recurrent weights.",
    transform: Choices.init)
  var recurrentDropout: Choices?

  @Option(
    parsing: .unconditional, help: "The weight decay.", transform: Choices.init)
  var weightDecay: Choices?

  @Option(
    name: .customLong("init"),
    help: "Where parameters start: default, orthogonal, chrono.",
    transform: Choices.init)
  var start: Choices?

  @Option(
    parsing: .unconditional,
    help: """
      The seed of all that is random, what is held out included (default: 1).
      """, transform: Choices.init)
  var seed: Choices?

  /// The options of the network and their values.
  var network: [Dimension] {
    Dimension.given([
      ("--cell", cell), ("--hidden", hidden), ("--layers", layers),
    ])
  }

  /// Those of the integers.
  var integers: [Dimension] {
    Dimension.given([
      ("--weights", weights), ("--activations", activations),
      ("--density", density),
    ])
  }

  /// Those of the training.
  var training: [Dimension] {
    Dimension.given([
      ("--epochs", epochs), ("--batch", batch), ("--window", window),
      ("--first-window", firstWindow), ("--time-shift", timeShift),
      ("--learning-rate", learningRate), ("--schedule", schedule),
      ("--warmup", warmup), ("--clip", clip), ("--noise", noise),
      ("--dropout", dropout), ("--recurrent-dropout", recurrentDropout),
      ("--weight-decay", weightDecay), ("--init", start), ("--seed", seed),
    ])
  }
}

/// An option of a search and the values that it tries.
struct Dimension {
  let option: String
  let values: [String]

  /// The options that are given.
  static func given(_ options: [(String, Choices?)]) -> [Dimension] {
    options.compactMap { option, choices in
      choices.map { Dimension(option: option, values: $0.values) }
    }
  }

  /// The option with all its values.
  var text: String { "\(option) \(values.joined(separator: ","))" }
}
