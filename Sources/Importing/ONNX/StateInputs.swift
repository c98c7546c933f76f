import SwiftletONNXSchema

/// Which inputs of a graph bring states: those that reach initial states of
/// recurrent nodes through operations that rearrange.
enum StateInputs {
  /// The operations through which states are followed.
  static let operations: Set<String> = [
    "Concat", "Flatten", "Gather", "Identity", "Reshape", "Slice", "Split",
    "Squeeze", "Transpose", "Unsqueeze",
  ]

  /// The names of the inputs.
  static func names(in graph: Onnx_GraphProto) -> Set<String> {
    var wanted: Set<String> = []
    for node in graph.node.reversed() {
      if ["RNN", "GRU", "LSTM"].contains(node.opType) {
        wanted.formUnion(node.input.dropFirst(5).prefix(2))
      } else if operations.contains(node.opType),
        node.output.contains(where: wanted.contains)
      {
        wanted.formUnion(
          node.opType == "Concat" ? node.input[...] : node.input.prefix(1))
      }
    }
    let inputs = Set(graph.input.map(\.name))
    return inputs.intersection(wanted).subtracting(
      graph.initializer.map(\.name))
  }
}
