import SwiftletONNXSchema

/// Where the values of a graph come from, by their names.
struct NamedValues {
  /// The nodes that give them.
  private(set) var producers: [String: Onnx_NodeProto] = [:]
  /// The tensors that they are.
  private(set) var tensors: [String: Onnx_TensorProto] = [:]

  /// Adds those of a graph; one of a name that is there takes its place.
  mutating func add(_ graph: Onnx_GraphProto) {
    for node in graph.node {
      for name in node.output { producers[name] = node }
    }
    for tensor in graph.initializer { tensors[tensor.name] = tensor }
  }

  /// The first operand of the node of an operation that gives a value; nil
  /// where another one does.
  func operand(of operation: String, _ name: String) -> String? {
    guard let node = producers[name], node.opType == operation else {
      return nil
    }
    return node.input.first
  }
}
