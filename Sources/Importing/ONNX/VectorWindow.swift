import SwiftletONNXSchema

/// The window of timesteps that a graph's one input brings as a vector,
/// `(batch, T * F)`, and that a `Reshape` parts first of all.
struct VectorWindow {
  /// The graph with the input as `(batch, T, F)`.
  let graph: Onnx_GraphProto
  /// What is said of it.
  let remark: String

  /// - Returns: nil where the graph has no such input.
  /// - Throws: `ImportError` when the tensor of the shape is not understood.
  init?(_ graph: Onnx_GraphProto, _ decoding: TensorDecoding) throws {
    let tensors = Set(graph.initializer.map(\.name))
    let inputs = graph.input.indices.filter {
      !tensors.contains(graph.input[$0].name)
    }
    guard inputs.count == 1 else { return nil }
    let input = graph.input[inputs[0]]
    let takers = graph.node.filter { $0.input.contains(input.name) }
    let dims = input.type.tensorType.shape.dim
    guard dims.count == 2, dims[1].dimValue > 0, takers.count == 1,
      takers[0].opType == "Reshape", takers[0].input.count == 2,
      let shape = try Self.constant(takers[0].input[1], graph, decoding),
      let (steps, features) = Self.parts(of: Int(dims[1].dimValue), shape)
    else { return nil }
    remark =
      "the \(steps * features) values of '\(input.name)' are \(steps) timesteps "
      + "of \(features): give them one after the other"
    var windowed = graph
    windowed.input[inputs[0]].type.tensorType.shape.dim =
      [dims[0]]
      + [steps, features].map { size in
        var dimension = Onnx_TensorShapeProto.Dimension()
        dimension.dimValue = Int64(size)
        return dimension
      }
    self.graph = windowed
  }

  /// The timesteps and the features of `count` values; nil where a shape has
  /// other axes of more than one element.
  private static func parts(
    of count: Int, _ shape: [Int]
  ) -> (Int, Int)? {
    guard shape.count(where: { $0 < 0 }) <= 1,
      let known = ConstantTensor.count(shape.filter { $0 > 0 }),
      count.isMultiple(of: known)
    else { return nil }
    let sizes = shape.map { $0 < 0 ? count / known : $0 }.filter { $0 > 1 }
    guard sizes.count == 2, sizes[0] * sizes[1] == count else { return nil }
    return (sizes[0], sizes[1])
  }

  private static func constant(
    _ name: String, _ graph: Onnx_GraphProto, _ decoding: TensorDecoding
  ) throws -> [Int]? {
    let node = graph.node.first { $0.output.first == name }
    let tensor =
      graph.initializer.first { $0.name == name }
      ?? node.flatMap { $0.opType == "Constant" ? $0 : nil }?
      .attribute.first { $0.name == "value" }?.t
    return try tensor.flatMap { try decoding.tensor($0).integers }
  }
}
