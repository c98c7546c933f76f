import SwiftletCells

/// A simple recurrent layer that an exporter has written timestep by timestep,
/// as torch's default exporter writes `nn.RNN`:
/// `h_t = tanh((W x + b)_t + (U h_(t-1) + c))`.
struct UnrolledLayer {
  /// A value within a timestep.
  enum Part: Equatable {
    /// A timestep of the dense layer `W x + b` that comes before.
    case projected(Int)
    /// `U h` of the timestep before, with or without `c`.
    case recurrent(Int, hasBias: Bool)
    /// The sum of both.
    case sum(Int)
    /// The hidden state.
    case hidden(Int)
  }

  /// What the dense layer gives.
  let wires: [Wire]
  /// The axis of the timesteps.
  let time: Signal.Atom
  /// `U`, `(hidden, hidden)`.
  var weight: Matrix?
  /// `c`, `(hidden)`; nil when there is none.
  var bias: [Float]?
  /// What stands for `U h + c` at the first timestep.
  var firstBias: [Float]?
  /// The activation.
  var activation: Layer.RecurrentActivation?
  /// How many sums have a bias.
  var biasedSums = 0
}

extension GraphReader {
  /// Whether a timestep is the last one of the layer that is unrolled.
  func isLastStep(_ timestep: Int) -> Bool {
    timestep + 1 == unrolled?.time.size
  }

  /// A timestep of a dense layer; nil when no layer is unrolled from there.
  mutating func unrolledPart(
    _ timestep: Int, _ wires: [Wire], _ atoms: [Signal.Atom]
  ) -> UnrolledLayer.Part? {
    if let unrolled, unrolled.wires == wires, atoms == [unrolled.time] {
      return .projected(timestep)
    }
    guard timestep == 0, atoms.count == 1, time == nil || time == atoms,
      layers.linear(wires) != nil
    else { return nil }
    unrolled = UnrolledLayer(wires: wires, time: atoms[0])
    return .projected(0)
  }

  /// `U h`, with `c` where it is a `Gemm`; nil when the input is no timestep.
  mutating func unrolledProduct(
    _ node: GraphNode, _ weight: Matrix, bias: [Float]?
  ) throws -> Signal? {
    guard case .signal(var signal)? = node.input(0),
      case .step(.hidden(let timestep)) = signal.source,
      !isLastStep(timestep)
    else { return nil }
    if let known = unrolled?.weight, known.values != weight.values {
      throw unrolledError(node)
    }
    unrolled?.weight = weight
    if let bias { try setBias(bias, node) }
    signal.source = .step(
      .recurrent(timestep + 1, hasBias: bias != nil))
    return signal
  }

  /// A sum within a timestep; nil when no input is one.
  mutating func unrolledSum(_ node: GraphNode) throws -> Signal? {
    let index = node.takesConstant(0) ? 1 : 0
    guard case .signal(var signal)? = node.input(index),
      case .step(let part) = signal.source, let other = node.input(1 - index)
    else { return nil }
    let padding = max(0, other.shape.count - signal.axes.count)
    signal.axes = Array(repeating: [], count: padding) + signal.axes
    switch (part, other) {
    case (.projected(0), .constant):
      let bias = try vector(node, 1 - index, count: signal.lastSize)
      unrolled?.firstBias = bias
      signal.source = .step(.sum(0))
    case (.recurrent(let timestep, hasBias: false), .constant):
      try setBias(
        try vector(node, 1 - index, count: signal.lastSize), node)
      signal.source = .step(.recurrent(timestep, hasBias: true))
    case (_, .signal(let second)):
      guard case .step(let part2) = second.source,
        let timestep = timestep(of: [part, part2])
      else { throw unrolledError(node) }
      signal.source = .step(.sum(timestep))
    default: throw unrolledError(node)
    }
    return signal
  }

  /// The hidden state of a timestep; nil when the input is no sum.
  mutating func unrolledActivation(_ node: GraphNode) throws -> Signal? {
    guard case .signal(var signal)? = node.input(0),
      case .step(let part) = signal.source
    else { return nil }
    let activation: Layer.RecurrentActivation? =
      ["Tanh": .tanh, "Relu": .relu][node.operation]
    guard let activation, unrolled?.activation ?? activation == activation
    else { throw unrolledError(node) }
    unrolled?.activation = activation
    switch part {
    case .sum(let timestep): signal.source = .step(.hidden(timestep))
    case .projected(0): signal.source = .step(.hidden(0))
    default: throw unrolledError(node)
    }
    return signal
  }

  /// All timesteps joined along the axis of time: the layer's output.
  mutating func joinTimesteps(
    _ signals: [Signal], _ axis: Int, _ node: GraphNode
  ) throws -> Signal {
    guard let unrolled, signals.count == unrolled.time.size,
      signals[0].axes[axis].isEmpty
    else { throw unrolledError(node) }
    for (timestep, signal) in signals.enumerated() {
      guard case .step(.hidden(timestep)) = signal.source else {
        throw unrolledError(node)
      }
    }
    let wires = try finishUnrolled(node)
    var result = signals[0]
    result.source = .features(wires, isLastStep: false)
    result.axes[axis] = [unrolled.time]
    return result
  }

  /// Puts the recurrent layer in the place of the dense one.
  ///
  /// - Returns: What it gives.
  /// - Throws: `ImportError` when the timesteps are not those of one layer
  ///   that starts from zeros.
  mutating func finishUnrolled(_ node: GraphNode) throws -> [Wire] {
    guard let unrolled, let dense = layers.linear(unrolled.wires),
      let weight = unrolled.weight,
      case .dense(let inputSize, let hiddenSize, _) = dense.layer.layer,
      weight.rows == hiddenSize, weight.columns == hiddenSize
    else { throw unrolledError(node) }
    let zeros = Array(repeating: Float(0), count: hiddenSize)
    let isBiased = unrolled.bias != nil
    guard unrolled.firstBias ?? zeros == unrolled.bias ?? zeros,
      unrolled.biasedSums == (isBiased ? unrolled.time.size - 1 : 0)
    else { throw unrolledError(node) }
    let layer = try RecurrentParameters(
      kind: .simpleRNN(unrolled.activation ?? .tanh),
      inputWeight: Matrix(
        rows: hiddenSize, columns: inputSize,
        values: dense.layer.tensors[.weight] ?? []),
      recurrentWeight: weight, inputBias: dense.layer.tensors[.bias],
      recurrentBias: unrolled.bias
    ).layer(dense.layer.name, from: .onnx)
    time = [unrolled.time]
    self.unrolled = nil
    return layers.add(layer, to: dense.operands[0])
  }

  private mutating func setBias(_ bias: [Float], _ node: GraphNode) throws {
    guard unrolled?.bias ?? bias == bias else { throw unrolledError(node) }
    unrolled?.bias = bias
    unrolled?.biasedSums += 1
  }

  /// The timestep whose two summands are given.
  private func timestep(of parts: [UnrolledLayer.Part]) -> Int? {
    for (a, b) in [(parts[0], parts[1]), (parts[1], parts[0])] {
      if case .projected(let timestep) = a,
        case .recurrent(timestep, hasBias: _) = b
      {
        return timestep
      }
    }
    return nil
  }
}
