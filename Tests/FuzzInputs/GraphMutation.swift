import Foundation
import SwiftletONNXSchema

/// Changes of a graph that leave it one, so that they reach what reads graphs
/// rather than what reads bytes.
extension Randomness {
  /// A model with some parts of its graph changed, or taken from another.
  mutating func changed(
    _ model: Onnx_ModelProto, with other: Onnx_ModelProto
  ) -> Onnx_ModelProto {
    var model = model
    for _ in 0...below(3) { change(&model.graph, with: other.graph) }
    if below(50) == 0, !model.opsetImport.isEmpty {
      model.opsetImport[0].version = pick([7, 9, 11, 13, 14, 17, 18, 21, 27])
    }
    return model
  }

  private mutating func change(
    _ graph: inout Onnx_GraphProto, with other: Onnx_GraphProto
  ) {
    if below(2) == 0, changeInnerGraph(of: &graph, with: other) { return }
    guard !graph.node.isEmpty else {
      return graph.node = Array(other.node.prefix(1))
    }
    let index = below(graph.node.count)
    switch below(14) {
    case 0, 1, 2: insertNode(into: &graph)
    case 3: graph.node[index].opType = pick(Self.operators).name
    case 4:
      var node = graph.node[index]
      changeInput(of: &node, in: &graph)
      graph.node[index] = node
    case 5, 6: changeAttribute(of: &graph.node[index], with: other)
    case 7, 8: changeTensor(of: &graph)
    case 9: bypass(index, in: &graph)
    case 10: changeOutputs(of: &graph)
    case 11: changeInputs(of: &graph)
    case 12: takeNode(of: other, into: &graph)
    default: rearrange(&graph, index)
    }
  }

  /// A change within the body of a loop or a branch.
  private mutating func changeInnerGraph(
    of graph: inout Onnx_GraphProto, with other: Onnx_GraphProto
  ) -> Bool {
    let places = graph.node.indices.flatMap { node in
      graph.node[node].attribute.indices.filter {
        graph.node[node].attribute[$0].type == .graph
      }.map { (node: node, attribute: $0) }
    }
    guard !places.isEmpty else { return false }
    let place = pick(places)
    var node = graph.node[place.node]
    change(&node.attribute[place.attribute].g, with: other)
    graph.node[place.node] = node
    return true
  }

  /// Puts a node between a value and what takes it, or at the end.
  private mutating func insertNode(into graph: inout Onnx_GraphProto) {
    let (operation, value) = (pick(Self.operators), pick(graph.valueNames))
    var node = Onnx_NodeProto()
    node.opType = operation.name
    let name = "n\(below(1 << 20))"
    node.output = [name]
    let place = below(max(operation.inputs, 1))
    node.input = (0..<max(operation.inputs, 1)).map {
      $0 == place ? value : operand(in: &graph)
    }
    for attribute in operation.attributes where below(2) == 0 {
      node.attribute.append(self.attribute(attribute))
    }
    if below(3) == 0 {
      // A second way for the value, beside its own.
      graph.node.append(node)
      if !graph.output.isEmpty, below(2) == 0 {
        graph.output[below(graph.output.count)].name = name
      }
      return
    }
    let first = graph.node.firstIndex { $0.input.contains(value) }
    graph.takeEverywhere(name, for: value)
    graph.node.insert(node, at: first ?? graph.node.count)
  }

  /// The name of a value: one that is there, or of a new constant.
  private mutating func operand(in graph: inout Onnx_GraphProto) -> String {
    switch below(6) {
    case 0: return pick(graph.valueNames)
    case 1 where !graph.initializer.isEmpty:
      return pick(graph.initializer).name
    case 2: return ""
    default:
      var tensor = Onnx_TensorProto()
      tensor.name = "c\(below(1 << 20))"
      fill(&tensor, shape(like: graph))
      graph.initializer.append(tensor)
      return tensor.name
    }
  }

  /// A shape of one to three of the sizes that the tensors of a graph have.
  private mutating func shape(like graph: Onnx_GraphProto) -> [Int64] {
    let sizes = graph.initializer.prefix(20).flatMap(\.dims).filter {
      1...64 ~= $0
    }
    return (0..<pick([0, 1, 1, 1, 2, 2, 3])).map { _ in
      sizes.isEmpty || below(3) == 0 ? pick([1, 1, 2, 3, 4, 0]) : pick(sizes)
    }
  }

  private mutating func fill(
    _ tensor: inout Onnx_TensorProto, _ dims: [Int64]
  ) {
    let dims = Array(dims.prefix(3))
    let count = Int(dims.reduce(1, *))
    tensor.dims = dims
    tensor.clearRawData()
    (tensor.floatData, tensor.int64Data) = ([], [])
    if below(2) == 0 {
      tensor.dataType = 1
      let value: Float = pick([0, 1, -1, 0.5, 2, 1e-5, 1e30, .nan])
      tensor.floatData = (0..<count).map { below(9) == 0 ? Float($0) : value }
    } else {
      tensor.dataType = 7
      let first = pick(Self.integers)
      tensor.int64Data = (0..<count).map {
        $0 == 0 ? first : pick(Self.integers)
      }
    }
  }

  private mutating func changeInput(
    of node: inout Onnx_NodeProto, in graph: inout Onnx_GraphProto
  ) {
    guard !node.input.isEmpty else { return node.input = [operand(in: &graph)] }
    let index = below(node.input.count)
    switch below(4) {
    case 0: node.input.removeLast()
    case 1: node.input.append(operand(in: &graph))
    default: node.input[index] = operand(in: &graph)
    }
  }

  private mutating func changeAttribute(
    of node: inout Onnx_NodeProto, with other: Onnx_GraphProto
  ) {
    let known =
      Self.operators.first { [node] in $0.name == node.opType }?.attributes
      ?? []
    guard !node.attribute.isEmpty, below(3) > 0 else {
      guard !known.isEmpty else { return }
      let new = attribute(pick(known))
      node.attribute.removeAll { $0.name == new.name && below(9) > 0 }
      return node.attribute.append(new)
    }
    let index = below(node.attribute.count)
    if below(5) == 0 {
      node.attribute.remove(at: index)
    } else {
      change(&node.attribute[index])
    }
  }

  private mutating func change(_ attribute: inout Onnx_AttributeProto) {
    switch attribute.type {
    case .int: attribute.i = pick(Self.integers)
    case .float: attribute.f = pick([0, 1, -1, 0.5, 3, 1e-5, .infinity, .nan])
    case .string: attribute.s = Data(pick(Self.texts).utf8)
    case .ints: change(&attribute.ints, to: pick(Self.integers))
    case .floats: change(&attribute.floats, to: pick([0, 1, 0.2, 0.5, -3, 6]))
    case .strings:
      change(&attribute.strings, to: Data(pick(Self.texts).utf8))
    case .tensor: fill(&attribute.t, [pick([1, 1, 2])])
    default: attribute.type = .int
    }
  }

  private mutating func change<Value>(_ list: inout [Value], to value: Value) {
    switch below(4) {
    case 0 where !list.isEmpty: list.removeLast()
    case 1: list.append(value)
    case 2 where list.count > 1: list.swapAt(0, below(list.count))
    default:
      if list.isEmpty { list.append(value) }
      list[below(list.count)] = value
    }
  }

  private mutating func attribute(_ text: String) -> Onnx_AttributeProto {
    let parts = text.split(separator: ":").map(String.init)
    var attribute = Onnx_AttributeProto()
    attribute.name = parts[0]
    attribute.type =
      switch parts.last {
      case "f": .float
      case "s": .string
      case "is": .ints
      case "fs": .floats
      case "ss": .strings
      case "t": .tensor
      default: .int
      }
    if parts[0] == "perm" {
      attribute.ints = Array(0..<pick([2, 3, 3, 4])).shuffled(using: &self)
    } else {
      for _ in 0...below(3) { change(&attribute) }
    }
    return attribute
  }

  /// Another shape with as many elements, or others; another type.
  private mutating func changeTensor(of graph: inout Onnx_GraphProto) {
    guard !graph.initializer.isEmpty else { return }
    var tensor = graph.initializer[below(graph.initializer.count)]
    let index = graph.initializer.firstIndex { [tensor] in $0 == tensor } ?? 0
    switch below(8) {
    case 0: tensor.dims.reverse()
    case 1: tensor.dims.insert(1, at: below(tensor.dims.count + 1))
    case 2: tensor.dims.removeAll { $0 == 1 }
    case 3: tensor.dims = [tensor.dims.reduce(1, { $0 &* $1 })]
    case 4: tensor.dataType = pick([1, 2, 3, 6, 7, 9, 10, 11, 16])
    case 5 where !tensor.dims.isEmpty:
      tensor.dims[below(tensor.dims.count)] = pick(Self.integers)
    case 6: fill(&tensor, tensor.dims.map { min(max($0, 0), 30) })
    default: fill(&tensor, shape(like: graph))
    }
    graph.initializer[index] = tensor
  }

  /// Leaves a node out: what took its value takes that of its input.
  private mutating func bypass(
    _ index: Int, in graph: inout Onnx_GraphProto
  ) {
    let node = graph.node.remove(at: index)
    guard below(5) > 0, let from = node.output.first, let to = node.input.first
    else { return }
    graph.takeEverywhere(to, for: from)
  }

  private mutating func changeOutputs(of graph: inout Onnx_GraphProto) {
    var value = Onnx_ValueInfoProto()
    value.name = pick(graph.valueNames)
    switch below(4) {
    case 0 where graph.output.count > 1:
      graph.output.remove(at: below(graph.output.count))
    case 1: graph.output.append(value)
    case 2 where !graph.output.isEmpty: graph.output.shuffle(using: &self)
    default:
      if graph.output.isEmpty {
        graph.output = [value]
      } else {
        graph.output[below(graph.output.count)].name = value.name
      }
    }
  }

  /// Other sizes and types of what goes in.
  private mutating func changeInputs(of graph: inout Onnx_GraphProto) {
    guard !graph.input.isEmpty else { return }
    let index = below(graph.input.count)
    var input = graph.input[index]
    var dimensions = input.type.tensorType.shape.dim
    switch below(9) {
    case 0: graph.input.remove(at: index)
    case 1:
      var copy = input
      copy.name += "2"
      graph.input.append(copy)
    case 2: input.type.tensorType.clearShape()
    case 3: input.type.tensorType.elemType = pick([1, 7, 6, 9, 11, 10])
    case 4:
      dimensions.insert(.init(), at: below(dimensions.count + 1))
    case 5 where !dimensions.isEmpty: dimensions.removeLast()
    case 6 where !dimensions.isEmpty:
      dimensions[below(dimensions.count)].dimParam = pick(["batch", "time"])
    case 7: dimensions.shuffle(using: &self)
    default:
      if !dimensions.isEmpty {
        dimensions[below(dimensions.count)].dimValue = pick(Self.integers)
      }
    }
    input.type.tensorType.shape.dim = dimensions
    if index < graph.input.count { graph.input[index] = input }
  }

  /// A node of another graph, with its constants, that takes a value here.
  private mutating func takeNode(
    of other: Onnx_GraphProto, into graph: inout Onnx_GraphProto
  ) {
    guard !other.node.isEmpty else { return }
    var node = pick(other.node)
    let value = pick(graph.valueNames)
    for index in node.input.indices {
      if let tensor = other.initializer.first(where: {
        $0.name == node.input[index]
      }), tensor.dataLocation != .external {
        if !graph.initializer.contains(where: { $0.name == tensor.name }) {
          graph.initializer.append(tensor)
        }
      } else if !node.input[index].isEmpty {
        node.input[index] = value
      }
    }
    let name = "n\(below(1 << 20))"
    node.output = node.output.indices.map { "\(name).\($0)" }
    graph.node.append(node)
    if let last = node.output.first, !graph.output.isEmpty, below(3) > 0 {
      graph.output[below(graph.output.count)].name = last
    }
  }

  private mutating func rearrange(_ graph: inout Onnx_GraphProto, _ index: Int)
  {
    switch below(4) {
    case 0: graph.node.swapAt(index, below(graph.node.count))
    case 1: graph.node[index].domain = pick(["com.microsoft", "ai.onnx"])
    case 2 where graph.node[index].output.count > 1:
      graph.node[index].output.swapAt(0, 1)
    default: graph.node.append(graph.node[index])
    }
  }
}

extension Onnx_GraphProto {
  /// The names of the values that depend on inputs, at least one.
  fileprivate var valueNames: [String] {
    let names =
      node.suffix(60).flatMap(\.output).filter { !$0.isEmpty }
      + input.map(\.name)
    return names.isEmpty ? ["x"] : names
  }
}

extension Randomness {
  /// An operator: its name, how many inputs it takes, and its attributes with
  /// their types.
  fileprivate struct Operator {
    var name: String
    var inputs: Int
    var attributes: [String]
  }

  private static let integers: [Int64] = [
    0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 11, -1, -1, -2, -3, 16, 64, 4097, 1 << 40,
    .max, .min,
  ]
  private static let texts = [
    "forward", "reverse", "bidirectional", "Sigmoid", "Tanh", "Relu",
    "HardSigmoid", "Affine", "LeakyRelu", "Elu", "constant", "reflect", "edge",
    "SAME_UPPER", "SAME_LOWER", "VALID", "NOTSET",
  ]

  fileprivate static let operators: [Operator] = """
    Add 2
    And 2
    BatchNormalization 5 epsilon:f training_mode:i
    Cast 1 to:i
    Clip 3 max:f min:f
    Concat 2 axis:i
    Constant 0 value:t value_float:f value_floats:fs value_int:i value_ints:is
    ConstantOfShape 1 value:t
    Conv 3 auto_pad:s dilations:is group:i kernel_shape:is pads:is strides:is
    Div 2
    Dropout 3
    Equal 2
    Expand 2
    Flatten 1 axis:i
    Gather 2 axis:i
    GatherElements 2 axis:i
    GatherND 2 batch_dims:i
    Gemm 3 alpha:f beta:f transA:i transB:i
    Greater 2
    GreaterOrEqual 2
    LayerNormalization 3 axis:i epsilon:f
    GRU 6 activation_alpha:fs activation_beta:fs activations:ss clip:f \
    direction:s hidden_size:i layout:i linear_before_reset:i
    HardSigmoid 1 alpha:f beta:f
    Identity 1
    LeakyRelu 1 alpha:f
    Less 2
    LessOrEqual 2
    LogSoftmax 1 axis:i
    LSTM 8 activation_alpha:fs activation_beta:fs activations:ss clip:f \
    direction:s hidden_size:i layout:i input_forget:i
    MatMul 2
    Max 2
    Min 2
    Mod 2 fmod:i
    Mul 2
    Neg 1
    Not 1
    Or 2
    PRelu 2
    Pad 3 mode:s pads:is value:f
    Pow 2
    RNN 6 activation_alpha:fs activation_beta:fs activations:ss clip:f \
    direction:s hidden_size:i layout:i
    Range 3
    ReduceMax 2 axes:is keepdims:i noop_with_empty_axes:i
    ReduceMean 2 axes:is keepdims:i noop_with_empty_axes:i
    ReduceMin 1 axes:is keepdims:i
    ReduceProd 1 axes:is keepdims:i
    ReduceSum 2 axes:is keepdims:i noop_with_empty_axes:i
    Reciprocal 1
    Relu 1
    Reshape 2 allowzero:i
    Shape 1 start:i end:i
    Sigmoid 1
    Size 1
    Slice 5 axes:is ends:is starts:is
    Softmax 1 axis:i
    Split 2 axis:i num_outputs:i split:is
    Sqrt 1
    Squeeze 2 axes:is
    Sub 2
    Tanh 1
    Tile 2
    Transpose 1 perm:is
    Unsqueeze 2 axes:is
    Where 3
    Exp 1
    MaxPool 1
    """.split(separator: "\n").map { line in
      let words = line.split(separator: " ").map(String.init)
      return Operator(
        name: words[0], inputs: Int(words[1]) ?? 1,
        attributes: Array(words.dropFirst(2)))
    }
}

extension Onnx_GraphProto {
  /// Has nodes and outputs take a value in the place of another.
  fileprivate mutating func takeEverywhere(
    _ name: String, for value: String
  ) {
    for index in node.indices {
      for place in node[index].input.indices
      where node[index].input[place] == value {
        node[index].input[place] = name
      }
    }
    for index in output.indices where output[index].name == value {
      output[index].name = name
    }
  }
}
