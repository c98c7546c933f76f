import SwiftletCells
import SwiftletONNXSchema
import SwiftletRuntime

/// `Loop` and `Scan`, where their bodies are recurrent cells.
extension GraphReader {
  /// `Loop`, whose inputs are the number of turns, a condition and variables:
  /// counters, states and constants.
  mutating func loop(_ node: GraphNode) throws -> [GraphValue] {
    let body = try startLoop(node)
    let count = node.inputs.count - 2
    guard count >= 0, body.input.count == node.inputs.count,
      body.output.count > count
    else { throw notACell(node) }
    set(body.input[0].name, counter([]))
    set(
      body.input[1].name, .constant(ConstantTensor(shape: [], .integers([1]))))
    let variables = try start(
      node, body, names: body.input.dropFirst(2), from: 2,
      next: body.output.dropFirst().prefix(count))
    try readNodes(of: body)
    try checkTurns(node, body)
    return try end(node, variables, scans: body.output.dropFirst(1 + count))
  }

  /// `Scan`, whose inputs are states and sequences along their first axes.
  mutating func scan(_ node: GraphNode) throws -> [GraphValue] {
    let body = try startLoop(node)
    let count = try node.integer("num_scan_inputs") ?? 0
    let names = [
      "scan_input_axes", "scan_input_directions", "scan_output_axes",
      "scan_output_directions",
    ]
    let stateCount = node.inputs.count - count
    guard node.version > 8, 0...node.inputs.count ~= count,
      body.input.count == node.inputs.count, body.output.count >= stateCount,
      try names.allSatisfy({
        try node.integers($0)?.allSatisfy { $0 == 0 } ?? true
      })
    else {
      throw node.error(
        "it runs along another axis than the first, or backwards; import the "
          + "model from the file that its framework saves")
    }
    let variables = try start(
      node, body, names: body.input.prefix(stateCount), from: 0,
      next: body.output.prefix(stateCount))
    for index in stateCount..<node.inputs.count {
      let signal = try features(node, index)
      set(body.input[index].name, .signal(try loopStep(signal, 0, node)))
    }
    try readNodes(of: body)
    return try end(node, variables, scans: body.output.dropFirst(stateCount))
  }

  /// The number of a timestep, in a shape of one element.
  private func counter(_ shape: [Int]) -> GraphValue {
    .timestep(TimestepIndex(input: LoopBody.counter, shape: shape))
  }

  private mutating func startLoop(_ node: GraphNode) throws -> Onnx_GraphProto {
    guard let body = try node.graph("body"), loopBody == nil else {
      throw notACell(node)
    }
    loopBody = LoopBody(start: layers.nodes.count)
    try readTensors(of: body)
    return body
  }

  /// A state before the timestep.
  private mutating func loopState(_ shape: [Int]) -> Signal {
    let wires = Wire.all(
      .state(loopBody?.states.count ?? 0), shape.last ?? 1)
    loopBody?.states.append(wires)
    let axes = shape.dropLast().map { size in
      let axis = inputs.inputs.compactMap { $0.shape.firstIndex(of: size) }
        .first
      return Signal.axis(.input(axis: axis ?? 0), size)
    }
    return Signal(
      source: .features(wires, isLastStep: false),
      axes: axes + [Signal.axis(.features, wires.count)])
  }

  /// One timestep of a signal, which is the input of the loop's cell.
  mutating func loopStep(
    _ signal: Signal, _ axis: Int, _ node: GraphNode
  ) throws -> Signal {
    let time = signal.axes[axis]
    guard case .features(let wires, false) = signal.source,
      loopBody?.time ?? self.time ?? time == time, signal.featureAxis != axis
    else { throw unrolledError(node) }
    loopBody?.time = time
    loopBody?.take(wires)
    var step = signal
    step.axes.remove(at: axis)
    return step
  }

  /// Checks that a loop turns once for each timestep.
  private func checkTurns(_ node: GraphNode, _ body: Onnx_GraphProto) throws {
    let size = loopBody?.time?.reduce(1) { $0 * $1.size } ?? 0
    let isKnown =
      switch value(body.output[0].name) {
      case .timestep(let index)?: index.isTruth
      case .constant(let tensor)?: !tensor.isZero
      default: false
      }
    guard isKnown,
      try node.input(0) == nil
        || node.constant(0).integers.map({ ($0.first ?? 0) >= size }) == true
    else {
      throw node.error(
        "it does not turn once for each of \(size) timesteps; export the model "
          + "so that it runs over the whole sequence")
    }
  }

  private func notACell(_ node: GraphNode) -> ImportError {
    node.error(
      "its body is no LSTM, GRU or simple recurrent cell, as far as swiftlet "
        + "sees; import the model from the file that its framework saves (.keras "
        + "or a state dict), or export it with the layer's own operator")
  }
}

extension GraphReader {
  /// What a loop carries from turn to turn: counters, states, and values that
  /// stay.
  private struct Variables {
    /// The first of the node's inputs that bring them.
    var first: Int
    /// What these bring.
    var values: [GraphValue] = []
    /// The names of what takes their place at the next turn.
    var next: [String]
    var counters: [Int] = []
    var states: [Int] = []
  }

  /// Sets the variables as they are before a turn.
  private mutating func start(
    _ node: GraphNode, _ body: Onnx_GraphProto,
    names: ArraySlice<Onnx_ValueInfoProto>, from first: Int,
    next: ArraySlice<Onnx_ValueInfoProto>
  ) throws -> Variables {
    var variables = Variables(first: first, next: next.map(\.name))
    for (index, name) in names.map(\.name).enumerated() {
      guard let value = node.input(first + index) else { throw notACell(node) }
      variables.values.append(value)
      if body.isUnchanged(variables.next[index], name) {
        set(name, value)
      } else if case .constant(let tensor) = value, tensor.integers != nil {
        guard tensor.count == 1, tensor.isZero else { throw notACell(node) }
        set(name, counter(tensor.shape))
        variables.counters.append(index)
      } else {
        set(name, .signal(loopState(value.shape)))
        variables.states.append(index)
      }
    }
    return variables
  }

  /// Puts a recurrent layer in the place of the loop.
  ///
  /// - Returns: What the loop gives.
  private mutating func end(
    _ node: GraphNode, _ variables: Variables,
    scans: ArraySlice<Onnx_ValueInfoProto>
  ) throws -> [GraphValue] {
    for index in variables.counters {
      guard case .timestep(let place)? = value(variables.next[index]),
        place.offset == 1
      else { throw notACell(node) }
    }
    let cell = try endLoop(
      node, next: variables.states.map { variables.next[$0] },
      initial: variables.states.map { variables.first + $0 },
      scans: scans.map(\.name))
    return variables.next.indices.map { index in
      variables.states.firstIndex(of: index).map { cell.finals[$0] }
        ?? variables.values[index]
    } + scans.map { _ in .signal(cell.sequence) }
  }

  /// What a loop of a recurrent cell gives.
  private struct Cell {
    var sequence: Signal
    var finals: [GraphValue]
  }

  /// Puts a recurrent layer in the place of the body's layers.
  private mutating func endLoop(
    _ node: GraphNode, next: [String], initial: [Int], scans: [String]
  ) throws -> Cell {
    guard let loop = loopBody, let time = loop.time,
      let hiddenSize = loop.states.first?.count,
      loop.states.allSatisfy({ $0.count == hiddenSize })
    else { throw notACell(node) }
    loopBody = nil
    let columns = loop.input + loop.states.joined()
    var reading = CellReading(layers, from: loop.start, columns: columns)
    let signals = next.map { signal(named: $0) }
    let expressions = signals.compactMap { signal in
      signal?.wires.flatMap { reading.expression($0) }
    }
    let matching = CellMatching(
      inputSize: loop.input.count, hiddenSize: hiddenSize,
      stateCount: loop.states.count)
    guard expressions.count == next.count,
      let match = matching.cell(expressions)
    else { throw notACell(node) }
    let hidden = signals[match.states[0]]
    guard signals.allSatisfy({ $0?.wires?.count == hiddenSize }),
      scans.allSatisfy({ signal(named: $0)?.wires == hidden?.wires }),
      let step = hidden
    else { throw notACell(node) }
    let layer = try match.layer(
      node, inputSize: loop.input.count, hiddenSize: hiddenSize)
    self.time = time
    batch = step.axes.dropLast().flatMap { $0 }
    var initialState: [Float] = []
    for (place, state) in match.states.enumerated() {
      initialState += try self.initialState(
        node, initial[state], place * hiddenSize, hiddenSize)
    }
    let wires = layers.add(layer, to: loop.input, initialState: initialState)
    let finals = try finalStates(of: layer, node, batch: batchSize)
    return Cell(
      sequence: Signal(
        source: .features(wires, isLastStep: false), axes: [time] + step.axes),
      finals: try match.states.indices.sorted {
        match.states[$0] < match.states[$1]
      }.map { index in
        guard finals[index].count == step.shape.reduce(1, *) else {
          throw notACell(node)
        }
        return .state(finals[index].applying(.reshape(step.shape)))
      })
  }

  private func signal(named name: String) -> Signal? {
    if case .signal(let signal)? = value(name) { signal } else { nil }
  }
}

extension CellMatch {
  /// The layer of the cell.
  fileprivate func layer(
    _ node: GraphNode, inputSize: Int, hiddenSize: Int
  ) throws -> ImportedLayer {
    let candidate: GateActivations.Candidate
    switch activation {
    case .tanh: candidate = .tanh
    case .relu: candidate = .relu
    case .linear: candidate = .linear
    default:
      throw node.error(
        "the activation '\(activation.rawValue)' of its cell is not supported; "
          + "train with tanh, relu or linear")
    }
    let rows = maps.flatMap(\.rows)
    let hidden =
      maps.dropLast().flatMap(\.rows) + (hiddenMap ?? maps[maps.count - 1]).rows
    let hiddenBias = hiddenMap.map { map in
      Array(repeating: Float(0), count: 2 * hiddenSize) + map.bias
    }
    return try RecurrentParameters(
      kind: kind,
      inputWeight: Matrix(
        rows: rows.count, columns: inputSize,
        values: rows.flatMap { $0[..<inputSize] }),
      recurrentWeight: Matrix(
        rows: hidden.count, columns: hiddenSize,
        values: hidden.flatMap { $0[inputSize..<inputSize + hiddenSize] }),
      inputBias: maps.flatMap(\.bias), recurrentBias: hiddenBias,
      activations: GateActivations(
        candidate: candidate, gates: isHard ? .hardSigmoid : .sigmoid),
      hardSigmoid: HardSigmoid(slope: 1, center: 0)
    ).layer(node.name, from: .onnx)
  }
}

extension Onnx_GraphProto {
  /// Whether a value is another one, by way of identities.
  fileprivate func isUnchanged(_ output: String, _ input: String) -> Bool {
    var name = output
    for _ in node.indices where name != input {
      guard let node = node.first(where: { $0.output.first == name }),
        node.opType == "Identity", let before = node.input.first
      else { return false }
      name = before
    }
    return name == input
  }
}
