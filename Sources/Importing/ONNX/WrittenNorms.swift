import SwiftletONNXSchema

/// Layer normalizations as tf2onnx writes those of Keras, with m = mean(x):
///
///     s = gain / sqrt(mean((x - m)²) + epsilon)
///     y = x s + (bias - m s)
///
/// A `LayerNormalization` node takes the place of each.
struct WrittenNorms {
  private let decoding: TensorDecoding
  private var values = NamedValues()

  /// The graph with such nodes.
  ///
  /// - Throws: `ImportError` when a tensor of a normalization is not
  ///   understood.
  static func replaced(
    in graph: Onnx_GraphProto, _ decoding: TensorDecoding
  ) throws -> Onnx_GraphProto {
    let norms = WrittenNorms(graph, decoding)
    var result = graph
    for index in graph.node.indices {
      if let norm = try norms.norm(graph.node[index]) {
        result.node[index] = norm
      }
    }
    return result
  }

  private init(_ graph: Onnx_GraphProto, _ decoding: TensorDecoding) {
    self.decoding = decoding
    values.add(graph)
  }

  /// The normalization whose `y` a sum is; nil where it is none.
  private func norm(_ sum: Onnx_NodeProto) throws -> Onnx_NodeProto? {
    for (product, rest) in operands("Add", sum) {
      for (x, s) in operands("Mul", values.producers[product]) {
        for (shift, bias) in operands("Add", values.producers[rest])
        where values.tensors[bias] != nil {
          for (opposite, scale) in operands("Mul", values.producers[shift])
          where scale == s {
            guard let mean = values.operand(of: "Neg", opposite),
              let (gain, epsilon) = try scaling(s, x, mean)
            else { continue }
            return node(x, gain, bias, epsilon, giving: sum)
          }
        }
      }
    }
    return nil
  }

  /// The gain and the epsilon of `s`; nil where it is none of `x`.
  private func scaling(
    _ s: String, _ x: String, _ mean: String
  ) throws -> (gain: String, epsilon: Float)? {
    for (root, gain) in operands("Mul", values.producers[s]) {
      guard let rank = values.tensors[gain]?.dims.count,
        let deviation = values.operand(of: "Reciprocal", root)
          .flatMap({ values.operand(of: "Sqrt", $0) }),
        try averaged(mean, rank) == x
      else { continue }
      for (variance, epsilon) in operands("Add", values.producers[deviation]) {
        guard let tensor = single(epsilon),
          let square = try averaged(variance, rank).flatMap({
            values.producers[$0]
          }),
          square.opType == "Mul", square.input.count == 2,
          square.input[0] == square.input[1],
          let difference = values.producers[square.input[0]],
          difference.opType == "Sub", difference.input == [x, mean],
          let number = try decoding.tensor(tensor).floats, number.count == 1
        else { continue }
        return (gain, number[0])
      }
    }
    return nil
  }

  /// What a value is the mean of, along the last of `rank` axes, which stays;
  /// nil where it is none.
  private func averaged(_ name: String, _ rank: Int) throws -> String? {
    guard let node = values.producers[name] else { return nil }
    if node.opType == "GlobalAveragePool" {
      return rank == 3 ? node.input.first : nil
    }
    guard node.opType == "ReduceMean",
      node.attribute.first(where: { $0.name == "keepdims" })?.i != 0
    else { return nil }
    var axes = node.attribute.first { $0.name == "axes" }?.ints ?? []
    if node.input.count > 1, let tensor = single(node.input[1]) {
      axes = try decoding.tensor(tensor).integers?.map(Int64.init) ?? []
    }
    return [[-1], [Int64(rank) - 1]].contains(axes) ? node.input.first : nil
  }

  /// A tensor of one element.
  private func single(_ name: String) -> Onnx_TensorProto? {
    values.tensors[name].flatMap { $0.dims.allSatisfy { $0 == 1 } ? $0 : nil }
  }

  /// The two operands of a node of an operation, in both orders.
  private func operands(
    _ operation: String, _ node: Onnx_NodeProto?
  ) -> [(String, String)] {
    guard let node, node.opType == operation, node.input.count == 2 else {
      return []
    }
    return [(node.input[0], node.input[1]), (node.input[1], node.input[0])]
  }

  private func node(
    _ x: String, _ gain: String, _ bias: String, _ epsilon: Float,
    giving sum: Onnx_NodeProto
  ) -> Onnx_NodeProto {
    var axis = Onnx_AttributeProto()
    axis.name = "axis"
    axis.type = .int
    axis.i = Int64(values.tensors[gain]?.dims.count ?? 0) - 1
    var number = Onnx_AttributeProto()
    number.name = "epsilon"
    number.type = .float
    number.f = epsilon
    var node = sum
    node.opType = "LayerNormalization"
    node.input = [x, gain, bias]
    node.attribute = [axis, number]
    return node
  }
}
