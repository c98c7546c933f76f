import Foundation
package import SwiftletONNXSchema

extension Onnx_NodeProto {
  /// A node of one output.
  package static func make(
    _ operation: String, _ inputs: [String], _ output: String,
    _ body: (inout Onnx_NodeProto) -> Void = { _ in }
  ) -> Onnx_NodeProto {
    var node = Onnx_NodeProto()
    node.opType = operation
    node.input = inputs
    node.output = [output]
    body(&node)
    return node
  }

  package mutating func set(_ name: String, integer: Int64) {
    set(name, .int) { $0.i = integer }
  }

  package mutating func set(_ name: String, float: Float) {
    set(name, .float) { $0.f = float }
  }

  package mutating func set(_ name: String, integers: [Int64]) {
    set(name, .ints) { $0.ints = integers }
  }

  package mutating func set(_ name: String, floats: [Float]) {
    set(name, .floats) { $0.floats = floats }
  }

  package mutating func set(_ name: String, text: String) {
    set(name, .string) { $0.s = Data(text.utf8) }
  }

  package mutating func set(_ name: String, texts: [String]) {
    set(name, .strings) { $0.strings = texts.map { Data($0.utf8) } }
  }

  package mutating func set(_ name: String, graph: Onnx_GraphProto) {
    set(name, .graph) { $0.g = graph }
  }

  private mutating func set(
    _ name: String, _ type: Onnx_AttributeProto.AttributeType,
    _ body: (inout Onnx_AttributeProto) -> Void
  ) {
    attribute.removeAll { $0.name == name }
    var new = Onnx_AttributeProto()
    new.name = name
    new.type = type
    body(&new)
    attribute.append(new)
  }
}

extension Onnx_TensorProto {
  /// Sets an entry of where external data lie.
  package mutating func place(_ key: String, _ value: String) {
    externalData.removeAll { $0.key == key }
    var entry = Onnx_StringStringEntryProto()
    entry.key = key
    entry.value = value
    externalData.append(entry)
  }
}

extension Onnx_ValueInfoProto {
  /// An output of a name.
  package static func named(_ name: String) -> Onnx_ValueInfoProto {
    var value = Onnx_ValueInfoProto()
    value.name = name
    return value
  }
}

extension Onnx_GraphProto {
  /// Adds a tensor of floats, or puts it in the place of one.
  package mutating func add(
    _ name: String, _ shape: [Int64], _ values: [Float],
    replacing index: Int? = nil
  ) {
    var tensor = Onnx_TensorProto()
    tensor.name = name
    tensor.dims = shape
    tensor.dataType = 1
    tensor.floatData = values
    add(tensor, replacing: index)
  }

  /// Adds a tensor of integers, or puts it in the place of one.
  package mutating func add(
    _ name: String, _ shape: [Int64], integers: [Int64],
    replacing index: Int? = nil
  ) {
    var tensor = Onnx_TensorProto()
    tensor.name = name
    tensor.dims = shape
    tensor.dataType = 7
    tensor.int64Data = integers
    add(tensor, replacing: index)
  }

  private mutating func add(_ tensor: Onnx_TensorProto, replacing index: Int?) {
    if let index {
      initializer[index] = tensor
    } else {
      initializer.append(tensor)
    }
  }

  /// Adds an input, by default of floats.
  package mutating func addInput(
    _ name: String, _ shape: [Int64], type: Int32 = 1
  ) {
    var value = Onnx_ValueInfoProto.named(name)
    value.type.tensorType.elemType = type
    value.type.tensorType.shape = .init()
    for size in shape {
      var dimension = Onnx_TensorShapeProto.Dimension()
      dimension.dimValue = size
      value.type.tensorType.shape.dim.append(dimension)
    }
    input.append(value)
  }

  /// Adds a product with a matrix of its own.
  package mutating func addDense(
    _ from: String, _ to: String, width: Int64 = 6, giving count: Int64 = 2
  ) {
    add(
      "M\(to)", [width, count],
      Array(repeating: 0.5, count: Int(count * width)))
    node.append(.make("MatMul", [from, "M\(to)"], to))
  }
}
