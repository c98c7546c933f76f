import SwiftletCells
import SwiftletONNXSchema

/// Nodes that take signals.
extension GraphReader {
  /// The outputs of a node of which an input is a signal.
  ///
  /// - Throws: `ImportError` when the node is not understood.
  mutating func signals(of node: GraphNode) throws -> [Signal] {
    switch node.operation {
    case "RNN", "GRU", "LSTM": return try recurrentLayer(node)
    case "MatMul": return [try product(node)]
    case "Gemm": return [try denseLayer(node)]
    case "Add": return [try scaled(node) ?? sum(node)]
    case "Relu", "Sigmoid", "Tanh": return [try activation(node)]
    case "Softmax", "LogSoftmax": return [try outputFunction(node)]
    case "Concat": return [try stack(node)]
    case "Identity", "Dropout": return [try unchanged(node)]
    case "Cast": return [try cast(node)]
    case "Gather" where node.takesConstant(0): return [try embedding(node)]
    case "Sub", "Mul", "Div": return [try scaled(node) ?? rearranged(node)]
    default: return [try rearranged(node)]
    }
  }

  /// A node's input as what the next layer takes: the chain's input or its
  /// end.
  ///
  /// - Throws: `ImportError` when it is another signal, or a constant.
  mutating func chainEnd(_ node: GraphNode, _ index: Int = 0) throws -> Signal {
    guard case .signal(var signal)? = node.input(index) else {
      throw node.error(
        "its input \(index) is a constant, where a signal is expected; export "
          + "the model again")
    }
    switch signal.source {
    case .input(let name):
      try takeInput(name, node)
      try checkScaling(signal, node)
      chain.scaling = signal.scaling
    case .chain(let revision, let isLastStep):
      guard revision == chain.revision else { throw branch(node) }
      if isLastStep { return signal }
    case .states(let parts):
      try checkLastHidden(parts, node)
      signal.source = .chain(revision: chain.revision, isLastStep: true)
      return signal
    case .step(.hidden(let timestep)) where isLastStep(timestep):
      try finishUnrolled(node)
      signal.source = .chain(revision: chain.revision, isLastStep: true)
      return signal
    case .inputPart, .step:
      throw unrolledError(node)
    }
    signal.source = .chain(revision: chain.revision, isLastStep: false)
    return signal
  }

  /// Makes an input of the graph that of the chain.
  private mutating func takeInput(_ name: String, _ node: GraphNode) throws {
    guard chain.input ?? name == name else {
      throw node.error(
        "the model has two inputs, '\(chain.input ?? "")' and '\(name)'; join "
          + "their features into one")
    }
    guard chain.revision == 0 else { throw branch(node) }
    chain.input = name
  }

  /// Checks that states are the hidden one of the layer at the chain's end.
  private func checkLastHidden(
    _ parts: [Signal.StatePart], _ node: GraphNode
  ) throws {
    guard parts.count == 1, !parts[0].isCell,
      parts[0].revision == chain.revision
    else {
      throw node.error(
        "it takes states other than the last layer's hidden one, which a "
          + "chain of layers cannot; export another model")
    }
  }

  /// The signal after a layer that was just added: new features on the last
  /// axis.
  func after(_ signal: Signal, outputSize: Int) -> Signal {
    Signal(
      source: .chain(
        revision: chain.revision, isLastStep: signal.isLastStep),
      axes: signal.axes.dropLast() + [Signal.axis(.features, outputSize)])
  }

  /// The error of a chain that forks.
  func branch(_ node: GraphNode) -> ImportError {
    node.error(
      "it takes a value from the middle of the network; swiftlet runs a chain "
        + "of layers without branches or residual connections")
  }

  /// The error of a node that takes single timesteps or features.
  func unrolledError(_ node: GraphNode) -> ImportError {
    node.error(
      "it takes a part of a sequence; where the exporter has unrolled a "
        + "recurrent layer, export a PyTorch model with dynamo=False or save "
        + "its state dict, and of a Keras model import the .keras file")
  }

  /// Checks that the last axis holds the features and nothing else.
  func checkFeatures(
    _ signal: Signal, _ size: Int, _ node: GraphNode
  ) throws {
    guard let last = signal.axes.last, last.count <= 1,
      signal.shape.last == size, last.isEmpty || last != time
    else {
      throw node.error(
        "it takes \(size) features, but its input has the shape "
          + "\(signal.shape); export the model again")
    }
    if let role = last.first?.role, chain.revision > 0, role != .features {
      throw node.error(
        "it works along another axis than the features; export another model")
    }
  }
}

/// Nodes that rearrange.
extension GraphReader {
  private func signal(_ node: GraphNode) throws -> Signal {
    guard case .signal(let signal)? = node.input(0) else {
      throw node.error(
        "its input 0 is no signal, where one is expected; export again")
    }
    return signal
  }

  /// A node that leaves its input as it is when a model runs.
  private func unchanged(_ node: GraphNode) throws -> Signal {
    if case .constant(let training)? = node.input(2), !training.isZero {
      throw node.error(
        "the model is in training mode; call model.eval() before exporting")
    }
    return try signal(node)
  }

  /// A change of the type: symbols may become integers, and nothing else.
  private func cast(_ node: GraphNode) throws -> Signal {
    let signal = try signal(node)
    let type = Onnx_TensorProto.DataType(
      rawValue: try node.integer("to") ?? 0)
    if case .input = signal.source, type == .int32 || type == .int64 {
      return signal
    }
    guard type == .float || type == .double else {
      throw node.error(
        "it rounds values to another type; export the model in float32")
    }
    return signal
  }

  private mutating func rearranged(_ node: GraphNode) throws -> Signal {
    var signal = try signal(node)
    guard
      let operations = try LayoutOperation.operations(
        of: node, on: signal.shape)
    else {
      throw node.error(
        "it computes on signals, which swiftlet does within layers only; "
          + "normalise outside the model (`mean`, `deviation`) and leave the "
          + "rest out")
    }
    for operation in operations {
      switch operation {
      case .transpose(let order): signal = signal.transposed(order)
      case .reshape(let shape):
        guard let reshaped = signal.reshaped(shape) else {
          throw node.error(
            "it mixes timesteps or features (\(signal.shape) becomes "
              + "\(shape)); swiftlet runs one timestep at a time")
        }
        signal = reshaped
      case .take(let axis, let indices):
        signal = try taking(indices, axis, of: signal, node)
      }
    }
    return signal
  }

  /// The elements of a signal at some indices along an axis: all of them, the
  /// last timestep, some of stacked states, or a part of an input.
  private mutating func taking(
    _ indices: [Int], _ axis: Int, of signal: Signal, _ node: GraphNode
  ) throws -> Signal {
    let atoms = signal.axes[axis]
    let size = signal.shape[axis]
    guard indices != Array(0..<size) else { return signal }
    var result = signal
    result.axes[axis] = []
    switch signal.source {
    case .states(let parts) where atoms.map(\.role) == [.layers]:
      result.source = .states(indices.map { parts[$0] })
      result.axes[axis] = Signal.axis(.layers, indices.count)
    case .input(let name) where atoms.count == 1 && indices.count == 1:
      result.source = .inputPart(name, indices[0])
    case .chain(let revision, false)
    where indices.count == 1 && revision == chain.revision:
      if let part = unrolledPart(indices[0], atoms) {
        result.source = .step(part)
      } else if atoms == time, indices[0] == size - 1 {
        result.source = .chain(revision: revision, isLastStep: true)
      } else {
        throw unrolledError(node)
      }
    default: throw unrolledError(node)
    }
    return result
  }

  /// Final states stacked, or an unrolled layer's timesteps joined.
  private mutating func stack(_ node: GraphNode) throws -> Signal {
    var signals: [Signal] = []
    for case .signal(let signal)? in node.inputs { signals.append(signal) }
    let axis = try node.axis(
      try node.integer("axis") ?? 0, rank: signals[0].axes.count)
    var parts: [Signal.StatePart] = []
    for signal in signals {
      guard signals.count == node.inputs.count,
        signal.axes.count == signals[0].axes.count
      else { throw branch(node) }
      guard case .states(let states) = signal.source else {
        return try joinTimesteps(signals, axis, node)
      }
      guard states.count == signal.shape[axis] else { throw branch(node) }
      parts += states
    }
    var result = signals[0]
    result.source = .states(parts)
    result.axes[axis] = Signal.axis(.layers, parts.count)
    return result
  }
}

extension GraphNode {
  /// Whether an input is a constant.
  func takesConstant(_ index: Int) -> Bool {
    if case .constant? = input(index) { true } else { false }
  }
}

extension Signal {
  /// Whether the signal is that of the last timestep only.
  var isLastStep: Bool {
    if case .chain(_, true) = source { true } else { false }
  }
}
