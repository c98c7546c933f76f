import SwiftletCells

/// One value of each timestep: what a layer or an input gives at an index.
struct Wire: Hashable, Comparable {
  /// What gives the value.
  enum Source: Hashable, Comparable {
    /// An input of the graph, by its index among the network's.
    case input(Int)
    /// A layer, by its index.
    case layer(Int)
    /// A state of the loop that is being read, before the timestep.
    case state(Int)
  }

  var source: Source
  var index: Int

  static func < (left: Wire, right: Wire) -> Bool {
    (left.source, left.index) < (right.source, right.index)
  }

  /// All that a source of a size gives.
  static func all(_ source: Source, _ count: Int) -> [Wire] {
    (0..<count).map { Wire(source: source, index: $0) }
  }
}

/// Layers, and which values of which others each one takes.
///
/// A layer that is given a bias or an activation is added anew: what is not
/// needed in the end is left out.
struct LayerGraph {
  /// A layer with what it takes.
  struct Node {
    var layer: ImportedLayer
    /// One operand, or the two of a pointwise layer.
    var operands: [[Wire]]
    /// The state at the start of a sequence; none for zeros.
    var initialState: [Float] = []
    /// What it computes in the body of a loop, in the place of the layer.
    var function: StepFunction?
    /// What the layers that take it fold, in the place of the layer.
    var map: WaitingMap?
    /// The root that it stands for, in the place of the layer.
    var deviation: Deviation?
  }

  /// An input of the network.
  struct Input {
    var name: String
    /// Which of its axes holds the features; nil of symbols.
    var axis: Int?
    var size: Int
    /// What is done to it before the first layer.
    var scaling = InputScaling()
  }

  private(set) var nodes: [Node] = []
  private(set) var inputs: [Input] = []

  /// Adds a layer.
  ///
  /// - Parameters:
  ///   - operands: What it takes: one, or the two of a pointwise layer.
  ///   - initialState: Its state at the start of a sequence, `h` and after it
  ///     an LSTM's `c`; none for zeros.
  /// - Returns: What it gives.
  mutating func add(
    _ layer: ImportedLayer, to operands: [Wire]...,
    initialState: [Float] = []
  ) -> [Wire] {
    nodes.append(
      Node(layer: layer, operands: operands, initialState: initialState))
    return Wire.all(.layer(nodes.count - 1), layer.layer.outputSize)
  }

  /// Adds a function of each value in the body of a loop.
  ///
  /// - Returns: What it gives.
  mutating func add(_ function: StepFunction, to operand: [Wire]) -> [Wire] {
    let wires = addCopy(of: operand)
    nodes[nodes.count - 1].function = function
    return wires
  }

  /// Adds an affine map that the layers after it fold.
  ///
  /// - Returns: What it gives.
  mutating func add(_ map: WaitingMap, to operand: [Wire]) -> [Wire] {
    let wires = addCopy(of: operand)
    nodes[nodes.count - 1].map = map
    return wires
  }

  /// Adds a root that a normalization divides by.
  ///
  /// - Returns: What it gives.
  mutating func add(_ deviation: Deviation, to operand: [Wire]) -> [Wire] {
    let wires = addCopy(of: operand)
    nodes[nodes.count - 1].deviation = deviation
    return wires
  }

  private mutating func addCopy(of operand: [Wire]) -> [Wire] {
    add(
      ImportedLayer(
        name: "", layer: .pointwise(.copy, size: operand.count), tensors: [:]),
      to: operand)
  }

  /// What an input gives, which becomes one of the network's.
  ///
  /// - Throws: `ImportError` when it has been taken in another way before.
  mutating func add(_ input: Input) throws -> [Wire] {
    if let index = inputs.firstIndex(where: { $0.name == input.name }) {
      guard inputs[index].axis == input.axis, inputs[index].size == input.size
      else {
        throw ImportError(
          "it takes input '\(input.name)' along another axis than a node "
            + "before; export the model with the features last")
      }
      guard inputs[index].scaling == input.scaling else {
        throw ImportError(
          "it takes input '\(input.name)' scaled otherwise than another node; "
            + "scale it outside the model (`mean`, `deviation`)")
      }
      return Wire.all(.input(index), input.size)
    }
    inputs.append(input)
    return Wire.all(.input(inputs.count - 1), input.size)
  }

  /// Adds a function of each place, in the order in which layers give the
  /// first operand where that joins more neighbours than its own.
  ///
  /// - Returns: What it gives, in the operands' order.
  mutating func add(
    _ name: String, _ function: Pointwise, to operands: [Wire]...
  ) -> [Wire] {
    add(operands) { order in
      ImportedLayer(
        name: name, layer: .pointwise(function, size: order.count), tensors: [:]
      )
    }
  }

  /// Adds a leaky ReLU with a slope for each place, as `add` does.
  ///
  /// - Returns: What it gives, in the operand's order.
  mutating func add(
    _ name: String, slopes: [Float], to operand: [Wire]
  ) -> [Wire] {
    add([operand]) { order in
      .leakyReLU(name, slopes: order.map { slopes[$0] })
    }
  }

  private mutating func add(
    _ operands: [[Wire]], _ layer: (_ order: [Int]) -> ImportedLayer
  ) -> [Wire] {
    let order = operands[0].givenOrder
    nodes.append(
      Node(
        layer: layer(order),
        operands: operands.map { operand in order.map { operand[$0] } }))
    let values = Wire.all(.layer(nodes.count - 1), order.count)
    var wires = values
    for (value, place) in zip(values, order) { wires[place] = value }
    return wires
  }

  /// The layer whose whole output the wires are, in any order, if it is the
  /// only one that they come from.
  func whole(_ wires: [Wire]) -> Node? {
    guard case .layer(let index)? = wires.first?.source,
      wires.sorted()
        == Wire.all(.layer(index), nodes[index].layer.layer.outputSize)
    else { return nil }
    return nodes[index]
  }

  /// The last value of the last layer.
  var last: Wire? {
    nodes.last.map {
      Wire(
        source: .layer(nodes.count - 1), index: $0.layer.layer.outputSize - 1)
    }
  }

  /// The linear dense layer whose whole output the wires are; nil of others.
  func linear(_ wires: [Wire]) -> Node? {
    guard let node = ordered(wires),
      case .dense(_, _, .linear) = node.layer.layer
    else { return nil }
    return node
  }

  /// The same, or a layer normalization.
  func affine(_ wires: [Wire]) -> Node? {
    if let node = linear(wires) { return node }
    guard let node = ordered(wires), case .layerNorm = node.layer.layer else {
      return nil
    }
    return node
  }

  /// The layer whose whole output the wires are, in its order.
  private func ordered(_ wires: [Wire]) -> Node? {
    guard case .layer(let index)? = wires.first?.source,
      wires == Wire.all(.layer(index), nodes[index].layer.layer.outputSize)
    else { return nil }
    return nodes[index]
  }
}

extension LayerGraph {
  /// The layers on which outputs depend, in their order.
  private func needed(for outputs: [Wire]) -> [Int] {
    var needed: Set<Int> = []
    var open = outputs
    while let wire = open.popLast() {
      if case .layer(let index) = wire.source, needed.insert(index).inserted {
        open += nodes[index].operands.joined()
      }
    }
    return needed.sorted()
  }

  /// The inputs on which outputs depend, as places among `inputs`.
  ///
  /// - Parameter order: The names of the graph's inputs.
  func inputs(for outputs: [Wire], order: [String]) -> [Int] {
    let wires = Set(
      (outputs + needed(for: outputs).flatMap { nodes[$0].operands.joined() })
        .map(\.source))
    return order.compactMap { name in inputs.firstIndex { $0.name == name } }
      .filter { wires.contains(.input($0)) }
  }

  /// The layers in a line, with the copies that keep values for later.
  ///
  /// - Parameter order: The inputs, by their places among `inputs`, as the
  ///   network takes their features one after the other.
  /// - Throws: `NetworkError` when a layer does not fit what it takes.
  func line(
    giving outputs: [Wire], inputs order: [Int]
  ) throws -> (
    layers: [ImportedLayer], sources: [Network.Source], initialState: [Float]
  ) {
    var graph = ImportedGraph(
      inputSize: order.reduce(0) { $0 + inputs[$1].size })
    var signals: [Wire.Source: NetworkGraph.Signal] = [:]
    var start = 0
    for index in order {
      let end = start + inputs[index].size
      signals[.input(index)] = graph.input[start..<end]
      start = end
    }
    for index in needed(for: outputs) where nodes[index].map == nil {
      if let deviation = nodes[index].deviation { throw deviation.complaint }
      let node = folded(nodes[index])
      let operands = node.operands.map { mapped($0, signals, &graph) }
      signals[.layer(index)] = graph.add(node, to: operands)
    }
    let given = mapped(outputs, signals, &graph)
    return try graph.line(giving: given)
  }

  /// Wires as a signal, with the map of them that waits as a layer.
  private func mapped(
    _ wires: [Wire], _ signals: [Wire.Source: NetworkGraph.Signal],
    _ graph: inout ImportedGraph
  ) -> NetworkGraph.Signal {
    guard let (sources, map) = unmapped(wires) else {
      return Self.joined(wires, signals)
    }
    return graph.add(
      .affine(map.name, map.affine), to: Self.joined(sources, signals))
  }

  /// Wires as a signal: runs of neighbours, one after the other.
  private static func joined(
    _ wires: [Wire], _ signals: [Wire.Source: NetworkGraph.Signal]
  ) -> NetworkGraph.Signal {
    var runs: [NetworkGraph.Signal] = []
    var start = 0
    for end in wires.indices.map({ $0 + 1 }) {
      guard end == wires.count || wires[end] != wires[end - 1].next,
        let signal = signals[wires[start].source]
      else { continue }
      runs.append(signal[wires[start].index..<wires[end - 1].index + 1])
      start = end
    }
    return runs.dropFirst().reduce(runs[0], +)
  }
}

extension [Wire] {
  /// How many runs of neighbours the wires are.
  var runCount: Int {
    indices.reduce(0) {
      $1 > 0 && self[$1] == self[$1 - 1].next ? $0 : $0 + 1
    }
  }

  /// The places in the order in which layers give the values, where these are
  /// fewer runs of neighbours than in the wires' own order.
  var givenOrder: [Int] {
    let sorted = indices.sorted { self[$0] < self[$1] }
    return sorted.map { self[$0] }.runCount < runCount
      ? sorted : indices.map(\.self)
  }
}

extension Wire {
  /// The neighbour after it.
  fileprivate var next: Wire { Wire(source: source, index: index + 1) }
}

extension ImportedGraph {
  fileprivate mutating func add(
    _ node: LayerGraph.Node, to operands: [NetworkGraph.Signal]
  ) -> NetworkGraph.Signal {
    if case .pointwise(let function, _) = node.layer.layer, operands.count > 1 {
      return add(node.layer.name, function, operands[0], operands[1])
    }
    return add(
      node.layer, to: operands[0], initialState: node.initialState)
  }
}
