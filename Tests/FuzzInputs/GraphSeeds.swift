import Foundation
import SwiftProtobuf
import SwiftletONNXSchema
import WrongModels

/// Graphs of an LSTM with some nodes behind it: what it gives, `z` of the shape
/// `(7, 1, 6)`, or its input `x`, `(7, 1, 5)`, goes through operators that
/// frameworks' files seldom have.
///
/// A line is a graph: nodes, of which `|` separates each from the next, and
/// whose values are `a`, `b`, …, the last one the output. What a node takes is
/// a value's name; `n` and `m`, inputs of integers `(1)` and `(1, 1)`; `_`,
/// nothing; `hy` and `cy`, the LSTM's last states; or a constant of floats such
/// as `f6x2`, or of integers such as `i2=1,-1`. A number before the first node
/// is that of sequences. Attributes follow: `axis:1`, `perm:[1,2,0]`, `alpha:0.5`,
/// `mode:reflect`.
enum GraphSeeds {
  static func all() throws -> [(name: String, bytes: Data)] {
    let base = try WrongONNX.load("onnx-node-lstm.onnx")
    return try lines.split(separator: "\n").map { line in
      var model = base
      add(String(line), to: &model.graph)
      return (String(line), try model.serializedData())
    }
  }

  /// Loops whose cells compute their gates or their candidate otherwise.
  static func loops() throws -> [(name: String, bytes: Data)] {
    let base = try WrongONNX.load("onnx-node-loop.onnx")
    return try ["Sigmoid", "Tanh"].flatMap { function in
      try functions.map { line in
        var model = base
        replace(function, by: line, in: &model.graph.node[2].attribute[0].g)
        return ("\(function) \(line)", try model.serializedData())
      }
    }
  }

  private static func replace(
    _ function: String, by line: String, in graph: inout Onnx_GraphProto
  ) {
    let nodes = graph.node
    graph.node = []
    for node in nodes {
      guard node.opType == function else {
        graph.node.append(node)
        continue
      }
      var value = node.input[0]
      let parts = line.split(separator: "|")
      for (index, part) in parts.enumerated() {
        let words = part.split(separator: " ").map(String.init)
        let isLast = index == parts.count - 1
        let output = isLast ? node.output[0] : "\(node.output[0]).\(index)"
        let inputs = words.dropFirst().map {
          $0 == "v" ? value : self.value($0, in: &graph)
        }
        graph.node.append(.make(words[0], inputs, output))
        value = output
      }
    }
  }

  /// What may stand for a function of `v`.
  private static let functions = [
    "HardSigmoid v", "Mul v f=0.2|Add v f=0.5|Clip v f=0 f=1",
    "Div v f=5|Sub v f=-0.5|Max v f=0|Min v f=1", "Clip v f=1 f=0",
    "Mul v f=0.2|Add v f=0.5|Clip v f=0", "Sub f=1 v|Clip v _ f=1",
    "Max v f2=0", "Min f=1 v", "Div f=1 v", "Relu v", "Sigmoid v|Relu v",
    "Sub v f=0.5", "Div v f=2", "Identity v", "Neg v",
    "Sigmoid v|Sub v f=0.5", "Sigmoid v|Div v f=2",
  ]

  private static func add(_ line: String, to graph: inout Onnx_GraphProto) {
    graph.addInput("n", [1], type: 7)
    graph.addInput("m", [1, 1], type: 7)
    graph.node[0].output = ["y", "hy", "cy"]
    graph.input[0].type.tensorType.shape.dim[0].dimValue = 7
    var line = line[...]
    if let colon = line.firstIndex(of: ":"), let batch = Int64(line[..<colon]) {
      graph.input[0].type.tensorType.shape.dim[1].dimValue = batch
      line = line[colon...].dropFirst()
    }
    for (index, part) in line.split(separator: "|").enumerated() {
      var node = node(String(part), in: &graph)
      node.output = [name(index)]
      if node.opType.hasSuffix("2") {
        node.opType.removeLast()
        node.output = ["a", "b"]
      }
      graph.node.append(node)
      graph.output[0].name = node.output[0]
    }
  }

  /// A node by its line, without its outputs; what it takes becomes tensors of
  /// a graph.
  static func node(
    _ line: String, in graph: inout Onnx_GraphProto
  ) -> Onnx_NodeProto {
    let words = line.split(separator: " ").map(String.init)
    var node = Onnx_NodeProto()
    node.opType = words[0]
    for word in words.dropFirst() {
      let parts = word.split(separator: ":").map(String.init)
      if parts.count == 2 {
        set(parts[0], parts[1], of: &node)
      } else {
        node.input.append(value(word, in: &graph))
      }
    }
    return node
  }

  private static func name(_ index: Int) -> String {
    String(UnicodeScalar(UInt8(ascii: "a") + UInt8(index)))
  }

  private static func set(
    _ name: String, _ text: String, of node: inout Onnx_NodeProto
  ) {
    if text.hasPrefix("[") {
      let list = text.dropFirst().dropLast().split(separator: ",")
      if text.contains(".") {
        node.set(name, floats: list.compactMap { Float($0) })
      } else if list.contains(where: { Int64($0) == nil }) {
        node.set(name, texts: list.map(String.init))
      } else {
        node.set(name, integers: list.compactMap { Int64($0) })
      }
    } else if let integer = Int64(text) {
      node.set(name, integer: integer)
    } else if let float = Float(text) {
      node.set(name, float: float)
    } else {
      node.set(name, text: text)
    }
  }

  /// The name of what a node takes.
  static func value(
    _ word: String, in graph: inout Onnx_GraphProto
  ) -> String {
    let parts = word.split(separator: "=").map(String.init)
    guard word != "_" else { return "" }
    guard let type = word.first, "fi".contains(type),
      word.dropFirst().first.map("=0123456789".contains) == true
    else { return word }
    let name = "k\(graph.initializer.count)"
    let shape = parts[0].dropFirst().split(separator: "x").compactMap {
      Int64($0)
    }
    let count = Int(shape.reduce(1, *))
    let numbers =
      parts.count > 1
      ? parts[1].split(separator: ",").compactMap { Double($0) } : [0.5]
    let all = (0..<count).map { numbers[$0 % numbers.count] }
    if type == "f" {
      graph.add(name, shape, all.map { Float($0) })
    } else {
      graph.add(name, shape, integers: all.map { Int64($0) })
    }
    return name
  }

  /// Constants are added to the outputs, so that they are computed.
  private static let lines = """
    Min f6=1 f6=2|Add z a
    Max f6=1 f6=2 f6=3|Add z a
    Min i2=1,2 i2=2,1|Cast a to:1|Add z b
    Max i=1 f=1|Add z a
    Min|Add z a
    Clip f6=1 f=0 f=2|Add z a
    Clip i2=1,2 i=0 _|Cast a to:1|Add z b
    Clip f6=1 f2=0|Add z a
    Range i=0 i=6 i=1|Cast a to:1|Add z b
    Range i=0 i=9000000000000 i=1|Add z a
    Range i=0 i=6 i=0|Add z a
    Range f=0 f=6 f=1|Add z a
    Where i6=0,1 f6=1 f6=2|Add z a
    Where i2=0,1 i2=7,1 i2=1,6|Expand f=1 a|Add z b
    Where f6=1 f6=1 f6=2|Add z a
    Where i6=0,1 f6=1 i6=2|Add z a
    Not i6=0,1|Cast a to:1|Add z b
    Neg i6=0,1|Cast a to:1|Add z b
    Neg f6=1,2|Add z a
    Not f6=1|Add z a
    And i6=1 i6=1,0|Cast a to:1|Add z b
    Or i6=1 i6=1,0|Cast a to:9|Cast b to:1|Add z c
    Less f6=1 f6=0,2|Cast a to:1|Add z b
    LessOrEqual f6=1 f6=0,2|Cast a to:1|Add z b
    Greater i6=1 i6=0,2|Cast a to:1|Add z b
    GreaterOrEqual i6=1 i6=0,2|Cast a to:1|Add z b
    Equal i6=1 f6=1|Add z a
    ReduceMax f2x6=1,2 axes:[0] keepdims:0|Add z a
    ReduceMin f2x6=1,2 axes:[0]|Add z a
    ReduceProd i2x6=1,2 axes:[0]|Cast a to:1|Add z b
    ReduceSum f2x6 i1=0 keepdims:1|Add z a
    ReduceSum f6|Add z a
    ReduceSum f6 _ noop_with_empty_axes:1|Add z a
    ReduceSum f0x6 i1=0|Add z a
    Add f6 f6|Sub a f6|Mul b f6|Div c f6|Add z d
    Div i2=6,1 i2=2,1|Cast a to:1|Add z b
    Div i2=6,1 i2=0|Cast a to:1|Add z b
    Add i6 f6|Add z a
    Add f2 f3|Add z a
    Constant value_float:0.5|Add z a
    Constant value_floats:[0.5,1.5,2.5,1.0,1.0,1.0]|Add z a
    Constant value_int:9223372036854775807|Cast a to:1|Add z b
    Constant value_ints:[7,1,6]|Reshape z a
    Constant|Add z a
    ConstantOfShape i1=6|Add z a
    ConstantOfShape i1=-1|Add z a
    Concat f2 f4 axis:0|Add z a
    Concat f2 i4 axis:0|Add z a
    Concat f2x2 f4 axis:0|Add z a
    Concat i2 i4 axis:0|Cast a to:1|Add z b
    Concat axis:0|Add z a
    Size z|Cast a to:1|Mul z b
    Shape z start:1 end:-1|Cast a to:1|Add z b
    Tile f2 i1=3|Add z a
    Tile f2 i2=3|Add z a
    Tile f2 i1=100000000|Add z a
    Tile z i3=1,1,2|MatMul a f12x2
    Tile z i3=1,2,1|MatMul a f6x2
    Expand f6 i2=100000,100000|Add z a
    Expand f2 i1=3|Add z a
    Expand z i3=7,1,6|MatMul a f6x2
    Gather f2x6 i=1 axis:0|Add z a
    Gather f2x6 i=9 axis:0|Add z a
    Gather f2x6 f=1 axis:0|Add z a
    Gather f2x6 i1x1=1 axis:0|Add z a
    GatherElements f2x6 i1x6=1 axis:0|Add z a
    GatherElements f2x6 i1x6=-1 axis:0|Add z a
    GatherElements f2x6 i1x6=1,0 axis:0|Add z a
    GatherElements f2x6 i1x6=9|Add z a
    GatherElements z i1x1x6=6 axis:0|MatMul a f6x2
    Unsqueeze f6 axes:[0,0]|Add z a
    Unsqueeze f6 i1=0|Add z a
    Squeeze f1x6 axes:[1]|Add z a
    Squeeze f1x6|Add z a
    Reshape f6 i2=-1,0|Add z a
    Reshape f6 i2=4,-1|Add z a
    Reshape f6 i2=2,3 allowzero:1|Add z a
    Reshape f6 i2=7,3|Add z a
    Transpose f2x3 perm:[1,0]|Reshape a i1=6|Add z b
    Transpose f2x3|Reshape a i1=6|Add z b
    Transpose f2x3 perm:[1,1]|Add z a
    Flatten f2x3 axis:2|Add z a
    Flatten f6 axis:0|Add z a
    Slice f12 i1=0 i1=12 i1=0 i1=2|Add z a
    Slice f12 i1=-1 i1=-13 i1=0 i1=-2|Add z a
    Slice f12 i1=0 i1=12 i1=0 i1=0|Add z a
    Slice f12 starts:[6] ends:[9223372036854775807]|Add z a
    Slice f12 starts:[6] ends:[12] axes:[0]|Add z a
    Slice z i1=1 i1=3 i1=2|MatMul a f2x2
    Slice z i1=1 i1=3 i1=0|MatMul a f6x2
    Slice z i1=6 i1=7 i1=0|MatMul a f6x2
    Split2 f12 axis:0|Add z a
    Split2 f12 axis:0 split:[6,6]|Add z b
    Split2 f12 i2=5,5 axis:0|Add z a
    Split2 z axis:2|MatMul a f3x2
    Split2 z axis:0|MatMul a f6x2
    Split2 z i2=1,5 axis:2|MatMul b f5x2
    Dropout f6|Add z a
    Identity z f=0.5 i=1|MatMul a f6x2
    Cast f6 to:11|Add z a
    Cast f6 to:7|Add z a
    Cast i6 to:6|Cast a to:1|Add z b
    Cast x to:6|MatMul a f5x2
    Cast x to:10|MatMul a f5x2
    Cast n to:7|Gather f9x4 a|MatMul b f4x2
    Gather f9x4 n|MatMul a f4x2
    Gather f9x4 n axis:1|MatMul a f4x2
    Gather f9x4 x|MatMul a f4x2
    Gather f9x4 z|MatMul a f4x2
    MatMul z z
    MatMul z f6|Add a f2
    MatMul z f1x6x2|Add a f2=1
    MatMul z f6x2|Sub a f2|Sub f2 b|Mul c f2|Div d f2
    MatMul z f6x2|Sub a f2|Relu b
    MatMul z f6x2|Add a f3
    MatMul z f6x2|Add a i2
    MatMul z f6x2|Add a f7x1x2=1,2
    MatMul z f6x2|Div f2=1 a
    MatMul z f6x2|Div f2 a
    MatMul z f6x2|Add a f0
    MatMul z i6x2
    MatMul z f5x2
    MatMul f2x6 z
    Gemm z f6x2 f2 alpha:0.5 beta:2.0
    Gemm z f2x6 _ transB:1
    Gemm z f2x6 f2 transA:1
    Squeeze z i1=1|Gemm a f6x2 f2
    Squeeze z i1=1|Gemm a f2x6 f2 transB:1
    Relu z|MatMul a f6x2
    PRelu z f6|MatMul a f6x2
    PRelu z f=0.5|MatMul a f6x2
    PRelu z f7x1x6|MatMul a f6x2
    PRelu z i6|MatMul a f6x2
    LeakyRelu z|MatMul a f6x2
    LeakyRelu z alpha:0.3|MatMul a f6x2
    HardSigmoid z|MatMul a f6x2
    HardSigmoid z alpha:0.3 beta:0.7|MatMul a f6x2
    MatMul z f6x2|Add a f2|HardSigmoid b alpha:0.16666667
    Clip z f=0|MatMul a f6x2
    Clip z f=0 f=6|MatMul a f6x2
    Clip z f=-1 f=1|MatMul a f6x2
    Clip z f=-3 f=1|MatMul a f6x2
    Clip z f=1|MatMul a f6x2
    Clip z _ f=1|MatMul a f6x2
    Clip z f=1 f=0|MatMul a f6x2
    Max z f=0|MatMul a f6x2
    Max f=0 z|MatMul a f6x2
    Max z f=1|MatMul a f6x2
    Max z z|MatMul a f6x2
    Min z f=0|MatMul a f6x2
    Max z|MatMul a f6x2
    Add z z|MatMul a f6x2
    Sub z z|MatMul a f6x2
    Mul z z|MatMul a f6x2
    Div z z|MatMul a f6x2
    MatMul z f6x1|Mul a z|MatMul b f6x2
    MatMul z f6x1|Add z a|MatMul b f6x2
    MatMul z f6x2|Add a z|MatMul b f6x2
    Relu z|Add a f6|MatMul b f6x2
    Relu z|Sub f6 a|MatMul b f6x2
    Relu z|Sub a f6|MatMul b f6x2
    Relu z|Mul a f6|MatMul b f6x2
    Relu z|Div a f6|MatMul b f6x2
    Relu z|Div f6=1 a|MatMul b f6x2
    Relu z|Add a f1x1x1x6|MatMul b f6x2
    Add x f5|MatMul a f5x2
    Sub x f=0.5|MatMul a f5x2
    Mul x f5|MatMul a f5x2
    Div x f5|Div a f5|Add b f=0.5|MatMul c f5x2
    Mul x f5x1x1|MatMul a f5x2
    Mul x f7x1x1|MatMul a f5x2
    Div f5 x|MatMul a f5x2
    Mul x f5=0|MatMul a f5x2
    Mul x f5=-1|MatMul a f5x2
    Add x f2|MatMul a f5x2
    Mul x f=0.5|Relu a|MatMul b f5x2
    Softmax z
    Softmax z axis:-1
    Softmax z axis:2
    LogSoftmax z
    LogSoftmax z axis:2
    Softmax z axis:0
    ReduceMean z axes:[2]
    ReduceMean z axes:[2] keepdims:0
    ReduceMean z axes:[1]|MatMul a f6x2
    ReduceMean z i1=2
    ReduceMean z
    ReduceSum z axes:[2]
    ReduceMean z axes:[-1]|Sub z a|Pow b f=2|ReduceMean c axes:[-1]|Add d \
    f=0.5|Sqrt e|Div b f
    ReduceMean z axes:[-1]|Sub z a|Mul b b|ReduceMean c axes:[-1]|Add d \
    f=0.5|Sqrt e|Reciprocal f|Mul b g|Mul h f6|Add i f6
    ReduceMean z axes:[-1]|Sub z a|Mul b b|ReduceMean c axes:[-1]|Add d \
    f=0.5|Sqrt e|Reciprocal f|Mul g b
    ReduceMean z axes:[-1]|Sub z a|Mul b b|ReduceMean c axes:[-1]|Add d \
    f=-1|Sqrt e|Div b f
    ReduceMean z axes:[-1]|Sub z a|Mul b b|ReduceMean c axes:[-1]|Add d \
    f=0.5|Sqrt e|Div z f
    Pow z f=3
    Pow z f=2|MatMul a f6x2
    Pow z f2=2|MatMul a f6x2
    Sqrt z|MatMul a f6x2
    Pow z f=2|MatMul a f6x2|Sqrt b
    Mul z z|ReduceMean a axes:[2]|Sqrt b
    Reciprocal z
    Exp z
    LayerNormalization z f6 f6|MatMul a f6x2
    LayerNormalization z f6 axis:2 epsilon:0.1
    LayerNormalization z f6 axis:1
    LayerNormalization z f5
    LayerNormalization z i6
    BatchNormalization z f6 f6 f6 f6
    Transpose z perm:[1,2,0]|BatchNormalization a f6 f6 f6 f6 epsilon:0.1
    Transpose z perm:[1,2,0]|BatchNormalization a f6 f6 f6 f5
    Transpose z perm:[1,2,0]|BatchNormalization a i6 f6 f6 f6
    Transpose z perm:[1,2,0]|BatchNormalization a f6 f6 f6 f6=-1
    Transpose x perm:[1,2,0]|BatchNormalization a f5 f5 f5 f5|Transpose b \
    perm:[2,0,1]|MatMul c f5x2
    Squeeze z i1=1|BatchNormalization a f6 f6 f6 f6|MatMul b f6x2
    Transpose z perm:[1,2,0]|Conv a f4x6x1 f4
    Transpose z perm:[1,2,0]|Conv a f4x6x3 f4 pads:[2,0]
    Transpose z perm:[1,2,0]|Conv a f4x6x3 f4 pads:[2,0] dilations:[2]
    Transpose z perm:[1,2,0]|Conv a f4x6x3 f4 pads:[4,0] dilations:[2]|Relu b
    Transpose z perm:[1,2,0]|Conv a f4x6x3 f4 pads:[2,2]|Slice b i1=0 i1=7 i1=2
    Transpose z perm:[1,2,0]|Conv a f4x6x3 f4 pads:[2,2]|Slice b i1=0 i1=6 i1=2
    Transpose z perm:[1,2,0]|Conv a f4x6x3 f4 pads:[2,2]|Slice b i1=0 i1=1 \
    i1=0|Slice c i1=0 i1=7 i1=2
    Transpose z perm:[1,2,0]|Conv a f4x6x3 f4 pads:[2,2]|Transpose b \
    perm:[0,2,1]
    Transpose z perm:[1,2,0]|Conv a f4x6x3 f4 pads:[2,2]|Relu b
    Transpose z perm:[1,2,0]|Conv a f4x6x3 f4 auto_pad:SAME_UPPER
    Transpose z perm:[1,2,0]|Conv a f4x6x3 f4 auto_pad:SAME_LOWER strides:[2]
    Transpose z perm:[1,2,0]|Conv a f4x6x3 f4 auto_pad:VALID
    Transpose z perm:[1,2,0]|Conv a f6x1x3 f6 pads:[2,0] group:6
    Transpose z perm:[1,2,0]|Conv a f6x1x3 f6 pads:[2,0] group:5
    Transpose z perm:[1,2,0]|Conv a f6x1x3 f5 pads:[2,0] group:6
    Transpose z perm:[1,2,0]|Conv a f4x6x3 f4 pads:[2,0] strides:[2]
    Transpose z perm:[1,2,0]|Conv a f4x6x3 f4 pads:[2,0] strides:[2,2]
    Transpose z perm:[1,2,0]|Conv a f4x6x3 pads:[2]
    Transpose z perm:[1,2,0]|Conv a f4x5x3 pads:[2,0]
    Transpose z perm:[1,2,0]|Conv a i4x6x3 pads:[2,0]
    Transpose z perm:[1,2,0]|Pad a i6=0,0,2,0,0,0|Conv b f4x6x3
    Transpose z perm:[1,2,0]|Pad a i6=0,2,0,0,0,0|Conv b f4x6x3
    Transpose z perm:[1,2,0]|Pad a i6=0,0,2,0,0,0|Relu b
    Transpose z perm:[1,2,0]|Pad a i6=0|Conv b f4x6x1
    Transpose z perm:[1,2,0]|Pad a i6=0,1,2,0,0,0|Conv b f4x6x3
    Transpose z perm:[1,2,0]|Pad a i6=0,0,-2,0,0,0|Conv b f4x6x3
    Transpose z perm:[1,2,0]|Pad a i2=2,0 f=0 i1=2|Conv b f4x6x3
    Transpose z perm:[1,2,0]|Pad a i2=2,0 f=1 i1=2|Conv b f4x6x3
    Transpose z perm:[1,2,0]|Pad a pads:[0,0,2,0,0,0] value:0.5|Conv b f4x6x3
    Transpose z perm:[1,2,0]|Pad a i6=0,0,2,0,0,0 mode:reflect|Conv b f4x6x3
    Transpose z perm:[1,2,0]|Pad a i6=0,0,2,0,0,0 mode:edge|Conv b f4x6x3
    Pad z i6=0,0,2,0,0,2 mode:reflect|MatMul a f10x2
    Pad z i6=0,0,9,0,0,2 mode:reflect|MatMul a f10x2
    Conv z f4x1x3
    Conv z f4x1x3 pads:[1,1]|Relu a
    Conv z f4x1x3 strides:[2]|Transpose a perm:[0,2,1]|MatMul b f4x2
    Conv z f4x1x9
    Conv x f4x1x3|Relu a
    Conv x f4x1x3|Reshape a i3=7,1,12|MatMul b f12x2
    Unsqueeze z i1=1|Conv a f4x1x1x3|Relu b
    Unsqueeze z i1=1|Conv a f4x1x3x3 kernel_shape:[3,3]
    Unsqueeze z i1=1|Conv a f4x1x1x3 kernel_shape:[1,3] pads:[0,1,0,1]
    Sub n i1=1|Gather z a
    Sub n i=1|Cast a to:6|Gather z b
    Add n i1=-1|Gather z a axis:0
    Sub n i1=2|Gather z a
    Gather z n
    Gather z n axis:1
    Sub i1=7 n|Gather z a
    Concat n i1=1 axis:0|Gather z a
    Concat n n axis:0|Reshape a i1=2|Gather z b
    Expand n i1=1|Gather z a
    Expand n i2=2,3|Gather z a
    Expand n i2=-2,3|Gather z a
    Clip n i=0 i=6|Gather z a
    Clip n i=0 i=6|Sub a i1=1|Gather z b
    Less n i1=0|Add n i1=7|Where a b n|Gather z c
    Less n i1=0|Where a i1=0 i1=1|Gather z b
    Less n i1=0|Gather z a
    Less n i2x3=0|Gather z a
    Mod n i1=7|Gather z a
    Mod i1=7 n|Gather z a
    Max n i1=0|Gather z a
    Not n|Gather z a
    Unsqueeze n i1=0|Squeeze a i1=0|Gather z b
    Unsqueeze n i2=1,2|Sub a i=1|Expand b i3=1,1,6|GatherElements z c axis:0
    Unsqueeze n i2=1,2|Expand a i3=1,1,5|GatherElements z b axis:0
    Concat m m axis:1|GatherND z a
    Sub m i=1|Concat a i1x1=0 axis:1|GatherND z b
    GatherND z m batch_dims:1
    GatherND z n batch_dims:9223372036854775807
    Add n i1=1|Add z a
    Add n f6|MatMul a f1x2
    MatMul n f1x2
    Add z n
    Transpose z perm:[2,1,0]|MatMul a f7x2
    Transpose z perm:[1,0,2]|MatMul a f6x2
    Concat z z axis:2|MatMul a f12x2
    Concat z z axis:0|MatMul a f6x2
    Concat z x axis:2|MatMul a f11x2
    Concat z x axis:-1|MatMul a f11x2
    Concat x x axis:2|MatMul a f10x2
    Slice x i1=0 i1=3 i1=2|MatMul a f3x2
    Slice x i1=0 i1=3 i1=0|MatMul a f5x2
    Slice x i1=6 i1=7 i1=0|MatMul a f5x2
    Gather x i=6 axis:0|MatMul a f5x2
    Gather z i=6|MatMul a f6x2
    Gather z i=0|MatMul a f6x2
    Gather z i2=5,6|MatMul a f6x2
    Gather z i2=1,1 axis:2|MatMul a f2x2
    Gather z i=-1|Softmax a axis:1
    Gather z i=-1|Concat a a axis:1|MatMul b f12x2
    Reshape z i2=7,6|MatMul a f6x2
    Reshape z i3=7,2,3|MatMul a f3x2
    Reshape z i3=7,2,3|Transpose a perm:[0,2,1]|Reshape b i2=7,6|MatMul c f6x2
    Reshape z i2=-1,12|MatMul a f12x2
    Flatten z axis:2|MatMul a f6x2
    Flatten z axis:1|MatMul a f6x2
    Where z z z
    Equal z f=0.5
    Expand z i3=7,2,6
    GRU z f1x12x6 f1x12x4 f1x24 _ _ hidden_size:4
    GRU z f1x12x6 f1x12x4 f1x24 _ _ hidden_size:4 linear_before_reset:1 clip:1.0
    GRU z f1x12x6 f1x12x4 _ n
    RNN z f1x4x6 f1x4x4 f1x8|Squeeze a i1=1|MatMul b f4x2
    RNN z f1x4x6 f1x4x4 f1x8|Transpose a perm:[0,2,1,3]|Reshape b \
    i3=7,1,4|MatMul c f4x2
    RNN x f1x4x5 f1x4x4 f1x8|Squeeze a i1=1|MatMul b f4x2
    LSTM z f1x16x6 f1x16x4 f1x32 _ f1x1x4=0 f1x1x4=0
    LSTM z f1x16x6 f1x16x4 f1x32 _ f1x1x4 f1x1x4
    LSTM z f1x16x6 f1x16x4 f1x32 i1=7
    LSTM z f1x16x6 f1x16x4 f1x32 n
    LSTM z f1x16x6 f1x16x4 f1x32 layout:1
    Squeeze hy i1=0|MatMul a f6x2
    2:Squeeze hy i1=0|MatMul a f6x2
    2:Transpose hy perm:[1,0,2]|Reshape a i2=2,6|MatMul b f6x2
    2:Gather hy i=0 axis:1|MatMul a f6x2
    2:Concat hy hy axis:2|Squeeze a i1=0|MatMul b f12x2
    2:Concat hy hy axis:1|Squeeze a i1=0|MatMul b f6x2
    2:Reshape hy i1=12|MatMul a f12x2
    2:Squeeze z|MatMul a f6x2
    2:Gather z i=-1|MatMul a f6x2
    Add hy f1x1x6=0|Squeeze a i1=0|MatMul b f6x2
    Add f1x1x6=0 hy|Squeeze a i1=0|MatMul b f6x2
    Add hy f2x1x6=0
    Concat hy cy axis:2
    Concat hy hy axis:0|MatMul a f6x2
    Concat hy hy axis:2|Squeeze a i2=0,1|Unsqueeze b i1=0|MatMul c f12x2
    Squeeze cy i1=0|MatMul a f6x2
    9000000:Squeeze hy i1=0|MatMul a f6x2
    Split2 hy axis:2|MatMul a f3x2
    Split2 hy axis:2|MatMul b f3x2
    Relu hy|MatMul a f6x2
    Conv hy f4x1x3
    Mul hy f=0.5|MatMul a f6x2
    Transpose z perm:[1,2,0]|Conv a f4x6x3 pads:[2,0]|Transpose b \
    perm:[2,0,1]|GRU c f1x12x4 f1x12x4|Squeeze d i1=1|MatMul e f4x2
    Transpose z perm:[1,0,2]|Conv a f4x1x3 f4
    Transpose z perm:[2,1,0]|Conv a f4x1x3 f4
    Mul x f7x1x5|MatMul a f5x2
    Mul x f1x1x5=1,2|Sub a f5|MatMul b f5x2
    Transpose x perm:[0,2,1]|Mul a f5x1|Transpose b perm:[0,2,1]|MatMul c f5x2
    Transpose x perm:[0,2,1]|Conv a f4x5x1|Transpose b perm:[0,2,1]|MatMul \
    c f4x2
    Slice x i1=0 i1=3 i1=2|Slice a i1=1 i1=3 i1=2|MatMul b f2x2
    Slice x i1=0 i1=3 i1=0|Slice a i1=0 i1=2 i1=2|MatMul b f2x2
    Slice x i1=0 i1=3 i1=2|Mul a f3|MatMul b f3x2
    Reshape x i3=7,5,1|Conv a f4x5x1
    Reshape x i2=7,5|Mul a f5|MatMul b f5x2
    ReduceMean x axes:[2] keepdims:1|MatMul a f1x2
    ReduceMean x axes:[1] keepdims:0|MatMul a f5x2
    Size x|Cast a to:1|Mul z b
    Expand f6 i1=6|Identity a|Add z b
    Shape x|Gather a i=0|Cast b to:1|Mul z c
    Shape x|Gather a i1=2|Concat b i1=1 axis:0|Expand f=0.5 a|MatMul z f6x2
    Shape x start:9|Cast a to:1|Add z b
    Concat f6|Add z a
    Equal i6=1,2 i6=1|Where a f6=1 f6=0|Add z b
    Or i6=0 i6=0,1|Cast a to:1|Add z b
    Cast i6=0,1 to:9|Cast a to:1|Add z b
    Cast f6=0,1
    Gemm z f6x2 f2 alpha:0.5|Relu a
    Slice z i1=-1 i1=-8 i1=0 i1=-1|MatMul a f6x2
    Slice z i1=-1 i1=-8 i1=0 i1=-1|Transpose a perm:[1,0,2]
    Slice z i1=-1 i1=-8 i1=0 i1=-1|Slice a i1=-1 i1=-8 i1=0 i1=-1|MatMul b f6x2
    Slice z i1=-1 i1=-8 i1=0 i1=-1|Gather a i=0 axis:0|MatMul b f6x2
    Slice x i1=-1 i1=-8 i1=0 i1=-1|MatMul a f5x2
    Slice x i1=-1 i1=-8 i1=0 i1=-1|Slice a i1=-1 i1=-8 i1=0 i1=-1|MatMul b f5x2
    Slice z i1=3 i1=3 i1=0|MatMul a f6x2
    ReverseSequence z i1=7 time_axis:0 batch_axis:1|Gather a i=0|MatMul b f6x2
    ReverseSequence z i1=3 time_axis:0 batch_axis:1
    ReverseSequence z f1=7
    ReverseSequence z n|MatMul a f6x2
    Transpose x perm:[1,2,0]|MatMul a f7x6|Add z a
    Cast z|MatMul a f6x2
    Concat z z|MatMul a f6x2
    Max n i1=0|LSTM z f1x16x6 f1x16x4 f1x32 a
    Sub n i1=1|LSTM z f1x16x6 f1x16x4 f1x32 a
    Less n i1=0|LSTM z f1x16x6 f1x16x4 f1x32 a
    Concat n m axis:0|Gather z a
    Concat n n|Reshape a i1=2|Gather z b
    Expand n i1=3|Max a i2=1|Gather z b
    Unsqueeze n i2=1,2|Expand a i3=1,1,6|GatherElements z b
    Squeeze n|GatherND z a
    Squeeze n|Gather z a
    RNN z f1x4x6 f1x4x4 f1x8 activations:[Affine]
    RNN z f1x4x6 f1x4x4 f1x8 activations:[Elu]
    RNN z f1x4x6 f1x4x4 f1x8 activations:[Relu,Relu]
    RNN z f1x4x6 f1x4x4 _ _ f1x1x9
    GRU z f1x12x6 f1x12x4 f1x24 activations:[HardSigmoid,Affine]
    GRU z f1x12x6 f1x12x4 f1x24 activations:[Tanh,Tanh]
    Transpose z perm:[1,0,2]|Conv a f4x7x3
    3:Transpose z perm:[0,2,1]|Conv a f4x6x1
    Slice z i1=6 i1=7 i1=0|Conv a f4x1x3
    Slice x i1=0 i1=3 i1=0|Conv a f4x1x3
    Mul x f5|Conv a f4x1x3
    MatMul z f6x132|Reshape a i3=7,2,66|Conv b f1x2x3
    Reshape z i3=7,6,1|Conv a f4x6x2 pads:[1,1] dilations:[2]
    Reshape z i3=7,6,1|Conv a f4x6x2 pads:[1,0]
    Reshape z i3=7,3,2|Conv a f4x3x2|Split2 b axis:1
    Reshape z i3=7,4,2|MatMul a f2x2
    Reshape z i4=7,1,2,3|Reshape a i3=7,3,2|Reshape b i2=7,6|MatMul c f6x2
    Transpose z perm:[1,2,0]|Pad a i6=0,0,2,0,0,0 i=0|Conv b f4x6x3
    Transpose z perm:[1,2,0]|Conv a f4x6x3 pads:[2,2]|Transpose b \
    perm:[1,0,2]
    Clip z _ _|MatMul a f6x2
    Clip z f=-3.4028235e38 f=3.4028235e38|MatMul a f6x2
    ReduceMean z axes:[1,2] keepdims:1|Sub z a|Relu b
    BatchNormalization2 z f6 f6 f6 f6
    Squeeze z i1=1|BatchNormalization a f6 f6 f6 f6 training_mode:1
    HardSigmoid z alpha:0.16666667|Mul z a|MatMul b f6x2
    Add z f=3|Clip a f=0 f=6|Mul z b|Div c f=6|MatMul d f6x2
    Sigmoid z|Mul z a|MatMul b f6x2
    Max i2x6=1,2 i1|Add z a
    ReduceProd f2x6=1,2 axes:[0] keepdims:0|Add z a
    ReduceSum i2x6=1,2 i1=0 keepdims:0|Cast a to:1|Add z b
    Squeeze z i1=1|Gemm a f6x2 _|Relu b|Gemm c f2x3 f3|Softmax d axis:1
    """
}
