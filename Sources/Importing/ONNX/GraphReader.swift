import SwiftletCells
import SwiftletONNXSchema
import SwiftletRuntime

/// Walks a graph from its inputs to its outputs and finds the chain of layers
/// that it computes.
///
/// Every value is a constant, which is computed at once, or a signal, of which
/// the reader knows where it comes from and what its axes are. So noise such
/// as transposes and reshapes is followed rather than matched, and whatever is
/// not followed is refused by name.
struct GraphReader {
  /// The chain so far.
  var chain = LayerChain()
  /// The axis over which recurrent layers run, once one does.
  var time: [Signal.Atom]?
  /// The recurrent layers' initial states, in their order.
  var initialStates: [InitialState] = []
  /// The recurrent layer whose unrolled timesteps are being read.
  var unrolled: UnrolledLayer?

  private let graph: Onnx_GraphProto
  private let openAxes: [String: [Int]]
  private let version: Int
  private let folding: ConstantFolding
  private var values: [String: GraphValue] = [:]
  /// How many elements may still be computed.
  private var budget = 1 << 25

  /// Reads the parameters of a graph.
  ///
  /// - Throws: `ImportError` when a tensor is not understood.
  init(
    _ graph: Onnx_GraphProto, version: Int, decoding: TensorDecoding
  ) throws {
    guard graph.sparseInitializer.isEmpty else {
      throw ImportError(
        "sparse tensors are not supported; export dense ones")
    }
    self.graph = graph
    self.version = version
    folding = ConstantFolding(decoding: decoding)
    let used = Set(graph.node.flatMap(\.input))
    for tensor in graph.initializer where used.contains(tensor.name) {
      guard values[tensor.name] == nil else {
        throw ImportError(
          "tensor '\(tensor.name)' comes twice; export the model again")
      }
      values[tensor.name] = .constant(try decoding.tensor(tensor))
    }
    let inputs = try GraphInputs(graph)
    openAxes = inputs.openAxes
    for (name, signal) in inputs.signals
    where values[name] == nil {
      values[name] = .signal(signal)
    }
  }

  /// The network of the graph.
  ///
  /// - Throws: `ImportError` when a node or an output is not understood.
  mutating func network(
    metadata: [String: String]
  ) throws -> ImportedNetwork {
    let nodes = Self.neededNodes(graph)
    try Operators.check(nodes)
    for node in nodes { try read(node) }
    let outputs = try GraphOutputs(
      graph.output.map { ($0.name, values[$0.name]) }, chain)
    try checkStates(outputs)
    return try ImportedNetwork(
      format: "ONNX", chain.layers, outputFunction: chain.outputFunction,
      normalization: try chain.scaling.normalization(before: chain.layers),
      scoring: outputs.isLastStep ? .lastStep : nil, inputLength: inputLength,
      metadata: metadata, remarks: remarks)
  }

  /// The nodes on which the graph's outputs depend.
  private static func neededNodes(
    _ graph: Onnx_GraphProto
  ) -> [Onnx_NodeProto] {
    var wanted = Set(graph.output.map(\.name))
    var needed: [Onnx_NodeProto] = []
    for node in graph.node.reversed()
    where node.output.contains(where: { wanted.contains($0) }) {
      needed.append(node)
      wanted.formUnion(node.input.filter { !$0.isEmpty })
    }
    return needed.reversed()
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
    let node = try GraphNode(proto, inputs: inputs, version: version)
    try node.expectOnly(Operators.attributes(of: node.operation))
    for (name, value) in zip(node.outputs, try outputs(of: node))
    where !name.isEmpty {
      guard values.updateValue(value, forKey: name) == nil else {
        throw node.error("its output '\(name)' is not new; export again")
      }
    }
  }

  private mutating func outputs(of node: GraphNode) throws -> [GraphValue] {
    if node.operation == "Shape", let shape = try ConstantFolding.shape(node) {
      return [.constant(shape)]
    }
    let isConstant = node.inputs.allSatisfy {
      if case .signal? = $0 { false } else { true }
    }
    guard isConstant else {
      return try signals(of: node).map(GraphValue.signal)
    }
    guard let tensor = try folding.output(of: node) else {
      throw node.error(
        "it computes on constants: where the exporter has unrolled a recurrent "
          + "layer, export a PyTorch model with dynamo=False or save its state "
          + "dict, and of a Keras model import the .keras file")
    }
    budget -= tensor.count
    guard budget > 0 else {
      throw node.error("its constants are too large; export the model again")
    }
    return [.constant(tensor)]
  }

  /// How many timesteps the graph takes: open where its axis of time is, or
  /// where no layer runs over one.
  private var inputLength: InputLength {
    guard initialStates.allSatisfy({ $0.hidden == nil && $0.cell == nil })
    else { return .carried }
    guard let time else { return .open }
    guard let atom = time.first else { return .fixed(1) }
    guard time.count == 1, case .input(let axis) = atom.role,
      openAxes[chain.input ?? ""]?.contains(axis) == false
    else { return .open }
    return .fixed(atom.size)
  }

  private var remarks: [String] {
    let name = chain.input ?? ""
    return stateRemarks
      + (chain.scaling.isEmpty
        ? []
        : [
          "what is done to '\(name)' before the first layer becomes the means "
            + "and the deviations of the inputs"
        ])
  }

  private var stateRemarks: [String] {
    let states = initialStates.flatMap { [$0.hidden, $0.cell] }
    let names = Set(states.compactMap { $0?.input }).sorted()
    guard !names.isEmpty else { return [] }
    return [
      "the state goes in by \(names.map { "'\($0)'" }.joined(separator: ", ")) "
        + "and is kept by swiftlet; it starts at zeros"
    ]
  }
}
