import SwiftletCells
import SwiftletONNXSchema

/// Nodes that take signals.
extension GraphReader {
  /// The outputs of a node of which an input is a signal.
  ///
  /// - Throws: `ImportError` when the node is not understood.
  mutating func signals(of node: GraphNode) throws -> [GraphValue] {
    if ["RNN", "GRU", "LSTM"].contains(node.operation) {
      return try recurrentLayer(node)
    }
    if node.operation == "Split" {
      let signal = try signal(node)
      return try zip(
        LayoutOperation.splits(of: node, on: signal.shape), node.outputs
      ).map { part, output in
        .signal(isUsed(output) ? try applying(part, to: signal, node) : signal)
      }
    }
    return [.signal(try signalOutput(of: node))]
  }

  private mutating func signalOutput(of node: GraphNode) throws -> Signal {
    switch node.operation {
    case "MatMul": try product(node)
    case "Gemm": try denseLayer(node)
    case "Add": try scaled(node) ?? sum(node)
    case "BatchNormalization": try batchNormalized(node)
    case "LayerNormalization": try layerNormalized(node)
    case "Reciprocal": try reciprocal(node, try features(node))
    case "Sub", "Mul", "Div": try scaled(node) ?? arithmetic(node)
    case "Relu", "Sigmoid", "Tanh", "LeakyRelu", "PRelu": try activation(node)
    case "HardSwish", "Swish": try swish(node)
    case "Conv": try convolution(node)
    case "Pad": try padded(node)
    case "Pow": try power(node)
    case "ReduceMean": try mean(node)
    case "ReduceMax", "ReduceMin", "ReduceProd", "ReduceSum":
      throw node.error(
        "it makes one value of several, of the timesteps or the features, which "
          + "is not supported; train with the last timestep, or a dense layer, "
          + "in its place")
    case "Softmax", "LogSoftmax": try outputFunction(node)
    case "Sqrt": try magnitude(node)
    case "Clip", "HardSigmoid", "Max", "Min": try clipped(node)
    case "Concat": try concatenation(node)
    case "Identity", "Dropout": try unchanged(node)
    case "Cast": try cast(node)
    case "Gather" where node.takesConstant(0): try embedding(node)
    case "Gather", "GatherElements", "GatherND":
      try lastValidStep(node) ?? rearranged(node)
    case "ReverseSequence": try reversedSequence(node)
    default: try rearranged(node)
    }
  }

  /// An input of a node as what layers take: features of each timestep, or of
  /// the last one.
  ///
  /// - Throws: `ImportError` when it is none.
  mutating func features(
    _ node: GraphNode, _ index: Int = 0
  ) throws -> Signal {
    try features(of: try signal(node, index), node)
  }

  /// A signal as what layers take: features of each timestep, or of the last
  /// one.
  ///
  /// - Throws: `ImportError` when it is none.
  mutating func features(
    of signal: Signal, _ node: GraphNode
  ) throws -> Signal {
    guard signal.function == .none else {
      throw node.error(
        "it follows a softmax, which must come last; export another model")
    }
    switch signal.source {
    case .features: return signal
    case .input(let name, let taken):
      return try features(of: name, taken, signal, node)
    case .step(.hidden(let timestep)) where isLastStep(timestep):
      var result = signal
      result.source = .features(
        try finishUnrolled(node), isLastStep: true)
      return result
    case .reversed: throw backwardsError(node)
    case .step: throw unrolledError(node)
    }
  }

  /// The features that an input of the graph brings: its last axis.
  private mutating func features(
    of name: String, _ taken: Signal.Taken?, _ signal: Signal,
    _ node: GraphNode
  ) throws -> Signal {
    guard let shape = inputs[name]?.shape, !shape.isEmpty, !signal.axes.isEmpty,
      signal.axes.last.map({ $0.count <= 1 && ($0.isEmpty || $0 != time) })
        == true
    else { throw axisError(node, signal) }
    var axis = shape.count - 1
    if case .input(let own)? = signal.axes.last?.first?.role { axis = own }
    let isLastStep = isLastStep(taken, of: name)
    if let taken, taken.axis < axis,
      Self.isReversal(taken.indices, of: shape[taken.axis])
    {
      throw backwardsError(node)
    }
    guard isLastStep || taken.map({ $0.axis == axis }) ?? true else {
      throw unrolledError(node)
    }
    try checkScaling(signal, node)
    let wires = try wires(
      of: .init(
        name: name, axis: axis, size: shape[axis], scaling: signal.scaling),
      node)
    let own =
      isLastStep
      ? wires : taken.map { $0.indices.map { wires[$0] } } ?? wires
    return Signal(
      source: .features(own, isLastStep: isLastStep), axes: signal.axes
    ).with(own, along: signal.axes.count - 1)
  }

  /// What an input gives, after what is kept of the timestep before.
  mutating func wires(
    of input: LayerGraph.Input, _ node: GraphNode
  ) throws -> [Wire] {
    do {
      guard context > 0 else { return try layers.add(input) }
      var own = input
      own.size -= context
      guard own.size > 0 else {
        throw ImportError(
          "`context` \(context) leaves nothing of input '\(input.name)', "
            + "which has \(input.size) values")
      }
      let wires = try layers.add(own)
      if let known = contexts[input.name] { return known }
      let history = layers.add(
        .history("context", size: context, inputSize: own.size), to: wires)
      contexts[input.name] = history
      return history
    } catch { throw node.error("\(error)") }
  }

  /// Whether what is taken of an input is its last timestep.
  private func isLastStep(_ taken: Signal.Taken?, of name: String) -> Bool {
    guard let taken, let size = inputs[name]?.shape[taken.axis] else {
      return false
    }
    return taken.indices == [size - 1]
      && time == Signal.axis(.input(axis: taken.axis), size)
  }

  /// An input of a node that must be a signal; a hidden state is that of the
  /// last timestep.
  func signal(_ node: GraphNode, _ index: Int = 0) throws -> Signal {
    switch node.input(index) {
    case .signal(let signal)?:
      guard signal.padding == nil || node.operation == "Conv" else {
        throw node.error(
          "it takes what a Pad gives, which swiftlet runs before a Conv only; "
            + "export the model with the padding in the convolution")
      }
      if let ahead = signal.ahead, node.operation != "Slice" {
        throw ahead.error
      }
      return signal
    case .state(let tensor)?: return try lastHidden(tensor, node.label)
    case .timestep(let timestep)?:
      throw node.error(
        "it computes with the place that '\(timestep.input)' names; swiftlet "
          + "takes features or symbols, and the last timestep")
    case .constant?, nil:
      throw node.error(
        "its input \(index) is a constant, where a signal is expected; export "
          + "the model again")
    }
  }

  /// The error of a node that takes single timesteps or features.
  func unrolledError(_ node: GraphNode) -> ImportError {
    node.error(
      "it takes a part of a sequence other than the last timestep; where the "
        + "exporter has unrolled a recurrent layer, export a PyTorch model with "
        + "dynamo=False or save its state dict")
  }

  private func backwardsError(_ node: GraphNode) -> ImportError {
    node.error(
      "a layer that runs backwards needs the whole sequence at once; train "
        + "with one direction")
  }

  /// Whether indices are those of an axis from the last to the first.
  private static func isReversal(_ indices: [Int], of size: Int) -> Bool {
    size > 1 && indices.elementsEqual((0..<size).reversed())
  }

  private func axisError(_ node: GraphNode, _ signal: Signal) -> ImportError {
    node.error(
      "it works along another axis than the features (\(signal.shape)); export "
        + "the model with the features last")
  }

  /// Checks that the last axis holds the features and nothing else.
  func checkFeatures(
    _ signal: Signal, _ size: Int, _ node: GraphNode
  ) throws {
    guard signal.shape.last == size,
      signal.featureAxis == nil || signal.featureAxis == signal.axes.count - 1,
      signal.wires?.count == size
    else {
      throw node.error(
        "it takes \(size) features, but its input has the shape "
          + "\(signal.shape); export the model with the features last")
    }
  }
}

/// Nodes that rearrange.
extension GraphReader {
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
    let floats: [Onnx_TensorProto.DataType] = [
      .float, .double, .float16, .bfloat16,
    ]
    guard type.map(floats.contains) == true else {
      throw node.error(
        "it rounds values to another type; export the model in float32")
    }
    return signal
  }

  mutating func rearranged(_ node: GraphNode) throws -> Signal {
    let signal = try signal(node)
    if let ahead = signal.ahead {
      return try leavingOut(ahead, of: signal, node)
    }
    guard
      let operations = try LayoutOperation.operations(
        of: node, on: signal.shape)
    else {
      if node.operation.hasPrefix("Gather") { throw unrolledError(node) }
      throw node.error(
        "it computes on signals, which swiftlet does within layers only; "
          + "normalise outside the model (`mean`, `deviation`) and leave the "
          + "rest out")
    }
    return try operations.reduce(signal) { try applying($1, to: $0, node) }
  }

  private mutating func applying(
    _ operation: LayoutOperation, to signal: Signal, _ node: GraphNode
  ) throws -> Signal {
    switch operation {
    case .transpose(let order): return signal.transposed(order)
    case .reshape(let shape):
      guard let reshaped = signal.reshaped(shape) else {
        throw node.error(
          "it mixes timesteps or features (\(signal.shape) becomes "
            + "\(shape)); swiftlet runs one timestep at a time")
      }
      return reshaped
    case .take(let axis, let indices):
      return try taking(indices, axis, of: signal, node)
    }
  }

  /// The elements of a signal at some indices along an axis: all of them, some
  /// features, the last timestep, or a part of an input.
  private mutating func taking(
    _ indices: [Int], _ axis: Int, of signal: Signal, _ node: GraphNode
  ) throws -> Signal {
    let atoms = signal.axes[axis]
    let size = signal.shape[axis]
    guard !indices.elementsEqual(0..<size) else { return signal }
    guard !indices.isEmpty, atoms.count <= 1 else { throw unrolledError(node) }
    var result = signal
    result.axes[axis] = []
    let isReversal = Self.isReversal(indices, of: size)
    switch signal.source {
    case .features(let wires, _) where atoms.first?.role == .features:
      return channels(indices, axis, of: signal, wires, node)
        ?? signal.taking(indices, along: axis)
    case .features(let wires, false) where atoms == time && isReversal:
      result = signal
      result.source = .reversed(wires)
    case .reversed(let wires) where atoms == time && isReversal:
      result = signal
      result.source = .features(wires, isLastStep: false)
    case .reversed(let wires) where atoms == time && indices == [0]:
      result.source = .features(wires, isLastStep: true)
    case .features(let wires, false) where indices.count == 1:
      if let part = unrolledPart(indices[0], wires, atoms) {
        result.source = .step(part)
      } else if atoms == time, indices[0] == size - 1 {
        result.source = .features(wires, isLastStep: true)
      } else {
        throw unrolledError(node)
      }
    case .input(let name, let taken):
      guard case .input(let own)? = atoms.first?.role,
        let whole = inputs[name]?.shape[own],
        taken.map({ $0.axis == own }) ?? true
      else { throw unrolledError(node) }
      let places = indices.map { taken?.indices[$0] ?? $0 }
      let isWhole = places.elementsEqual(0..<whole)
      result.source = .input(
        name, taken: isWhole ? nil : .init(axis: own, indices: places))
      result.axes[axis] = Signal.axis(.input(axis: own), indices.count)
    default: throw unrolledError(node)
    }
    return result
  }

  /// `ReverseSequence`, of sequences as long as the axis of time, or as an
  /// input says.
  mutating func reversedSequence(_ node: GraphNode) throws -> Signal {
    let signal = try signal(node)
    let axis = try node.axis(rank: signal.axes.count, named: "time_axis")
    let size = signal.shape[axis]
    guard size <= ConstantTensor.countLimit else {
      throw node.misfit("its axis of time", signal.shape)
    }
    if node.takesConstant(1) {
      let lengths = try node.constantIntegers(1)
      guard lengths.allSatisfy({ $0 == size }) else {
        throw node.error(
          "it reverses a part of each sequence, or the model leaves open how "
            + "long they are; take the last timestep as it is (y[:, -1]), and "
            + "export the model again")
      }
    }
    return try taking(Array((0..<size).reversed()), axis, of: signal, node)
  }

  /// Features side by side, or an unrolled layer's timesteps joined.
  private mutating func concatenation(_ node: GraphNode) throws -> Signal {
    let parts = try node.inputs.indices.map { try signal(node, $0) }
    let rank = parts[0].axes.count
    let axis = try node.axis(rank: rank)
    if case .step = parts[0].source {
      return try joinTimesteps(parts, axis, node)
    }
    let signals = try node.inputs.indices.map { try features(node, $0) }
    for signal in signals {
      guard isAlike(signal, signals[0], but: axis) else {
        throw node.error(
          "it joins along another axis than the features, or timesteps of "
            + "several lengths; swiftlet joins features of the same timestep")
      }
    }
    return signals[0].joined(with: signals.dropFirst(), along: axis)
  }

  /// Whether two signals differ along an axis of features only.
  func isAlike(_ a: Signal, _ b: Signal, but axis: Int) -> Bool {
    var (left, right) = (a.axes, b.axes)
    guard left.count == right.count, left.indices ~= axis,
      a.isLastStep == b.isLastStep,
      (left[axis] + right[axis]).allSatisfy({ $0.role == .features })
    else { return false }
    left[axis] = []
    right[axis] = []
    return left == right
  }
}
