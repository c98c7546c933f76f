import SwiftletCells
import SwiftletONNXSchema
import SwiftletRuntime

/// Walks a graph from its inputs to its outputs and finds the layers that it
/// computes.
///
/// Every value is a constant, which is computed at once, or a signal, of which
/// the reader knows which features it holds and what its axes are. So noise
/// such as transposes and reshapes is followed rather than matched, and
/// whatever is not followed is refused by name.
struct GraphReader {
  /// The layers so far.
  var layers = LayerGraph()
  /// The axis over which recurrent layers run, once one does.
  var time: [Signal.Atom]?
  /// The axis of the sequences, once a recurrent layer runs.
  var batch: [Signal.Atom] = []
  /// The states that recurrent layers start from.
  var states = CarriedStates()
  /// The recurrent layer whose unrolled timesteps are being read.
  var unrolled: UnrolledLayer?
  /// The loop whose body is being read.
  var loopBody: LoopBody?
  /// What is said of the graph before it is read.
  var remarks: [String] = []
  /// The inputs that name the last valid timestep.
  var lengths: Set<String> = []

  /// What the first layers of an input take, once one does, where the network
  /// keeps values of the timestep before.
  var contexts: [String: [Wire]] = [:]

  /// How many values of the timestep before come before an input's.
  let context: Int
  /// Whether convolutions run over the values that one timestep brings, rather
  /// than over timesteps.
  let hasFrames: Bool
  /// The inputs of the graph.
  let inputs: GraphInputs
  /// Computes what does not depend on the inputs.
  let folding: ConstantFolding
  private let graph: Onnx_GraphProto
  private let version: Int
  private var uses: [String: Int] = [:]
  private var values: [String: GraphValue] = [:]
  /// How many elements may still be computed.
  private var budget = 1 << 25

  /// Reads the parameters of a graph.
  ///
  /// - Parameters:
  ///   - options: What is decided of the inputs.
  ///   - hasFrames: Whether convolutions run over the values that one timestep
  ///     brings, rather than over timesteps.
  /// - Throws: `ImportError` when a tensor is not understood.
  init(
    _ graph: Onnx_GraphProto, version: Int, decoding: TensorDecoding,
    _ options: GraphOptions, hasFrames: Bool
  ) throws {
    self.graph = graph
    self.version = version
    self.hasFrames = hasFrames
    context = options.context
    folding = ConstantFolding(decoding: decoding)
    inputs = try GraphInputs(graph, options)
    try readTensors(of: graph)
    for (number, input) in inputs.inputs.enumerated()
    where values[input.name] == nil {
      values[input.name] = input.value(number)
    }
  }

  /// A value by its name.
  func value(_ name: String) -> GraphValue? { values[name] }

  /// Whether a node takes a value, or the graph gives it.
  func isUsed(_ name: String) -> Bool { uses[name] != nil }

  /// Sets the value of an input of a graph within the graph.
  mutating func set(_ name: String, _ value: GraphValue) {
    values[name] = value
  }

  /// Reads the tensors that nodes of a graph take.
  mutating func readTensors(of graph: Onnx_GraphProto) throws {
    guard graph.sparseInitializer.isEmpty else {
      throw ImportError(
        "sparse tensors are not supported; export dense ones")
    }
    let used = Set(
      graph.node.flatMap(\.namesTaken) + graph.output.map(\.name))
    for tensor in graph.initializer where used.contains(tensor.name) {
      guard values[tensor.name] == nil else {
        throw ImportError(
          "tensor '\(tensor.name)' comes twice; export the model again")
      }
      let constant = try folding.decoding.tensor(tensor)
      try spend(constant.count) {
        ImportError(
          "tensor '\(tensor.name)': the model's constants are too large "
            + "together; import a smaller model")
      }
      values[tensor.name] = .constant(constant)
    }
  }

  /// The network of the graph.
  ///
  /// - Throws: `ImportError` when a node or an output is not understood.
  mutating func network(
    metadata: [String: String]
  ) throws -> ImportedNetwork {
    try readNodes(of: graph)
    let outputs = try graphOutputs(
      graph.output.map { ($0.name, values[$0.name]) })
    let order = layers.inputs(
      for: outputs.wires, order: inputs.inputs.map(\.name))
    let line = try layers.line(giving: outputs.wires, inputs: order)
    return try ImportedNetwork(
      format: "ONNX", line.layers, sources: line.sources,
      initialState: line.initialState, outputFunction: outputs.function,
      normalization: try normalization(order, before: line.layers),
      scoring: outputs.isLastStep ? .lastStep : nil, inputLength: inputLength,
      metadata: metadata, remarks: remarks(outputs, order))
  }

  /// Reads the nodes on which a graph's outputs depend.
  mutating func readNodes(of graph: Onnx_GraphProto) throws {
    var wanted = Set(graph.output.map(\.name))
    var needed: [Onnx_NodeProto] = []
    for node in graph.node.reversed()
    where node.output.contains(where: { wanted.contains($0) }) {
      needed.append(node)
      wanted.formUnion(node.namesTaken)
    }
    needed.reverse()
    try Operators.check(needed)
    for output in graph.output { uses[output.name, default: 0] += 1 }
    for name in needed.flatMap(\.input) { uses[name, default: 0] += 1 }
    for node in needed { try read(node) }
  }

  private mutating func read(_ proto: Onnx_NodeProto) throws {
    let inputs = try proto.input.map { name -> GraphValue? in
      guard !name.isEmpty else { return nil }
      guard let value = values[name] else {
        throw ImportError(
          "\(GraphNode.label(of: proto)): its input '\(name)' is not there; "
            + "export the model again")
      }
      return value
    }
    let node = try GraphNode(
      proto, inputs: inputs,
      soleUses: Set(proto.input.indices.filter { uses[proto.input[$0]] == 1 }),
      version: version)
    try node.expectOnly(Operators.attributes(of: node.operation))
    for (name, value) in zip(node.outputs, try outputs(of: node))
    where !name.isEmpty {
      if case .signal(let signal) = value, let count = signal.wires?.count {
        // What gives and what takes a value, and where.
        try spend(8 * count) {
          node.error("it gives too many values; export a smaller model")
        }
      }
      guard values.updateValue(value, forKey: name) == nil else {
        throw node.error("its output '\(name)' is not new; export again")
      }
    }
  }

  private mutating func outputs(of node: GraphNode) throws -> [GraphValue] {
    switch node.operation {
    case "If": return try branch(node)
    case "Loop": return try loop(node)
    case "Scan": return try scan(node)
    default: break
    }
    if let shape = try ConstantFolding.shape(node) { return [.constant(shape)] }
    if let states = try rearrangedStates(node) {
      try spend(states, node)
      return states.map(GraphValue.state)
    }
    if let index = try timestepIndex(node) { return [.timestep(index)] }
    guard
      node.inputs.allSatisfy({ value in
        if case .constant? = value { true } else { value == nil }
      })
    else { return try signals(of: node) }
    guard let tensors = try folding.outputs(of: node) else {
      throw node.error(
        "it computes on constants, which swiftlet does not do for this "
          + "operator; simplify the model first, as the package onnxsim does, "
          + "or export a PyTorch model with dynamo=False")
    }
    try spend(tensors, node)
    return tensors.map(GraphValue.constant)
  }

  private mutating func spend(
    _ tensors: [ConstantTensor], _ node: GraphNode
  ) throws {
    for tensor in tensors {
      try spend(tensor.count) {
        node.error("its constants are too large; export the model again")
      }
    }
  }

  /// Counts elements that are computed.
  private mutating func spend(
    _ count: Int, orElse refusal: () -> ImportError
  ) throws {
    guard count < budget else { throw refusal() }
    budget -= count
  }

  /// `If`, whose condition must be known: the outputs of its branch.
  private mutating func branch(_ node: GraphNode) throws -> [GraphValue] {
    guard case .constant(let condition)? = node.input(0), condition.count == 1
    else { throw openBranch(node) }
    let name = condition.isZero ? "else_branch" : "then_branch"
    guard let branch = try node.graph(name) else {
      throw node.error("its \(name) is missing; export the model again")
    }
    try readTensors(of: branch)
    try readNodes(of: branch)
    return try branch.output.map { output in
      guard let value = values[output.name] else {
        throw node.error(
          "the output '\(output.name)' of its \(name) is not there; export the "
            + "model again")
      }
      return value
    }
  }

  private func openBranch(_ node: GraphNode) -> ImportError {
    guard case .timestep(let index)? = node.input(0) else {
      return node.error(
        "it chooses between two graphs while the model runs; fix its condition "
          + "when you export the model (of an input, by a constant of its value)"
      )
    }
    return node.error(
      "it chooses between two graphs by input '\(index.input)'; give the value "
        + "that the input always has: `fixed` \(index.input)=VALUE")
  }
}

extension Onnx_NodeProto {
  /// The names of the values that the node takes, and the graphs within it.
  fileprivate var namesTaken: [String] {
    input.filter { !$0.isEmpty }
      + attribute.filter { $0.type == .graph }.flatMap { attribute in
        attribute.g.node.flatMap(\.namesTaken)
          + attribute.g.output.map(\.name)
      }
  }
}
