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
    follow(graph, &wanted)
    let inputs = Set(graph.input.map(\.name))
    return inputs.intersection(wanted).subtracting(
      graph.initializer.map(\.name))
  }

  /// Follows values that become states, from the last node to the first; those
  /// of a graph within a node are values of the graph around it too.
  private static func follow(
    _ graph: Onnx_GraphProto, _ wanted: inout Set<String>
  ) {
    for node in graph.node.reversed() {
      let isWanted = node.output.contains(where: wanted.contains)
      if ["RNN", "GRU", "LSTM"].contains(node.opType) {
        wanted.formUnion(node.input.dropFirst(5).prefix(2))
      } else if operations.contains(node.opType), isWanted {
        wanted.formUnion(
          node.input.prefix(node.opType == "Concat" ? .max : 1))
      } else if node.opType == "If" {
        for attribute in node.attribute where attribute.type == .graph {
          for (output, inner) in zip(node.output, attribute.g.output)
          where wanted.contains(output) {
            wanted.insert(inner.name)
          }
          follow(attribute.g, &wanted)
        }
      }
    }
  }
}
