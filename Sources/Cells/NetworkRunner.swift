/// Runs a network one timestep at a time: the float reference.
///
/// With `Value == Double` it is what quantization and verification compare
/// with; with `SIMD8<Float>` it advances eight sequences.
public struct NetworkRunner<Value: CellValue>: Sendable {
  /// The network.
  public let network: Network
  @usableFromInline let cells: [LayerCell<Value>]
  @usableFromInline let parameterOffsets: [Int]
  @usableFromInline let parameters: [Value.Weight]
  // Every layer's record of the last step and of the step before.
  @usableFromInline var records: [[Value]]
  @usableFromInline var previous: [[Value]]
  // What pointwise layers gave at this step.
  @usableFromInline var memory: [Value]

  /// Makes a runner with zero state.
  ///
  /// - Precondition: `parameters` has `network.parameterCount` elements.
  @inlinable public init(_ network: Network, parameters: [Value.Weight]) {
    precondition(
      parameters.count == network.parameterCount,
      "the parameters must fit the network")
    self.network = network
    self.parameters = parameters
    cells = network.layers.map(LayerCell.init)
    parameterOffsets = network.layers.indices.map {
      network.parameterOffset(ofLayer: $0)
    }
    records = []
    previous = []
    memory = Array(repeating: .zero, count: network.memorySize)
    reset()
    previous = records
  }

  /// Advances by one timestep and returns the network's output.
  ///
  /// - Parameter input: `network.inputSize` values.
  /// - Precondition: the input has that size, and an embedding's index lies
  ///   in its vocabulary.
  @inlinable public mutating func step(_ input: [Value]) -> [Value] {
    precondition(
      input.count == network.inputSize, "the input must fit the network")
    swap(&records, &previous)
    var x = input
    var kept = 0
    for (index, layer) in network.layers.enumerated() {
      advance(index, input: operands(index, before: x))
      x = Array(records[index].prefix(layer.outputSize))
      if layer.isKept {
        memory.replaceSubrange(kept..<kept + x.count, with: x)
        kept += x.count
      }
    }
    return x
  }

  /// What a layer takes, its operands one after the other.
  ///
  /// - Parameter before: what the layer before gave.
  @inlinable func operands(_ index: Int, before: [Value]) -> [Value] {
    let layer = network.layers[index]
    return network.sources[index].offsets(of: layer).flatMap { offset in
      offset.map { Array(memory[$0..<$0 + layer.operandSize]) } ?? before
    }
  }

  /// What a layer took at the last step, its operands one after the other.
  ///
  /// - Parameter input: what the network took.
  @inlinable public func input(
    ofLayer layer: Int, _ input: [Value]
  ) -> [Value] {
    operands(layer, before: layer == 0 ? input : layerOutputs[layer - 1])
  }

  @inlinable mutating func advance(_ index: Int, input: [Value]) {
    let offset = parameterOffsets[index]
    parameters.withUnsafeBufferPointer { parameters in
      input.withUnsafeBufferPointer { input in
        previous[index].withUnsafeBufferPointer { previous in
          records[index].withUnsafeMutableBufferPointer { record in
            guard let parameters = parameters.baseAddress,
              let input = input.baseAddress,
              let previous = previous.baseAddress,
              let record = record.baseAddress
            else { return }
            cells[index].step(
              parameters + offset, input: input, previous: previous,
              record: record)
          }
        }
      }
    }
  }

  /// Sets the outputs to zero and the state to the network's initial one, as
  /// at the start of a sequence.
  @inlinable public mutating func reset() {
    records = cells.map { Array(repeating: .zero, count: $0.recordSize) }
    guard !network.initialState.isEmpty else { return }
    state = network.initialState.map { Value(repeating: Value.Weight($0)) }
  }

  /// The state, layer after layer: the hidden state, then an LSTM's cell
  /// state; `network.stateSize` values.
  ///
  /// - Precondition: a new state has that size.
  @inlinable public var state: [Value] {
    get {
      zip(network.layers, records).flatMap { $1.prefix($0.stateSize) }
    }
    set {
      precondition(
        newValue.count == network.stateSize, "the state must fit the network")
      var offset = 0
      for (index, layer) in network.layers.enumerated() {
        for k in 0..<layer.stateSize {
          records[index][k] = newValue[offset + k]
        }
        offset += layer.stateSize
      }
    }
  }

  /// A layer's record of the last step: its output, the rest of its state and
  /// what else its cell's documentation names.
  @inlinable public func record(ofLayer layer: Int) -> [Value] {
    records[layer]
  }

  /// What each layer gave at the last step; zeros before the first one.
  @inlinable public var layerOutputs: [[Value]] {
    zip(network.layers, records).map { Array($1.prefix($0.outputSize)) }
  }
}
