/// Comparisons and choices among constants: how exporters compute shapes,
/// places and the conditions of branches.
extension ConstantFolding {
  /// `Equal`, `Less` and their kin, and the operators of truth values.
  func compared(_ node: GraphNode) throws -> ConstantTensor? {
    let operands = try broadcast(node, [0, 1])
    let holds: [Bool]
    switch (operands[0].elements, operands[1].elements) {
    case (.floats(let a), .floats(let b)):
      holds = zip(a, b).map { Self.holds(node.operation, $0, $1) }
    case (.integers(let a), .integers(let b)):
      holds = zip(a, b).map { Self.holds(node.operation, $0, $1) }
    default: return nil
    }
    return ConstantTensor(
      shape: operands[0].shape, .integers(holds.map { $0 ? 1 : 0 }))
  }

  private static func holds<Number: Comparable & ExpressibleByIntegerLiteral>(
    _ operation: String, _ a: Number, _ b: Number
  ) -> Bool {
    switch operation {
    case "Equal": a == b
    case "Less": a < b
    case "LessOrEqual": a <= b
    case "Greater": a > b
    case "GreaterOrEqual": a >= b
    case "And": a != 0 && b != 0
    default: a != 0 || b != 0
    }
  }

  /// `Min` and `Max` of all inputs.
  func extreme(_ node: GraphNode) throws -> ConstantTensor? {
    guard !node.inputs.isEmpty else { return nil }
    let operands = try broadcast(node, Array(node.inputs.indices))
    let isMin = node.operation == "Min"
    return operands.dropFirst().reduce(operands[0]) { a, b -> ConstantTensor? in
      a.flatMap { Self.extreme($0, b, isMin: isMin) }
    }
  }

  /// `Clip` to bounds that may be missing.
  func clipped(_ node: GraphNode) throws -> ConstantTensor? {
    var result: ConstantTensor? = try node.constant(0)
    for (index, isMin) in [(1, false), (2, true)]
    where node.input(index) != nil {
      let bound = try node.constant(index)
      guard let tensor = result, bound.count == 1 else { return nil }
      let bounds = bound.picking(
        Array(repeating: 0, count: tensor.count), shape: tensor.shape)
      result = Self.extreme(tensor, bounds, isMin: isMin)
    }
    return result
  }

  private static func extreme(
    _ a: ConstantTensor, _ b: ConstantTensor, isMin: Bool
  ) -> ConstantTensor? {
    switch (a.elements, b.elements) {
    case (.floats(let x), .floats(let y)):
      ConstantTensor(
        shape: a.shape,
        .floats(zip(x, y).map { isMin ? min($0, $1) : max($0, $1) }))
    case (.integers(let x), .integers(let y)):
      ConstantTensor(
        shape: a.shape,
        .integers(zip(x, y).map { isMin ? min($0, $1) : max($0, $1) }))
    default: nil
    }
  }

  /// `Range` of integers.
  func range(_ node: GraphNode) throws -> ConstantTensor? {
    let bounds = try (0..<3).map { try node.constant($0) }
    let numbers = bounds.compactMap(\.integers?.first)
    guard numbers.count == 3, numbers[2] != 0 else { return nil }
    let (span, overflow) = numbers[1].subtractingReportingOverflow(numbers[0])
    guard !overflow,
      span.dividedReportingOverflow(by: numbers[2]).partialValue.magnitude
        < ConstantTensor.countLimit
    else {
      throw node.error("its range is too large; export the model again")
    }
    return ConstantTensor(
      Array(stride(from: numbers[0], to: numbers[1], by: numbers[2])))
  }

  /// `Where`: elements of the one or the other.
  func chosen(_ node: GraphNode) throws -> ConstantTensor? {
    let operands = try broadcast(node, [0, 1, 2])
    guard let condition = operands[0].integers else { return nil }
    let shape = operands[0].shape
    switch (operands[1].elements, operands[2].elements) {
    case (.floats(let a), .floats(let b)):
      return ConstantTensor(
        shape: shape,
        .floats(condition.indices.map { condition[$0] != 0 ? a[$0] : b[$0] }))
    case (.integers(let a), .integers(let b)):
      return ConstantTensor(
        shape: shape,
        .integers(condition.indices.map { condition[$0] != 0 ? a[$0] : b[$0] }))
    default: return nil
    }
  }

  /// A function of each integer.
  func mapped(
    _ node: GraphNode, _ function: (Int) -> Int
  ) throws -> ConstantTensor? {
    let tensor = try node.constant(0)
    switch tensor.elements {
    case .integers(let values):
      return ConstantTensor(
        shape: tensor.shape, .integers(values.map(function)))
    case .floats(let values) where node.operation == "Neg":
      return ConstantTensor(shape: tensor.shape, .floats(values.map { -$0 }))
    default: return nil
    }
  }
}
