import SwiftletCells

/// States, element by element: how they are cut out of inputs and put together
/// to outputs.
extension GraphReader {
  /// The outputs of a node that rearranges states; nil of other nodes.
  func rearrangedStates(_ node: GraphNode) throws -> [ConstantTensor]? {
    if let same = statesPlusZeros(node) { return [same] }
    guard StateInputs.operations.contains(node.operation) else { return nil }
    let isConcat = node.operation == "Concat"
    let inputs = node.inputs.enumerated().map { index, value -> GraphValue? in
      guard isConcat || index == 0, case .state(let tensor)? = value else {
        return value
      }
      return .constant(tensor)
    }
    let moved = node.inputs.prefix(isConcat ? .max : 1)
    guard !moved.isEmpty,
      moved.allSatisfy({ if case .state? = $0 { true } else { false } })
    else { return nil }
    return try folding.outputs(of: node.with(inputs))
  }

  /// `Add` of states and zeros; nil of other nodes.
  private func statesPlusZeros(_ node: GraphNode) -> ConstantTensor? {
    guard node.operation == "Add" else { return nil }
    for (index, other) in [(0, 1), (1, 0)] {
      if case .state(let states)? = node.input(index),
        case .constant(let zeros)? = node.input(other), zeros.isZero,
        ConstantTensor.broadcastShape(states.shape, zeros.shape)
          == states.shape
      {
        return states
      }
    }
    return nil
  }

  /// The final states of a layer, `(1, batch, hidden)`: an LSTM's `h` and `c`.
  func finalStates(
    of layer: ImportedLayer, _ node: GraphNode, batch: Int
  ) throws -> [ConstantTensor] {
    let index = layers.nodes.count - 1
    let hiddenSize = layer.layer.outputSize
    guard batch <= ConstantTensor.countLimit / hiddenSize else {
      throw node.error(
        "it runs over \(batch) sequences at once; export the model with a "
          + "batch of 1")
    }
    return stride(from: 0, to: layer.layer.stateSize, by: hiddenSize).map {
      start in
      let codes = (start..<start + hiddenSize).map {
        StateElement(.layer(index), $0).code
      }
      return ConstantTensor(
        shape: [1, batch, hiddenSize],
        .integers(Array(repeating: codes, count: batch).flatMap { $0 }))
    }
  }

  /// Hidden states of recurrent layers as features of the last timestep.
  ///
  /// - Throws: `ImportError` when they are others, or in another order in each
  ///   sequence.
  func lastHidden(
    _ tensor: ConstantTensor, _ place: String
  ) throws -> Signal {
    let size = tensor.shape.last ?? 1
    let codes = tensor.codes
    if batchSize == 1, !codes.isEmpty {
      return Signal(
        source: .features(
          try codes.map { try wire($0, place) }, isLastStep: true),
        axes: tensor.shape.map { Signal.axis(.features, $0) })
    }
    guard size > 0, !codes.isEmpty,
      tensor.shape.dropLast().allSatisfy({ $0 == 1 || $0 == batchSize }),
      codes.indices.allSatisfy({ codes[$0] == codes[$0 % size] })
    else {
      throw ImportError(
        "\(place): it takes states of several layers or sequences on another "
          + "axis than the features; export the model so that it joins them there"
      )
    }
    let wires = try codes.prefix(size).map { try wire($0, place) }
    var signal = Signal(
      source: .features(wires, isLastStep: true),
      axes: tensor.shape.map { $0 == 1 ? [] : batch })
    signal.axes[tensor.shape.count - 1] = Signal.axis(.features, size)
    return signal
  }

  /// The number of sequences that recurrent layers run over at once.
  var batchSize: Int { batch.reduce(1) { $0 * $1.size } }

  private func wire(_ code: Int, _ place: String) throws -> Wire {
    let element = StateElement(code: code)
    switch element.owner {
    case .input(let number):
      throw ImportError(
        "\(place): it computes with the state "
          + "'\(inputs.inputs[number].name)', which swiftlet keeps within "
          + "recurrent layers; give it to initial states only")
    case .layer(let index):
      let layer = layers.nodes[index].layer
      guard element.index < layer.layer.outputSize else {
        throw ImportError(
          "\(place): it takes the cell state of layer '\(layer.name)', of "
            + "which only the hidden state leaves the layer; take that")
      }
      return Wire(source: .layer(index), index: element.index)
    }
  }

  /// Notes that a state of the layer that comes next starts from an input.
  ///
  /// - Parameter first: The place of the state in the layer's.
  mutating func start(
    _ first: Int, from tensor: ConstantTensor, _ hiddenSize: Int,
    _ node: GraphNode
  ) throws {
    for (place, code) in tensor.codes.enumerated() {
      guard case .input(let number) = StateElement(code: code).owner else {
        throw node.error(
          "it starts from another layer's state, which is not supported; start "
            + "from zeros, or make the state an input")
      }
      let element = StateElement(
        .layer(layers.nodes.count), first + place % hiddenSize)
      guard states.start(element, from: code) else {
        throw node.error(
          "input '\(inputs.inputs[number].name)' is more than one state; "
            + "export the model with a place of its own for each")
      }
    }
  }
}
