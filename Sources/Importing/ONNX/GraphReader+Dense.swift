import SwiftletCells

/// Dense layers, activations, embeddings.
extension GraphReader {
  /// `MatMul`: a dense layer whose bias may follow, or the recurrent product
  /// of an unrolled layer.
  mutating func product(_ node: GraphNode) throws -> Signal {
    let weight = try matrix(node, 1).transposed
    if let signal = try unrolledProduct(node, weight, bias: nil) {
      return signal
    }
    return try append(node, weight, bias: nil)
  }

  /// `Gemm`: `alpha x W + beta b`.
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
    let signal = try chainEnd(node)
    try checkFeatures(signal, weight.columns, node)
    try checkEnd(node)
    chain.append(
      .dense(node.outputs[0], weight, bias: bias), isBiasOpen: bias == nil)
    return after(signal, outputSize: weight.rows)
  }

  /// `Add`: the bias of the dense layer before, or a sum within an unrolled
  /// layer.
  mutating func sum(_ node: GraphNode) throws -> Signal {
    if let signal = try unrolledSum(node) { return signal }
    let index = node.takesConstant(0) ? 1 : 0
    guard node.takesConstant(1 - index) else { throw branch(node) }
    let signal = try chainEnd(node, index)
    let size = signal.shape.last ?? 0
    let bias = try vector(node, 1 - index, count: size)
    try checkFeatures(signal, size, node)
    guard chain.addBias(bias) else {
      throw node.error(
        "it adds to what is no dense layer's product; normalise outside the "
          + "model (`mean`, `deviation`)")
    }
    return after(signal, outputSize: size)
  }

  /// `Relu`, `Sigmoid`, `Tanh`: the activation of the dense layer before, or
  /// of an unrolled layer.
  mutating func activation(_ node: GraphNode) throws -> Signal {
    if let signal = try unrolledActivation(node) { return signal }
    let signal = try chainEnd(node)
    let activation: Layer.DenseActivation =
      switch node.operation {
      case "Relu": .relu
      case "Sigmoid": .sigmoid
      default: .tanh
      }
    try checkEnd(node)
    guard chain.activate(activation) else {
      throw node.error(
        "an activation that follows no dense layer is not supported; put it "
          + "after a dense layer")
    }
    return after(signal, outputSize: signal.shape.last ?? 1)
  }

  /// `Softmax`, `LogSoftmax`: what a float model leaves out at the end.
  mutating func outputFunction(_ node: GraphNode) throws -> Signal {
    let signal = try chainEnd(node)
    let rank = signal.axes.count
    let axis = try node.axis(
      try node.integer("axis") ?? (node.version < 13 ? 1 : -1), rank: rank)
    guard axis == rank - 1 else {
      throw node.error(
        "it runs over another axis than the outputs; export another model")
    }
    try checkFeatures(signal, signal.shape.last ?? 0, node)
    try checkEnd(node)
    chain.end(with: node.operation == "Softmax" ? .softmax : .logSoftmax)
    return after(signal, outputSize: signal.shape.last ?? 1)
  }

  /// Nothing may follow a softmax.
  func checkEnd(_ node: GraphNode) throws {
    guard chain.outputFunction == .none else {
      throw node.error(
        "it follows a softmax, which must come last; export another model")
    }
  }

  /// `Gather` from a table: an embedding.
  mutating func embedding(_ node: GraphNode) throws -> Signal {
    guard try node.integer("axis") ?? 0 == 0 else {
      throw node.error("a table is read row by row only; export again")
    }
    let table = try matrix(node, 0)
    let signal = try chainEnd(node, 1)
    guard chain.revision == 0 else { throw branch(node) }
    chain.append(.embedding(node.outputs[0], table))
    return Signal(
      source: .chain(revision: chain.revision, isLastStep: false),
      axes: signal.axes + [Signal.axis(.features, table.columns)])
  }

  /// A constant matrix.
  func matrix(_ node: GraphNode, _ index: Int) throws -> Matrix {
    let tensor = try node.constant(index)
    let sizes = tensor.shape.suffix(2)
    guard sizes.count == 2, tensor.shape.dropLast(2).allSatisfy({ $0 == 1 }),
      !tensor.shape.contains(0), let values = tensor.floats
    else {
      throw node.error(
        "its input \(index) has the shape \(tensor.shape), where a matrix of "
          + "floats is expected; export the model again")
    }
    return Matrix(
      rows: sizes.first ?? 0, columns: sizes.last ?? 0, values: values)
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
