public import SwiftletRuntime

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
  case gru(
    inputSize: Int, hiddenSize: Int, resetAfter: Bool,
    activations: GateActivations = .standard)

  /// A long short-term memory (Hochreiter and Schmidhuber 1997, with the
  /// forget gate of Gers et al. 2000): `c' = f c + i g`, `h' = o tanh(c')`.
  case lstm(
    inputSize: Int, hiddenSize: Int, activations: GateActivations = .standard)

  /// `y = activation(W x + b)`.
  case dense(inputSize: Int, outputSize: Int, activation: DenseActivation)

  /// A function of each of `size` values, or of two values in the same place.
  ///
  /// What it gives is kept in the network's memory for later layers.
  case pointwise(Pointwise, size: Int)

  /// A convolution over the frames that a timestep brings, which the network's
  /// memory holds.
  case conv1D(Convolution, activation: DenseActivation)

  /// The last `size` values that the layer took at earlier timesteps, zeros at
  /// first, and after them the `inputSize` new ones.
  ///
  /// What it gives is kept in the network's memory. Before a convolution it
  /// makes it a causal one over a stream.
  case history(size: Int, inputSize: Int)

  /// `y = gain (x - mean(x)) / sqrt(variance(x) + epsilon) + bias` over the
  /// values of a timestep (Ba, Kiros and Hinton 2016), `epsilon` at least 0.
  case layerNorm(size: Int, epsilon: Float)

  /// The activation of a simple recurrent layer.
  public enum RecurrentActivation: String, Sendable, CaseIterable {
    case tanh, relu, linear
  }

  /// The number of values the layer takes at each timestep.
  public var inputSize: Int {
    switch self {
    case .embedding: 1
    case .simpleRNN(let inputSize, _, _): inputSize
    case .gru(let inputSize, _, _, _): inputSize
    case .lstm(let inputSize, _, _): inputSize
    case .dense(let inputSize, _, _): inputSize
    case .pointwise(let function, let size): function.operandCount * size
    case .conv1D(let shape, _): shape.frames * shape.channels
    case .history(_, let inputSize): inputSize
    case .layerNorm(let size, _): size
    }
  }

  /// The number of values the layer gives at each timestep: a recurrent
  /// layer's hidden size.
  public var outputSize: Int {
    switch self {
    case .embedding(_, let outputSize): outputSize
    case .simpleRNN(_, let hiddenSize, _): hiddenSize
    case .gru(_, let hiddenSize, _, _): hiddenSize
    case .lstm(_, let hiddenSize, _): hiddenSize
    case .dense(_, let outputSize, _): outputSize
    case .pointwise(_, let size): size
    case .conv1D(let shape, _): shape.outputFrames * shape.outputChannels
    case .history(let size, let inputSize): size + inputSize
    case .layerNorm(let size, _): size
    }
  }

  /// Whether the layer carries state from one timestep to the next.
  public var isRecurrent: Bool {
    switch self {
    case .simpleRNN, .gru, .lstm: true
    case .embedding, .dense, .pointwise, .conv1D, .history, .layerNorm: false
    }
  }

  /// Whether the layer is a function of each place.
  public var isPointwise: Bool {
    if case .pointwise = self { true } else { false }
  }

  /// Whether the layer is an activation of each value whose range is fixed,
  /// and so its unit as integers.
  public var hasFixedRange: Bool {
    guard case .pointwise(.activation(let activation), _) = self else {
      return false
    }
    return switch activation {
    case .linear, .relu: false
    case .sigmoid, .tanh, .relu6, .hardSigmoid, .hardTanh: true
    }
  }

  /// Whether what the layer gives is kept in the network's memory.
  public var isKept: Bool {
    if case .history = self { true } else { isPointwise }
  }

  /// Whether the layer takes only what the network's memory holds.
  public var takesKept: Bool {
    if case .conv1D = self { true } else { false }
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

  /// The activations of a layer with gates; nil of another.
  public var gateActivations: GateActivations? {
    switch self {
    case .gru(_, _, _, let activations), .lstm(_, _, let activations):
      activations
    case .embedding, .simpleRNN, .dense, .pointwise, .conv1D, .history,
      .layerNorm:
      nil
    }
  }

  /// How many values of state the layer carries: the hidden state, after it
  /// an LSTM's cell state.
  public var stateSize: Int {
    switch self {
    case .lstm(_, let hiddenSize, _): 2 * hiddenSize
    case .simpleRNN, .gru: outputSize
    case .embedding, .dense, .pointwise, .conv1D, .layerNorm: 0
    case .history: outputSize
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
    case .conv1D: "conv1d"
    case .history: "history"
    case .layerNorm: "layer_norm"
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
    case .gru(let inputSize, let hiddenSize, let resetAfter, _):
      recurrentTensors(3, inputSize, hiddenSize)
        + (resetAfter ? [(.candidateBias, hiddenSize, 1)] : [])
    case .lstm(let inputSize, let hiddenSize, _):
      recurrentTensors(4, inputSize, hiddenSize)
    case .dense(let inputSize, let outputSize, _):
      [(.weight, outputSize, inputSize), (.bias, outputSize, 1)]
    case .pointwise, .history: []
    case .conv1D(let shape, _):
      [
        (.weight, shape.outputChannels, shape.windowSize),
        (.bias, shape.outputChannels, 1),
      ]
    case .layerNorm(let size, _): [(.gain, size, 1), (.bias, size, 1)]
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
  /// A dense layer's matrix `(outputSize, inputSize)`, a convolution's
  /// `(outputChannels, kernel * channels)` or an embedding's table
  /// `(vocabularySize, outputSize)`.
  case weight

  /// A recurrent layer's matrix over its input, `(gates * hiddenSize,
  /// inputSize)`.
  case inputWeight = "weight_ih"

  /// A recurrent layer's matrix over its hidden state, `(gates * hiddenSize,
  /// hiddenSize)`.
  case recurrentWeight = "weight_hh"

  /// The factors of a layer normalization, `(size)`.
  case gain

  /// One bias a row, `(rows)`; of a layer normalization one a value.
  case bias

  /// The bias inside the reset gate's product of a reset-after GRU
  /// (`b_hn`), `(hiddenSize)`.
  case candidateBias = "bias_hn"
}
