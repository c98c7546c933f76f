import SwiftletCells

/// Dense layers, activations, embeddings.
extension GraphReader {
  /// `MatMul`: a dense layer whose bias may follow, or the recurrent product
  /// of an unrolled layer.
  mutating func product(_ node: GraphNode) throws -> Signal {
    if case .signal? = node.input(0), case .signal? = node.input(1) {
      throw node.error(
        "it multiplies signals by each other, as attention does, which looks "
          + "at the whole sequence at once; train without it")
    }
    let weight = try matrix(node, 1).transposed
    if let signal = try unrolledProduct(node, weight, bias: nil) {
      return signal
    }
    return try append(node, weight, bias: nil)
  }

  /// `Gemm`: `alpha x W + beta b`, where b may be a signal too.
  mutating func denseLayer(_ node: GraphNode) throws -> Signal {
    guard try node.integer("transA") ?? 0 == 0 else {
      throw node.error("a transposed input is not supported; export again")
    }
    let alpha = try node.float("alpha") ?? 1
    let given = try matrix(node, 1)
    let weight =
      try node.integer("transB") ?? 0 == 0 ? given.transposed : given
    let scaled = Matrix(
      rows: weight.rows, columns: weight.columns,
      values: weight.values.map { alpha * $0 })
    let beta = try node.float("beta") ?? 1
    if case .signal? = node.input(2) {
      guard beta == 1 else {
        throw node.error(
          "it adds \(beta) times a signal; export the model with a MatMul, a "
            + "Mul and an Add in its place")
      }
      return try combination(
        node, .add,
        [try append(node, scaled, bias: nil), try features(node, 2)])
    }
    let bias = try node.input(2).map { _ in
      try vector(node, 2, count: weight.rows).map { beta * $0 }
    }
    if let signal = try unrolledProduct(node, scaled, bias: bias) {
      return signal
    }
    return try append(
      node, scaled, bias: bias ?? Array(repeating: 0, count: weight.rows))
  }

  private mutating func append(
    _ node: GraphNode, _ weight: Matrix, bias: [Float]?
  ) throws -> Signal {
    let signal = try features(node)
    try checkFeatures(signal, weight.columns, node)
    let wires = signal.featureWires
    let order = wires.givenOrder
    return signal.with(
      layers.add(
        .dense(node.outputs[0], weight.takingColumns(order), bias: bias),
        to: order.map { wires[$0] }),
      along: signal.axes.count - 1)
  }

  /// `Add`: the bias of the dense layer before, or a sum within an unrolled
  /// layer.
  mutating func sum(_ node: GraphNode) throws -> Signal {
    try unrolledSum(node) ?? arithmetic(node)
  }

  /// `Add`, `Sub`, `Mul`, `Div`: of a constant, part of the dense layer or the
  /// normalization before; of two signals, a layer of its own.
  mutating func arithmetic(_ node: GraphNode) throws -> Signal {
    let index = node.takesConstant(0) ? 1 : 0
    guard node.takesConstant(1 - index) else { return try combination(node) }
    let signal = try features(node, index)
    let size = signal.lastSize
    let numbers = try vector(node, 1 - index, count: size)
    try checkFeatures(signal, size, node)
    let result: Signal
    if let dense = layers.affine(signal.featureWires),
      let layer = dense.layer.applying(
        node.operation, numbers, isReversed: index == 1)
    {
      result = signal.with(
        layers.add(layer, to: dense.operands[0]),
        along: signal.axes.count - 1)
    } else if let step = stepArithmetic(node, signal, numbers) {
      result = step
    } else {
      result = try combination(node, signal, with: numbers)
    }
    return result.padded(to: try node.constant(1 - index).shape.count)
  }

  /// `Relu`, `Sigmoid`, `Tanh`, `LeakyRelu`, `PRelu`: the activation of the
  /// dense layer before, or of an unrolled layer, or a layer of its own.
  mutating func activation(_ node: GraphNode) throws -> Signal {
    if let signal = try unrolledActivation(node) { return signal }
    let place = node.takesConstant(0) ? 1 : 0
    let signal = try features(node, place)
    let axis = signal.featureAxis ?? signal.axes.count - 1
    let wires = signal.featureWires
    if node.operation == "HardSigmoid" {
      return signal.with(try hardSigmoid(node, wires), along: axis)
    }
    if node.operation == "PRelu" {
      return signal.replacing(
        layers.add(
          node.outputs[0], slopes: try slopes(node, signal), to: wires))
    }
    if let bounded = try bounded(node, wires) {
      return signal.replacing(bounded)
    }
    let function = try function(node)
    if case .activation(let activation) = function,
      node.soleUses.contains(place),
      let convolved = layers.addActivated(activation, wires)
    {
      return signal.with(convolved, along: axis)
    }
    if case .activation(let activation) = function,
      node.soleUses.contains(place),
      var dense = layers.linear(wires),
      case .dense(let inputSize, let outputSize, _) = dense.layer.layer
    {
      dense.layer.layer = .dense(
        inputSize: inputSize, outputSize: outputSize, activation: activation)
      return signal.with(
        layers.add(dense.layer, to: dense.operands[0]), along: axis)
    }
    return signal.with(
      layers.add(node.outputs[0], function, to: wires), along: axis)
  }

  private mutating func hardSigmoid(
    _ node: GraphNode, _ wires: [Wire]
  ) throws -> [Wire] {
    let function = HardSigmoid(
      slope: try node.float("alpha") ?? 0.2,
      center: try node.float("beta") ?? 0.5)
    if let dense = layers.linear(wires),
      let layer = dense.layer.activated(by: function)
    {
      return layers.add(layer, to: dense.operands[0])
    }
    return layers.add(
      node.outputs[0], .activation(.hardSigmoid),
      to: layers.map(
        wires,
        by: .same(
          wires.count, scale: Double(function.slope),
          shift: Double(function.center) - 0.5), named: node.outputs[0]))
  }

  /// `Clip`, `Max` and `Min` at other numbers than those of an activation: of
  /// two ends a hard sigmoid between two maps, of one a relu.
  private mutating func bounded(
    _ node: GraphNode, _ wires: [Wire]
  ) throws -> [Wire]? {
    guard let ends = try Ends(node), ends.activation == nil else { return nil }
    let (name, count) = (node.outputs[0], wires.count)
    func map(_ wires: [Wire], _ scale: Double, _ shift: Double) -> [Wire] {
      layers.map(
        wires, by: .same(count, scale: scale, shift: shift), named: name)
    }
    switch (ends.low, ends.high) {
    case (nil, nil): return wires
    case (let low?, nil):  // low + relu(x - low)
      let excess = map(wires, 1, -low)
      return map(layers.add(name, .activation(.relu), to: excess), 1, low)
    case (nil, let high?):  // high - relu(high - x)
      let rest = map(wires, -1, high)
      return map(layers.add(name, .activation(.relu), to: rest), -1, high)
    case (let low?, let high?):
      let span = high - low
      let unit = map(wires, 1 / span, -low / span - 0.5)
      return map(
        layers.add(name, .activation(.hardSigmoid), to: unit), span, low)
    }
  }

  private func function(_ node: GraphNode) throws -> Pointwise {
    if let activation = try Ends(node)?.activation {
      return .activation(activation)
    }
    switch node.operation {
    case "Max", "Min":
      throw node.error(
        "the larger or the smaller of two signals, or of other numbers than one, "
          + "is not supported; train with relu")
    case "Relu": return .activation(.relu)
    case "Sigmoid": return .activation(.sigmoid)
    case "Tanh": return .activation(.tanh)
    default: return .leakyReLU(slope: try node.float("alpha") ?? 0.01)
    }
  }

  /// The ends between which a node leaves values as they are.
  private struct Ends {
    var low: Double?
    var high: Double?

    /// Those of a `Clip`, or of a `Max` or a `Min` with a number; nil of other
    /// nodes.
    ///
    /// - Throws: `ImportError` when the lower end is not below the higher one.
    init?(_ node: GraphNode) throws {
      let place = node.takesConstant(0) ? 0 : 1
      switch node.operation {
      case "Clip":
        low = try node.bound(1, "min").map(Double.init)
        high = try node.bound(2, "max").map(Double.init)
      case "Max", "Min":
        guard node.inputs.count == 2, node.takesConstant(place),
          let bound = try node.bound(place).map(Double.init)
        else { return nil }
        if node.operation == "Max" { low = bound } else { high = bound }
      default: return nil
      }
      // Before version 11 an end that is left out is the last float.
      let last = Double(Float.greatestFiniteMagnitude)
      low = low.flatMap { $0 <= -last ? nil : $0 }
      high = high.flatMap { $0 >= last ? nil : $0 }
      guard (low ?? -.infinity) < (high ?? .infinity) else {
        throw node.error(
          "its lower end is not below its higher one; train without it")
      }
    }

    /// The activation that they are those of.
    var activation: Layer.DenseActivation? {
      switch (low, high) {
      case (0, nil): .relu
      case (0, 6): .relu6
      case (-1, 1): .hardTanh
      default: nil
      }
    }
  }

  /// The slopes of a `PRelu`, one a feature.
  private func slopes(_ node: GraphNode, _ signal: Signal) throws -> [Float] {
    let slopes = try node.constant(1)
    guard
      let shape = ConstantTensor.broadcastShape(
        slopes.shape, signal.featureShape),
      shape.reduce(1, *) == signal.wires?.count,
      let values = slopes.broadcast(to: shape).floats
    else {
      throw node.error(
        "its slopes differ from timestep to timestep (\(slopes.shape)), where "
          + "swiftlet has one for each feature; train with a slope for each "
          + "channel")
    }
    return values
  }

  /// `Softmax`, `LogSoftmax`: what a float model leaves out at the end.
  mutating func outputFunction(_ node: GraphNode) throws -> Signal {
    var signal = try features(node)
    let rank = signal.axes.count
    let axis = try node.axis(
      try node.integer("axis") ?? (node.version < 13 ? 1 : -1), rank: rank)
    guard axis == rank - 1 else {
      throw node.error(
        "it runs over another axis than the outputs, as attention over "
          + "timesteps does, which looks at the whole sequence at once; train "
          + "without it")
    }
    try checkFeatures(signal, signal.lastSize, node)
    signal.function = node.operation == "Softmax" ? .softmax : .logSoftmax
    return signal
  }

  /// `Gather` from a table: an embedding.
  mutating func embedding(_ node: GraphNode) throws -> Signal {
    guard try node.integer("axis") ?? 0 == 0 else {
      throw node.error("a table is read row by row only; export again")
    }
    let table = try matrix(node, 0)
    let signal = try signal(node, 1)
    guard case .input(let name, taken: nil) = signal.source,
      signal.scaling.isEmpty
    else {
      throw node.error(
        "its symbols are not an input as it is; export the model so that "
          + "symbols go straight into the table")
    }
    let symbol = try layers.add(.init(name: name, axis: nil, size: 1))
    return Signal(
      source: .features(
        layers.add(.embedding(node.outputs[0], table), to: symbol),
        isLastStep: false),
      axes: signal.axes + [Signal.axis(.features, table.columns)])
  }

  /// A constant matrix.
  func matrix(_ node: GraphNode, _ index: Int) throws -> Matrix {
    let tensor = try node.constant(index)
    let sizes = Array(tensor.shape.suffix(2))
    guard sizes.count == 2, tensor.shape.dropLast(2).allSatisfy({ $0 == 1 }),
      !tensor.shape.contains(0), let values = tensor.floats
    else {
      throw node.error(
        "its input \(index) has the shape \(tensor.shape), where a matrix of "
          + "floats is expected; export the model again")
    }
    return Matrix(rows: sizes[0], columns: sizes[1], values: values)
  }

  /// A constant of one value for each of `count` features, or of one for all;
  /// the same for all timesteps and sequences.
  func vector(
    _ node: GraphNode, _ index: Int, count: Int
  ) throws -> [Float] {
    let tensor = try node.constant(index)
    let size = tensor.shape.last ?? 1
    guard let values = tensor.floats, size > 0, !values.isEmpty,
      size == count || values.count == 1,
      values.indices.allSatisfy({ values[$0] == values[$0 % size] })
    else {
      throw node.error(
        "its input \(index) has the shape \(tensor.shape), where \(count) "
          + "floats are expected, the same at every timestep; export again")
    }
    return size == count
      ? Array(values[..<count]) : Array(repeating: values[0], count: count)
  }
}
