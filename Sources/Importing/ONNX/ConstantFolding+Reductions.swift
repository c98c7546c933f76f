/// Sums, products and extremes of constants: how exporters compute sizes, and
/// states of zeros.
extension ConstantFolding {
  /// `ReduceSum` and its kin, along some axes or all.
  func reduced(_ node: GraphNode) throws -> ConstantTensor? {
    let tensor = try node.constant(0)
    let all = Array(tensor.shape.indices)
    let given = try node.axes(rank: all.count) ?? []
    let keepsAll = try node.integer("noop_with_empty_axes") ?? 0 != 0
    guard !given.isEmpty || !keepsAll else { return tensor }
    let axes = given.isEmpty ? all : given
    let kept = all.filter { !axes.contains($0) }
    let keepsAxes = try node.integer("keepdims") ?? 1 != 0
    let shape =
      keepsAxes
      ? all.map { axes.contains($0) ? 1 : tensor.shape[$0] }
      : kept.map { tensor.shape[$0] }
    let rows = tensor.applying(
      .transpose(kept + all.filter { axes.contains($0) }))
    let size = rows.shape[kept.count...].reduce(1, *)
    guard size > 0 else { return nil }
    switch rows.elements {
    case .floats(let values):
      return ConstantTensor(
        shape: shape, .floats(Self.reduced(node.operation, values, size, +, *)))
    case .integers(let values):
      return ConstantTensor(
        shape: shape,
        .integers(Self.reduced(node.operation, values, size, &+, &*)))
    }
  }

  /// Each row of `size` elements as one.
  private static func reduced<Number: Comparable>(
    _ operation: String, _ values: [Number], _ size: Int,
    _ sum: (Number, Number) -> Number, _ product: (Number, Number) -> Number
  ) -> [Number] {
    stride(from: 0, to: values.count, by: size).map { start in
      values[start + 1..<start + size].reduce(values[start]) { a, b in
        switch operation {
        case "ReduceMax": max(a, b)
        case "ReduceMin": min(a, b)
        case "ReduceProd": product(a, b)
        default: sum(a, b)
        }
      }
    }
  }
}
