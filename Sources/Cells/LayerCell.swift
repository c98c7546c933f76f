/// Any layer's cell.
@frozen public enum LayerCell<Value: CellValue>: Sendable {
  /// A table.
  case embedding(EmbeddingCell<Value>)
  /// A simple recurrent layer.
  case simpleRNN(SimpleRNNCell<Value>)
  /// A gated recurrent unit.
  case gru(GRUCell<Value>)
  /// A long short-term memory.
  case lstm(LSTMCell<Value>)
  /// A dense layer.
  case dense(DenseCell<Value>)
  /// A pointwise layer.
  case pointwise(PointwiseCell<Value>)
  /// A convolution.
  case conv1D(ConvolutionCell<Value>)
  /// Earlier values.
  case history(HistoryCell<Value>)
  /// A layer normalization.
  case layerNorm(LayerNormCell<Value>)

  /// The cell of a layer.
  @inlinable public init(_ layer: Layer) {
    switch layer {
    case .embedding(let vocabularySize, let outputSize):
      self = .embedding(
        EmbeddingCell(vocabularySize: vocabularySize, outputSize: outputSize))
    case .simpleRNN(let inputSize, let hiddenSize, let activation):
      self = .simpleRNN(
        SimpleRNNCell(
          inputSize: inputSize, hiddenSize: hiddenSize, activation: activation))
    case .gru(let inputSize, let hiddenSize, let resetAfter, let activations):
      self = .gru(
        GRUCell(
          inputSize: inputSize, hiddenSize: hiddenSize, resetAfter: resetAfter,
          activations: activations))
    case .lstm(let inputSize, let hiddenSize, let activations):
      self = .lstm(
        LSTMCell(
          inputSize: inputSize, hiddenSize: hiddenSize,
          activations: activations))
    case .dense(let inputSize, let outputSize, let activation):
      self = .dense(
        DenseCell(
          inputSize: inputSize, outputSize: outputSize, activation: activation))
    case .pointwise(let function, let size):
      self = .pointwise(PointwiseCell(function, size: size))
    case .conv1D(let shape, let activation):
      self = .conv1D(ConvolutionCell(shape, activation: activation))
    case .history(let size, let inputSize):
      self = .history(HistoryCell(size: size, inputSize: inputSize))
    case .layerNorm(let size, let epsilon):
      self = .layerNorm(LayerNormCell(size: size, epsilon: epsilon))
    }
  }

  /// The number of values of a record.
  @inlinable public var recordSize: Int {
    switch self {
    case .embedding(let cell): cell.recordSize
    case .simpleRNN(let cell): cell.recordSize
    case .gru(let cell): cell.recordSize
    case .lstm(let cell): cell.recordSize
    case .dense(let cell): cell.recordSize
    case .pointwise(let cell): cell.recordSize
    case .conv1D(let cell): cell.recordSize
    case .history(let cell): cell.recordSize
    case .layerNorm(let cell): cell.recordSize
    }
  }

  /// Advances the layer by one timestep; see `Cell.step`.
  @inlinable public func step(
    _ parameters: UnsafePointer<Value.Weight>, input: UnsafePointer<Value>,
    previous: UnsafePointer<Value>, record: UnsafeMutablePointer<Value>
  ) {
    switch self {
    case .embedding(let cell):
      cell.step(parameters, input: input, previous: previous, record: record)
    case .simpleRNN(let cell):
      cell.step(parameters, input: input, previous: previous, record: record)
    case .gru(let cell):
      cell.step(parameters, input: input, previous: previous, record: record)
    case .lstm(let cell):
      cell.step(parameters, input: input, previous: previous, record: record)
    case .dense(let cell):
      cell.step(parameters, input: input, previous: previous, record: record)
    case .pointwise(let cell):
      cell.step(parameters, input: input, previous: previous, record: record)
    case .conv1D(let cell):
      cell.step(parameters, input: input, previous: previous, record: record)
    case .history(let cell):
      cell.step(parameters, input: input, previous: previous, record: record)
    case .layerNorm(let cell):
      cell.step(parameters, input: input, previous: previous, record: record)
    }
  }
}

extension Network {
  /// Where a layer's tensors begin in the parameter vector.
  public func parameterOffset(ofLayer layer: Int) -> Int {
    tensors.first { $0.layer == layer }?.offset ?? parameterCount
  }
}
