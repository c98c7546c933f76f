import SwiftletONNXSchema

/// Computes nodes whose inputs are constants: how exporters reorder weights
/// and compute shapes when the model runs.
struct ConstantFolding {
  /// Reads tensors that are attributes.
  let decoding: TensorDecoding

  /// The node's outputs; nil when the node cannot be computed.
  ///
  /// - Throws: `ImportError` when an argument is missing or does not fit.
  func outputs(of node: GraphNode) throws -> [ConstantTensor]? {
    guard node.operation == "Split" else {
      return try output(of: node).map { [$0] }
    }
    let tensor = try node.constant(0)
    return try LayoutOperation.splits(of: node, on: tensor.shape)
      .map(tensor.applying)
  }

  private func output(of node: GraphNode) throws -> ConstantTensor? {
    switch node.operation {
    case "Constant": return try constant(node)
    case "ConstantOfShape": return try filled(node)
    case "Identity", "Dropout": return try node.constant(0)
    case "Cast": return try cast(node)
    case "Concat": return try concatenated(node)
    case "Expand": return try expanded(node)
    case "Add", "Sub", "Mul", "Div": return try arithmetic(node)
    case "Min", "Max": return try extreme(node)
    case "Clip": return try clipped(node)
    case "Range": return try range(node)
    case "ReduceMax", "ReduceMin", "ReduceProd", "ReduceSum":
      return try reduced(node)
    case "Where": return try chosen(node)
    case "Not": return try mapped(node) { $0 == 0 ? 1 : 0 }
    case "Neg":
      return try mapped(node) { 0 &- $0 }
    case "And", "Or", "Equal", "Less", "LessOrEqual", "Greater",
      "GreaterOrEqual":
      return try compared(node)
    default: return try rearranged(node)
    }
  }

  /// `Shape`, the sizes of a value's axes from `start` to `end`, and `Size`,
  /// their product; nil of other nodes.
  static func shape(_ node: GraphNode) throws -> ConstantTensor? {
    guard ["Shape", "Size"].contains(node.operation),
      let shape = node.input(0)?.shape
    else { return nil }
    if node.operation == "Size" {
      guard let count = ConstantTensor.count(shape, limit: .max) else {
        throw node.misfit("its result", shape)
      }
      return ConstantTensor(shape: [], .integers([count]))
    }
    func bound(_ name: String, _ standard: Int) throws -> Int {
      let value = try node.integer(name) ?? standard
      return min(max(value < 0 ? value + shape.count : value, 0), shape.count)
    }
    let (start, end) = (try bound("start", 0), try bound("end", shape.count))
    return ConstantTensor(Array(shape[start..<max(start, end)]))
  }

  private func constant(_ node: GraphNode) throws -> ConstantTensor? {
    if let tensor = try node.tensor("value") {
      return try decoding.tensor(tensor)
    }
    if let value = try node.anyInteger("value_int") {
      return ConstantTensor(shape: [], .integers([value]))
    }
    if let value = try node.float("value_float") {
      return ConstantTensor(shape: [], .floats([value]))
    }
    if let values = try node.integers("value_ints") {
      return ConstantTensor(values)
    }
    guard let values = try node.floats("value_floats") else { return nil }
    return ConstantTensor(shape: [values.count], .floats(values))
  }

  private func filled(_ node: GraphNode) throws -> ConstantTensor {
    let shape = try node.constantIntegers(0)
    let value =
      try node.tensor("value").map(decoding.tensor)
      ?? ConstantTensor(shape: [1], .floats([0]))
    guard let count = ConstantTensor.count(shape), value.count == 1 else {
      throw node.misfit("its value", shape)
    }
    return value.picking(Array(repeating: 0, count: count), shape: shape)
  }

  private func cast(_ node: GraphNode) throws -> ConstantTensor? {
    let tensor = try node.constant(0)
    let type = Onnx_TensorProto.DataType(
      rawValue: try node.integer("to") ?? 0)
    switch (tensor.elements, type) {
    case (.floats, .float), (.floats, .double): return tensor
    case (.integers, .int64), (.integers, .int32): return tensor
    case (.integers(let values), .float), (.integers(let values), .double):
      return ConstantTensor(
        shape: tensor.shape, .floats(values.map { Float($0) }))
    case (.integers(let values), .bool):
      return ConstantTensor(
        shape: tensor.shape, .integers(values.map { $0 == 0 ? 0 : 1 }))
    default: return nil
    }
  }

  private func concatenated(_ node: GraphNode) throws -> ConstantTensor {
    let parts = try node.inputs.indices.map(node.constant)
    guard let first = parts.first?.shape else {
      throw node.error("it has no input; export the model again")
    }
    let axis = try node.axis(rank: first.count)
    for part in parts where !Self.fits(part.shape, first, but: axis) {
      throw node.misfit("\(part.shape)", first)
    }
    // With the axis outermost, concatenation joins the elements.
    let forth = [axis] + first.indices.filter { $0 != axis }
    let back = first.indices.map { $0 < axis ? $0 + 1 : $0 == axis ? 0 : $0 }
    let moved = parts.map { $0.applying(.transpose(forth)) }
    guard let joined = Self.joined(moved) else {
      throw node.error(
        "it joins floats and integers, or too much; export the model again")
    }
    return joined.applying(.transpose(back))
  }

  /// Whether two shapes are the same but along an axis.
  private static func fits(
    _ shape: [Int], _ other: [Int], but axis: Int
  ) -> Bool {
    shape.count == other.count
      && shape.indices.allSatisfy { $0 == axis || shape[$0] == other[$0] }
  }

  /// Tensors joined along their first axis; nil when they are of several types
  /// or too large together.
  private static func joined(_ parts: [ConstantTensor]) -> ConstantTensor? {
    var shape = parts[0].shape
    shape[0] = parts.reduce(0) { $0 + $1.shape[0] }
    guard ConstantTensor.count(shape) != nil else { return nil }
    let integers = parts.compactMap(\.integers)
    if integers.count == parts.count {
      return ConstantTensor(shape: shape, .integers(Array(integers.joined())))
    }
    let floats = parts.compactMap(\.floats)
    guard floats.count == parts.count else { return nil }
    return ConstantTensor(shape: shape, .floats(Array(floats.joined())))
  }

  private func expanded(_ node: GraphNode) throws -> ConstantTensor {
    let tensor = try node.constant(0)
    let target = try node.constantIntegers(1)
    guard
      let shape = ConstantTensor.broadcastShape(tensor.shape, target)
    else { throw node.misfit("\(target)", tensor.shape) }
    return tensor.broadcast(to: shape)
  }

  private func arithmetic(_ node: GraphNode) throws -> ConstantTensor? {
    let operands = try broadcast(node, [0, 1])
    let shape = operands[0].shape
    switch (operands[0].elements, operands[1].elements) {
    case (.floats(let a), .floats(let b)):
      return ConstantTensor(
        shape: shape, .floats(Self.floats(node.operation, a, b)))
    case (.integers(let a), .integers(let b)):
      guard let values = Self.integers(node.operation, a, b) else {
        throw node.error("its integers are too large; export again")
      }
      return ConstantTensor(shape: shape, .integers(values))
    default: return nil
    }
  }

  /// Inputs brought to one shape.
  func broadcast(
    _ node: GraphNode, _ indices: [Int]
  ) throws -> [ConstantTensor] {
    let tensors = try indices.map(node.constant)
    var shape: [Int] = []
    for tensor in tensors {
      guard let wider = ConstantTensor.broadcastShape(shape, tensor.shape)
      else { throw node.misfit("\(tensor.shape)", shape) }
      shape = wider
    }
    return tensors.map { $0.broadcast(to: shape) }
  }

  private static func floats(
    _ operation: String, _ a: [Float], _ b: [Float]
  ) -> [Float] {
    switch operation {
    case "Add": zip(a, b).map(+)
    case "Sub": zip(a, b).map(-)
    case "Mul": zip(a, b).map(*)
    default: zip(a, b).map(/)
    }
  }

  /// The results; nil when one does not fit an integer.
  private static func integers(
    _ operation: String, _ a: [Int], _ b: [Int]
  ) -> [Int]? {
    var results: [Int] = []
    for (a, b) in zip(a, b) {
      let (result, overflow) =
        switch operation {
        case "Add": a.addingReportingOverflow(b)
        case "Sub": a.subtractingReportingOverflow(b)
        case "Mul": a.multipliedReportingOverflow(by: b)
        default: a.dividedReportingOverflow(by: b)
        }
      if overflow { return nil }
      results.append(result)
    }
    return results
  }

  private func rearranged(_ node: GraphNode) throws -> ConstantTensor? {
    guard node.input(0) != nil else { return nil }
    let tensor = try node.constant(0)
    guard
      let operations = try LayoutOperation.operations(
        of: node, on: tensor.shape)
    else { return nil }
    let shape = operations.reduce(tensor.shape) { $1.shape(from: $0) }
    guard ConstantTensor.count(shape) != nil else {
      throw node.misfit("its result \(shape)", tensor.shape)
    }
    return operations.reduce(tensor) { $0.applying($1) }
  }
}
