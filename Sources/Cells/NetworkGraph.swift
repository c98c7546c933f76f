/// Builds a network of signals: values that go from layer to layer, can be cut
/// and joined, and may be used more than once.
///
///     var graph = NetworkGraph(inputSize: 3)
///     let h = graph.add(.lstm(inputSize: 3, hiddenSize: 8), to: graph.input)
///     let y = graph.add(dense, to: h + graph.input)  // a concatenation
///     let network = try graph.network(giving: y + h[0..<2])
///
/// Where a layer does not take just what the one before gives, copies keep
/// values in the network's memory: `order` names the layers of both.
public struct NetworkGraph: Sendable {
  /// Values of one timestep: parts of what layers give, one after the other.
  public struct Signal: Equatable, Sendable {
    fileprivate var parts: [Part]

    fileprivate struct Part: Equatable, Sendable {
      /// The index of the layer that gives it; -1 for the network's input.
      var node: Int
      var range: Range<Int>
    }

    /// The number of values.
    public var count: Int { parts.reduce(0) { $0 + $1.range.count } }

    /// Two signals, one after the other.
    public static func + (left: Signal, right: Signal) -> Signal {
      var joined = left
      for part in right.parts { joined.append(part) }
      return joined
    }

    /// Part of a signal.
    ///
    /// - Precondition: the range lies within `0..<count`.
    public subscript(range: Range<Int>) -> Signal {
      precondition(
        range.lowerBound >= 0 && range.upperBound <= count,
        "the range must lie within the signal")
      var cut = Signal(parts: [])
      var start = 0
      for part in parts {
        let own = range.clamped(to: start..<start + part.range.count)
        let shift = part.range.lowerBound - start
        if !own.isEmpty {
          cut.append(
            Part(
              node: part.node,
              range: own.lowerBound + shift..<own.upperBound + shift))
        }
        start += part.range.count
      }
      return cut
    }

    private mutating func append(_ part: Part) {
      if let last = parts.last, last.node == part.node,
        last.range.upperBound == part.range.lowerBound
      {
        parts[parts.count - 1].range =
          last.range.lowerBound..<part.range.upperBound
      } else {
        parts.append(part)
      }
    }
  }

  /// The network's input.
  public let input: Signal
  private let inputSize: Int
  private var nodes: [(layer: Layer, operands: [Signal])] = []
  private var initialStates: [[Float]] = []

  /// A graph without layers.
  ///
  /// - Parameter inputSize: the number of values the network takes.
  public init(inputSize: Int) {
    self.inputSize = inputSize
    input = Signal(parts: [.init(node: -1, range: 0..<inputSize)])
  }

  /// Adds a layer.
  ///
  /// - Parameters:
  ///   - operands: What it takes: one signal, or as many as a pointwise layer
  ///     has operands.
  ///   - initialState: Its state at the start of a sequence, `h` and after it
  ///     an LSTM's `c`; none for zeros.
  /// - Returns: What it gives.
  public mutating func add(
    _ layer: Layer, to operands: Signal..., initialState: [Float] = []
  ) -> Signal {
    nodes.append((layer, operands))
    initialStates.append(
      initialState.isEmpty
        ? Array(repeating: 0, count: layer.stateSize) : initialState)
    return Signal(
      parts: [.init(node: nodes.count - 1, range: 0..<layer.outputSize)])
  }

  /// The network, and for each of its layers the index of the layer that was
  /// added, or nil for a copy.
  ///
  /// - Parameter outputs: What the network gives.
  /// - Throws: `NetworkError` when a layer does not fit what it takes, or an
  ///   initial state its layer.
  public func network(
    giving outputs: Signal
  ) throws -> (network: Network, order: [Int?]) {
    for (index, node) in nodes.enumerated() {
      guard node.operands.count == node.layer.operandCount,
        node.operands.allSatisfy({ $0.count == node.layer.operandSize })
      else {
        throw NetworkError(
          "layer \(index) takes \(node.layer.inputSize) values, but gets "
            + "\(node.operands.reduce(0) { $0 + $1.count })")
      }
      guard initialStates[index].count == node.layer.stateSize else {
        throw NetworkError(
          "layer \(index) needs an initial state of \(node.layer.stateSize) "
            + "values, not \(initialStates[index].count)")
      }
    }
    var line = StraightLine(
      kept: keptNodes(outputs), squashed: squashedNodes, inputSize: inputSize)
    for (index, node) in nodes.enumerated() {
      line.add(node.layer, index, node.operands)
    }
    line.give(outputs)
    let network = try Network(
      line.layers, sources: line.sources,
      initialState: initialStates.flatMap { $0 })
    return (network, line.order)
  }

  /// The pointwise nodes whose values have a range by themselves.
  private var squashedNodes: Set<Int> {
    Set(nodes.indices.filter { nodes[$0].layer.hasFixedRange })
  }

  /// The nodes that something else takes than the next one, whole.
  private func keptNodes(_ outputs: Signal) -> Set<Int> {
    var kept: Set<Int> = []
    func use(_ signal: Signal, by next: Int, _ isAlone: Bool) {
      for part in signal.parts {
        let size = part.node < 0 ? inputSize : nodes[part.node].layer.outputSize
        if part.node != next - 1 || part.range.count != size || !isAlone {
          kept.insert(part.node)
        }
      }
    }
    for (index, node) in nodes.enumerated() {
      let isAlone =
        node.operands.allSatisfy { $0.parts.count == 1 }
        && !node.layer.sharesUnit
      for operand in node.operands { use(operand, by: index, isAlone) }
    }
    use(outputs, by: nodes.count, outputs.parts.count == 1)
    return kept
  }
}

extension Layer {
  /// Whether all values of an operand must have one unit when they are
  /// integers.
  fileprivate var takesOneUnit: Bool {
    if case .layerNorm = self { true } else { isPointwise || takesKept }
  }

  /// Whether operands must have one unit when they are integers, to which
  /// copies bring them.
  fileprivate var sharesUnit: Bool {
    if case .pointwise(.magnitude, _) = self { true } else { false }
  }
}

/// The layers of a graph in a line, with copies between them.
private struct StraightLine {
  /// The nodes whose values must be in the memory.
  let kept: Set<Int>
  /// The nodes whose integers have a unit of their own.
  let squashed: Set<Int>
  private(set) var layers: [Layer] = []
  private(set) var sources: [Network.Source] = []
  private(set) var order: [Int?] = []
  /// Where in the memory each node's values are.
  private var places: [Int: Int] = [:]
  private var memorySize = 0
  /// The node whose values the last layer gives.
  private var last = -1
  private var lastSize: Int

  init(kept: Set<Int>, squashed: Set<Int>, inputSize: Int) {
    self.kept = kept
    self.squashed = squashed
    lastSize = inputSize
    if kept.contains(-1) { keep(-1, inputSize) }
  }

  mutating func add(
    _ layer: Layer, _ node: Int, _ operands: [NetworkGraph.Signal]
  ) {
    let takesLast =
      !layer.takesKept
      && operands.allSatisfy {
        !mixesUnits(layer, $0) && (place(of: $0) != nil || isLast($0))
      }
    let offsets = operands.map { operand in
      takesLast && isLast(operand)
        ? nil : gathered(operand, anew: mixesUnits(layer, operand))
    }
    append(
      layer, node,
      Network.Source(offsets[0], second: offsets.count > 1 ? offsets[1] : nil))
    last = node
    lastSize = layer.outputSize
    if layer.isKept {
      places[node] = memorySize - layer.outputSize
    } else if kept.contains(node) {
      keep(node, layer.outputSize)
    }
  }

  /// Makes the outputs what the last layer gives.
  mutating func give(_ outputs: NetworkGraph.Signal) {
    if isLast(outputs) { return }
    let offset = gathered(outputs)
    append(.pointwise(.copy, size: outputs.count), nil, .init(offset))
  }

  /// Whether a layer whose operands have one unit takes squashed values together
  /// with others, so that copies have to bring them to it.
  private func mixesUnits(
    _ layer: Layer, _ operand: NetworkGraph.Signal
  ) -> Bool {
    layer.takesOneUnit
      && (operand.parts.count > 1 || layer.sharesUnit)
      && operand.parts.contains { squashed.contains($0.node) }
  }

  /// Whether a signal is just what the last layer gives.
  private func isLast(_ signal: NetworkGraph.Signal) -> Bool {
    signal.parts == [.init(node: last, range: 0..<lastSize)]
  }

  /// Keeps what the last layer gives.
  private mutating func keep(_ node: Int, _ size: Int) {
    places[node] = memorySize
    append(.pointwise(.copy, size: size), nil, .before)
  }

  private mutating func append(
    _ layer: Layer, _ node: Int?, _ source: Network.Source
  ) {
    layers.append(layer)
    sources.append(source)
    order.append(node)
    memorySize += layer.keptSize
  }

  /// Where a signal is in the memory; nil where its parts are not side by side.
  private func place(of signal: NetworkGraph.Signal) -> Int? {
    var (first, end): (Int?, Int?)
    for part in signal.parts {
      guard let node = places[part.node] else { return nil }
      let start = node + part.range.lowerBound
      if let end, end != start { return nil }
      first = first ?? start
      end = start + part.range.count
    }
    return first
  }

  /// Where a signal is in the memory, if need be after copies of its parts.
  private mutating func gathered(
    _ signal: NetworkGraph.Signal, anew: Bool = false
  ) -> Int? {
    if !anew, let place = place(of: signal) { return place }
    let start = memorySize
    for part in signal.parts {
      let place = places[part.node].map { $0 + part.range.lowerBound }
      append(
        .pointwise(.copy, size: part.range.count), nil, .init(place))
    }
    last = -2
    return start
  }
}
