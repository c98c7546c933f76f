/// One layer of a network: its kind, its sizes and its activation.
///
/// Sizes count elements. Gate orders are PyTorch's: an LSTM holds its rows as
/// input, forget, cell, output gate (`i f g o`); a GRU as reset, update,
/// candidate (`r z n`).
public enum Layer: Equatable, Hashable, Sendable {
  /// A table of one row a symbol.
  ///
  /// The input is one value, the symbol's index; the output is that row.
  case embedding(vocabularySize: Int, outputSize: Int)

  /// `h' = activation(W x + U h + b)` (Elman 1990).
  case simpleRNN(
    inputSize: Int, hiddenSize: Int, activation: RecurrentActivation)

  /// A gated recurrent unit (Cho et al. 2014), `h' = (1 - z) n + z h`.
  ///
  /// With `resetAfter` the candidate is `tanh(W x + b + r (U h + b_hn))`, as
  /// in PyTorch, cuDNN and Keras; without it `tanh(W x + U (r h) + b)`, as in
  /// the paper and in ONNX by default.
  case gru(inputSize: Int, hiddenSize: Int, resetAfter: Bool)

  /// A long short-term memory (Hochreiter and Schmidhuber 1997, with the
  /// forget gate of Gers et al. 2000): `c' = f c + i g`, `h' = o tanh(c')`.
  case lstm(inputSize: Int, hiddenSize: Int)

  /// `y = activation(W x + b)`.
  case dense(inputSize: Int, outputSize: Int, activation: DenseActivation)

  /// A function of each of `size` values, or of two values in the same place.
  ///
  /// What it gives is kept in the network's memory for later layers.
  case pointwise(Pointwise, size: Int)

  /// The activation of a simple recurrent layer.
  public enum RecurrentActivation: String, Sendable, CaseIterable {
    case tanh, relu
  }

  /// The activation of a dense layer.
  public enum DenseActivation: String, Sendable, CaseIterable {
    case linear, relu, sigmoid, tanh
  }

  /// The number of values the layer takes at each timestep.
  public var inputSize: Int {
    switch self {
    case .embedding: 1
    case .simpleRNN(let inputSize, _, _): inputSize
    case .gru(let inputSize, _, _): inputSize
    case .lstm(let inputSize, _): inputSize
    case .dense(let inputSize, _, _): inputSize
    case .pointwise(let function, let size): function.operandCount * size
    }
  }

  /// The number of values the layer gives at each timestep: a recurrent
  /// layer's hidden size.
  public var outputSize: Int {
    switch self {
    case .embedding(_, let outputSize): outputSize
    case .simpleRNN(_, let hiddenSize, _): hiddenSize
    case .gru(_, let hiddenSize, _): hiddenSize
    case .lstm(_, let hiddenSize): hiddenSize
    case .dense(_, let outputSize, _): outputSize
    case .pointwise(_, let size): size
    }
  }

  /// Whether the layer carries state from one timestep to the next.
  public var isRecurrent: Bool {
    switch self {
    case .simpleRNN, .gru, .lstm: true
    case .embedding, .dense, .pointwise: false
    }
  }

  /// Whether what the layer gives is kept in the network's memory.
  public var isPointwise: Bool {
    if case .pointwise = self { true } else { false }
  }

  /// How many operands the layer takes, each of which has a source.
  public var operandCount: Int {
    if case .pointwise(let function, _) = self {
      function.operandCount
    } else {
      1
    }
  }

  /// The number of values of each operand.
  public var operandSize: Int { inputSize / operandCount }

  /// Whether the layer's input is a symbol's index.
  public var isEmbedding: Bool {
    if case .embedding = self { true } else { false }
  }

  /// How many values of state the layer carries: the hidden state, after it
  /// an LSTM's cell state.
  public var stateSize: Int {
    switch self {
    case .lstm(_, let hiddenSize): 2 * hiddenSize
    case .simpleRNN, .gru: outputSize
    case .embedding, .dense, .pointwise: 0
    }
  }

  /// The name of the layer's kind, as in a float model's metadata.
  public var kindName: String {
    switch self {
    case .embedding: "embedding"
    case .simpleRNN: "rnn"
    case .gru: "gru"
    case .lstm: "lstm"
    case .dense: "dense"
    case .pointwise(let function, _): function.name
    }
  }

  /// The layer's parameter tensors, in the order in which a network's
  /// parameter vector holds them.
  public var tensors: [(role: TensorRole, rows: Int, columns: Int)] {
    switch self {
    case .embedding(let vocabularySize, let outputSize):
      [(.weight, vocabularySize, outputSize)]
    case .simpleRNN(let inputSize, let hiddenSize, _):
      recurrentTensors(1, inputSize, hiddenSize)
    case .gru(let inputSize, let hiddenSize, let resetAfter):
      recurrentTensors(3, inputSize, hiddenSize)
        + (resetAfter ? [(.candidateBias, hiddenSize, 1)] : [])
    case .lstm(let inputSize, let hiddenSize):
      recurrentTensors(4, inputSize, hiddenSize)
    case .dense(let inputSize, let outputSize, _):
      [(.weight, outputSize, inputSize), (.bias, outputSize, 1)]
    case .pointwise: []
    }
  }

  private func recurrentTensors(
    _ gates: Int, _ inputSize: Int, _ hiddenSize: Int
  ) -> [(role: TensorRole, rows: Int, columns: Int)] {
    [
      (.inputWeight, gates * hiddenSize, inputSize),
      (.recurrentWeight, gates * hiddenSize, hiddenSize),
      (.bias, gates * hiddenSize, 1),
    ]
  }
}

/// What a parameter tensor is for. Its raw value is the tensor's name within
/// its layer in a float model's file.
public enum TensorRole: String, Sendable, CaseIterable {
  /// A dense layer's matrix `(outputSize, inputSize)` or an embedding's table
  /// `(vocabularySize, outputSize)`.
  case weight

  /// A recurrent layer's matrix over its input, `(gates * hiddenSize,
  /// inputSize)`.
  case inputWeight = "weight_ih"

  /// A recurrent layer's matrix over its hidden state, `(gates * hiddenSize,
  /// hiddenSize)`.
  case recurrentWeight = "weight_hh"

  /// One bias a row, `(rows)`.
  case bias

  /// The bias inside the reset gate's product of a reset-after GRU
  /// (`b_hn`), `(hiddenSize)`.
  case candidateBias = "bias_hn"
}
