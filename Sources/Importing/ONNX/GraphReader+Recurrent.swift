import SwiftletCells

/// `RNN`, `GRU` and `LSTM`, whose inputs are X, W, R, B, sequence_lens,
/// initial_h and, of an LSTM, initial_c and P.
extension GraphReader {
  mutating func recurrentLayer(_ node: GraphNode) throws -> [GraphValue] {
    try refuseUnsupported(node)
    let isBatchFirst = try node.integer("layout") ?? 0 != 0
    let order = isBatchFirst ? [1, 0, 2] : [0, 1, 2]
    let input = try features(node)
    guard input.axes.count == order.count else {
      throw otherAxis(input, node)
    }
    let signal = input.transposed(order)
    let layer = try layer(node)
    try checkSequence(signal, inputSize: layer.layer.inputSize, node)
    let hiddenSize = layer.layer.outputSize
    var initialState = try initialState(node, 5, 0, hiddenSize)
    if node.operation == "LSTM" {
      initialState += try self.initialState(node, 6, hiddenSize, hiddenSize)
    }
    let wires = layers.add(
      layer, to: signal.featureWires, initialState: initialState)
    // The sequence is (timesteps, 1, batch, hidden), the states (1, batch,
    // hidden); with the batch first (batch, timesteps, 1, hidden) and
    // (batch, 1, hidden).
    let sequence = Signal(
      source: .features(wires, isLastStep: false),
      axes: [
        signal.axes[0], [], signal.axes[1], Signal.axis(.features, hiddenSize),
      ])
    let states = try finalStates(
      of: layer, node,
      batch: batchSize(signal, node, axis: isBatchFirst ? 0 : 1))
    let output = sequence.transposed(
      isBatchFirst ? [2, 0, 1, 3] : [0, 1, 2, 3])
    return [.signal(output)]
      + states.map { .state($0.applying(.transpose(order))) }
  }

  /// How many sequences the states are of.
  ///
  /// - Parameter axis: That of the sequences in a state that is given.
  private func batchSize(
    _ signal: Signal, _ node: GraphNode, axis: Int
  ) -> Int {
    if case .state(let tensor)? = node.input(5), tensor.shape.count == 3 {
      return tensor.shape[axis]
    }
    return signal.shape[1]
  }

  /// Refuses what the operator can do and swiftlet cannot.
  private mutating func refuseUnsupported(_ node: GraphNode) throws {
    if let reason = try Self.unsupported(node) { throw node.error(reason) }
    if node.input(7) != nil, try !node.constant(7).isZero {
      throw node.error(
        "peepholes, gates that see the cell state (input P), are not "
          + "supported; train an LSTM without them, such as torch.nn.LSTM")
    }
    try readLengths(node)
  }

  /// What of the attributes is not supported, each with its own sentence.
  private static func unsupported(_ node: GraphNode) throws -> String? {
    let direction = try node.text("direction") ?? "forward"
    if direction == "bidirectional" {
      return "a bidirectional layer needs the whole sequence at once; train "
        + "with one direction"
    }
    if direction != "forward" {
      return "a layer that runs backwards needs the whole sequence at once; "
        + "train it forwards"
    }
    if try node.float("clip") != nil {
      return "the clip of pre-activations is not supported; export without it"
    }
    if try node.integer("input_forget") ?? 0 != 0 {
      return "coupled input and forget gates (input_forget) are not "
        + "supported; train with separate ones"
    }
    return nil
  }

  private mutating func readLengths(_ node: GraphNode) throws {
    switch node.input(4) {
    case nil: return
    case .constant(let lengths)? where try isWhole(lengths, of: node): return
    case let value?:
      guard let name = place(value, offset: 0)?.input else { break }
      lengths.insert(name)
      return
    }
    throw node.error(
      "its sequence_lens are neither an input nor the length of the sequence, "
        + "and swiftlet runs every timestep; export the model without packed "
        + "sequences or a mask")
  }

  /// Whether lengths are that of the whole sequence.
  private func isWhole(
    _ lengths: ConstantTensor, of node: GraphNode
  ) throws -> Bool {
    let axis = try node.integer("layout") ?? 0 == 0 ? 0 : 1
    let steps = node.input(0)?.shape.dropFirst(axis).first
    return lengths.integers?.allSatisfy { $0 == steps } == true
  }

  /// Checks that the layer runs over time, as the ones before do.
  private mutating func checkSequence(
    _ signal: Signal, inputSize: Int, _ node: GraphNode
  ) throws {
    guard !signal.isLastStep else {
      throw node.error(
        "it follows the last timestep of another layer; swiftlet runs every "
          + "layer at every timestep")
    }
    guard signal.axes.count == 3,
      signal.axes[0].allSatisfy({ $0.role != .features }),
      signal.axes[0] == (time ?? signal.axes[0])
    else { throw otherAxis(signal, node) }
    time = signal.axes[0]
    batch = signal.axes[1]
    try checkFeatures(signal, inputSize, node)
  }

  private func otherAxis(_ signal: Signal, _ node: GraphNode) -> ImportError {
    node.error(
      "it does not run over the timesteps of the input (\(signal.shape)); "
        + "check batch_first")
  }

  private func layer(_ node: GraphNode) throws -> ImportedLayer {
    let activations = try RecurrentActivations(node)
    let kind = try kind(node, activations)
    let recurrent = try direction(node, 2)
    let bias = try node.input(3).map { _ in
      try biases(node, count: kind.gateCount * recurrent.columns)
    }
    guard
      try node.integer("hidden_size") ?? recurrent.columns
        == recurrent.columns
    else {
      throw node.error("its hidden_size is not that of R; export again")
    }
    return try RecurrentParameters(
      kind: kind, inputWeight: try direction(node, 1),
      recurrentWeight: recurrent, inputBias: bias?.input,
      recurrentBias: bias?.recurrent, activations: activations.gates,
      hardSigmoid: activations.hardSigmoid
    ).layer(node.name, from: .onnx)
  }

  private func kind(
    _ node: GraphNode, _ activations: RecurrentActivations
  ) throws -> RecurrentKind {
    switch node.operation {
    case "RNN": return .simpleRNN(activations.simple)
    case "GRU":
      let isAfter = try node.integer("linear_before_reset") ?? 0 != 0
      return .gru(resetAfter: isAfter)
    default: return .lstm
    }
  }

  /// A matrix of the one direction, `(1, rows, columns)`.
  private func direction(_ node: GraphNode, _ index: Int) throws -> Matrix {
    let tensor = try node.constant(index)
    guard tensor.shape.count == 3 else {
      throw node.misfit("its input \(index)", tensor.shape)
    }
    return try matrix(node, index)
  }

  /// `B`, `(1, 2 * count)`: the input's biases, then the state's.
  private func biases(
    _ node: GraphNode, count: Int
  ) throws -> (input: [Float], recurrent: [Float]) {
    let tensor = try node.constant(3)
    guard tensor.shape == [1, 2 * count], let values = tensor.floats else {
      throw node.misfit("its input 3", tensor.shape)
    }
    return (Array(values[..<count]), Array(values[count...]))
  }

  /// The numbers that the layer starts from, zeros where an input brings them.
  ///
  /// - Parameter first: The place in the layer's state.
  mutating func initialState(
    _ node: GraphNode, _ index: Int, _ first: Int, _ hiddenSize: Int
  ) throws -> [Float] {
    let zeros = Array(repeating: Float(0), count: hiddenSize)
    guard let value = node.input(index) else { return zeros }
    guard value.shape.last == hiddenSize else {
      throw node.error(
        "its states have \(value.shape.last ?? 0) and \(hiddenSize) units, as "
          + "where torch exports proj_size; a projection of the hidden state is "
          + "not supported: train with proj_size=0")
    }
    switch value {
    case .constant: return try vector(node, index, count: hiddenSize)
    case .state(let tensor):
      try start(first, from: tensor, hiddenSize, node)
      return zeros
    case .signal, .timestep:
      throw node.error(
        "it starts from what the graph computes, or from another layer's "
          + "output, which is not supported; start from zeros, or from an input "
          + "as it is")
    }
  }
}
