import ArgumentParser
import Swiftlet

/// The architecture of a network to train.
struct NetworkArguments: ParsableArguments {
  /// A kind of recurrent layer.
  enum Cell: String, ExpressibleByArgument, CaseIterable {
    case rnn, gru, lstm
  }

  /// The activation of a simple recurrent layer.
  enum Activation: String, ExpressibleByArgument, CaseIterable {
    case tanh, relu
  }

  @Option(help: "The recurrent layers.")
  var cell = Cell.gru

  @Option(
    parsing: .unconditional, help: "The hidden size of each recurrent layer.")
  var hidden = 32

  @Option(parsing: .unconditional, help: "The number of recurrent layers.")
  var layers = 1

  @Flag(
    help: """
      Of a gru: apply the reset gate before the recurrent matrix, as in the \
      paper, instead of after it, as in PyTorch.
      """)
  var resetBefore = false

  @Option(help: "Of an rnn: the activation (default: tanh).")
  var activation: Activation?

  @Option(
    parsing: .unconditional,
    help: """
      Take the one feature column as a symbol's index and give each symbol a \
      row of this size (default: the data's).
      """)
  var embedding: Int?

  func validate() throws {
    try check("--hidden", hidden, in: 1...4096)
    try check("--layers", layers, in: 1...16)
    try check("--embedding", embedding, in: 1...4096)
    guard !resetBefore || cell == .gru else {
      throw ValidationError("--reset-before goes with --cell gru only.")
    }
    guard activation == nil || cell == .rnn else {
      throw ValidationError("--activation goes with --cell rnn only.")
    }
  }

  /// The architecture as the library takes it.
  var architecture: Architecture {
    Architecture(
      recurrentKind, hiddenSize: hidden, layers: layers,
      embeddingSize: embedding)
  }

  private var recurrentKind: RecurrentKind {
    switch cell {
    case .rnn: .simpleRNN(activation == .relu ? .relu : .tanh)
    case .gru: .gru(resetAfter: !resetBefore)
    case .lstm: .lstm
    }
  }
}
