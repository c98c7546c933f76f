import SwiftletCells

/// The state that a recurrent layer starts from.
struct InitialState {
  /// A slice of a graph's input.
  struct Part {
    var input: String
    var index: Int
  }

  /// Where the hidden state comes from; nil when it starts at zeros.
  var hidden: Part?
  /// Where an LSTM's cell state comes from; nil when it starts at zeros.
  var cell: Part?
}

/// `RNN`, `GRU` and `LSTM`, whose inputs are X, W, R, B, sequence_lens,
/// initial_h and, of an LSTM, initial_c and P.
extension GraphReader {
  mutating func recurrentLayer(_ node: GraphNode) throws -> [Signal] {
    try refuseUnsupported(node)
    let signal = try chainEnd(node)
    try checkEnd(node)
    let layer = try layer(node)
    try checkSequence(signal, inputSize: layer.layer.inputSize, node)
    let isLSTM = node.operation == "LSTM"
    let index = initialStates.count
    initialStates.append(
      InitialState(
        hidden: try initialState(node, 5, layer.layer.outputSize),
        cell: isLSTM
          ? try initialState(node, 6, layer.layer.outputSize) : nil))
    chain.append(layer)
    return outputs(signal, layer.layer.outputSize, index, isLSTM)
  }

  /// The sequence, `(timesteps, 1, batch, hidden)`, then the final states,
  /// `(1, batch, hidden)`.
  private func outputs(
    _ signal: Signal, _ hiddenSize: Int, _ index: Int, _ isLSTM: Bool
  ) -> [Signal] {
    let features = Signal.axis(.features, hiddenSize)
    let sequence = Signal(
      source: .chain(revision: chain.revision, isLastStep: false),
      axes: [signal.axes[0], [], signal.axes[1], features])
    let states = (isLSTM ? [false, true] : [false]).map { isCell in
      Signal(
        source: .states([
          .init(layer: index, isCell: isCell, revision: chain.revision)
        ]), axes: [[], signal.axes[1], features])
    }
    return [sequence] + states
  }

  /// Refuses what the operator can do and swiftlet cannot.
  private func refuseUnsupported(_ node: GraphNode) throws {
    if let reason = try Self.unsupported(node) { throw node.error(reason) }
    if node.input(7) != nil, try !node.constant(7).isZero {
      throw node.error(
        "peephole connections are not supported; train without them")
    }
    try refuseLengths(node)
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
    if try node.integer("layout") ?? 0 != 0 {
      return "layout 1 (batch first) is not supported; export with layout 0 "
        + "and a transpose before"
    }
    if try node.integer("input_forget") ?? 0 != 0 {
      return "coupled input and forget gates (input_forget) are not "
        + "supported; train with separate ones"
    }
    return nil
  }

  private func refuseLengths(_ node: GraphNode) throws {
    guard let value = node.input(4) else { return }
    let timesteps = node.input(0)?.shape.first
    guard case .constant(let lengths) = value,
      lengths.integers?.allSatisfy({ $0 == timesteps }) == true
    else {
      throw node.error(
        "sequence_lens are not supported: swiftlet runs every timestep; export "
          + "the model without packed sequences or a mask")
    }
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
    else {
      throw node.error(
        "it does not run over the timesteps of the input (\(signal.shape)); "
          + "check batch_first")
    }
    time = signal.axes[0]
    try checkFeatures(signal, inputSize, node)
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
    ).layer(node.outputs.first { !$0.isEmpty } ?? "", from: .onnx)
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

  private func initialState(
    _ node: GraphNode, _ index: Int, _ hiddenSize: Int
  ) throws -> InitialState.Part? {
    let size = node.input(index)?.shape.last ?? hiddenSize
    guard size == hiddenSize else {
      throw node.error(
        "its states have \(size) and \(hiddenSize) units, as where torch "
          + "exports proj_size; a projection of the hidden state is not "
          + "supported: train with proj_size=0")
    }
    switch node.input(index) {
    case nil: return nil
    case .constant(let tensor)? where tensor.isZero: return nil
    case .constant?:
      throw node.error(
        "it starts from a state that is not zero, which is not supported; start "
          + "from zeros, or make the state an input")
    case .signal(let signal)?:
      switch signal.source {
      case .input(let name): return .init(input: name, index: 0)
      case .inputPart(let name, let index):
        return .init(input: name, index: index)
      case .chain, .states, .step:
        throw node.error(
          "it starts from another layer's output or state, which is not "
            + "supported; start from zeros, or make the state an input")
      }
    }
  }
}

extension GraphReader {
  /// Checks that states go in and come out layer by layer, so that keeping
  /// them between timesteps is what the model means.
  ///
  /// - Throws: `ImportError` when they cross.
  func checkStates(_ outputs: GraphOutputs) throws {
    let hidden = Self.slices(initialStates.compactMap(\.hidden))
    let cell = Self.slices(initialStates.compactMap(\.cell))
    for (name, indices) in hidden.merging(cell, uniquingKeysWith: { $0 + $1 })
    where indices != Array(indices.indices) || name == chain.input {
      throw ImportError(
        "input '\(name)' is more than one state, or states in another order "
          + "than that of the layers; export the model with a tensor of its own "
          + "for each state")
    }
    for (name, states) in outputs.states {
      let layers = states.map(\.layer)
      guard Set(states.map(\.isCell)).count == 1, layers == layers.sorted()
      else {
        throw ImportError(
          "output '\(name)' mixes the states of several layers; export the "
            + "model with one state a layer")
      }
    }
  }

  /// Which slices of each input are states, layer by layer.
  private static func slices(
    _ parts: [InitialState.Part]
  ) -> [String: [Int]] {
    Dictionary(grouping: parts, by: \.input).mapValues { $0.map(\.index) }
  }
}
