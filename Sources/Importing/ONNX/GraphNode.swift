import SwiftletONNXSchema

/// A node of a graph with the values of its inputs.
struct GraphNode {
  /// What the node computes, such as `GRU`.
  let operation: String
  /// How messages call the node.
  let label: String
  /// The version of ONNX's operators that the model uses.
  let version: Int
  /// The names of the outputs; empty where one is not used.
  let outputs: [String]
  /// The values of the inputs; nil where one is not given.
  let inputs: [GraphValue?]
  /// Which inputs no other node takes, and no output of the graph is.
  let soleUses: Set<Int>
  private let attributes: [String: Onnx_AttributeProto]

  init(
    _ node: Onnx_NodeProto, inputs: [GraphValue?], soleUses: Set<Int> = [],
    version: Int
  ) throws {
    operation = node.opType
    label = Self.label(of: node)
    self.version = version
    outputs = node.output
    self.inputs = inputs
    self.soleUses = soleUses
    attributes = Dictionary(
      node.attribute.map { ($0.name, $0) },
      uniquingKeysWith: { first, _ in first })
    guard attributes.count == node.attribute.count else {
      throw ImportError("\(label): an attribute comes twice; export again")
    }
  }

  /// The node with other values of its inputs.
  func with(_ inputs: [GraphValue?]) -> GraphNode {
    GraphNode(self, inputs)
  }

  private init(_ other: GraphNode, _ inputs: [GraphValue?]) {
    operation = other.operation
    label = other.label
    version = other.version
    outputs = other.outputs
    soleUses = other.soleUses
    attributes = other.attributes
    self.inputs = inputs
  }

  /// The name of the first output that is used; empty where none is.
  var name: String { outputs.first { !$0.isEmpty } ?? "" }

  /// How messages call a node.
  static func label(of node: Onnx_NodeProto) -> String {
    let name = node.name.isEmpty ? node.output.first ?? "" : node.name
    return "node '\(name)' (\(node.opType))"
  }

  /// An error of the node.
  func error(_ reason: String) -> ImportError {
    ImportError("\(label): \(reason)")
  }

  /// The error of an argument that does not fit a shape.
  func misfit(_ argument: String, _ shape: [Int]) -> ImportError {
    error("\(argument) does not fit the shape \(shape); export the model again")
  }

  /// The value of an input; nil when it is not given.
  func input(_ index: Int) -> GraphValue? {
    index < inputs.count ? inputs[index] : nil
  }

  /// The value of an input that must be a constant.
  func constant(_ index: Int) throws -> ConstantTensor {
    guard case .constant(let tensor)? = input(index) else {
      throw error(
        "its input \(index) is not a constant; export the model with fixed "
          + "parameters")
    }
    return tensor
  }

  /// The integers of an input that must be a constant.
  func constantIntegers(_ index: Int) throws -> [Int] {
    guard let integers = try constant(index).integers else {
      throw error("its input \(index) holds no integers; export again")
    }
    return integers
  }

  /// Whether an input is a constant.
  func takesConstant(_ index: Int) -> Bool {
    if case .constant? = input(index) { true } else { false }
  }

  /// The integers of an input that may be missing.
  func optionalIntegers(_ index: Int) throws -> [Int]? {
    input(index) == nil ? nil : try constantIntegers(index)
  }

  /// A number, by an input or by an attribute; nil when neither is there, or the
  /// input holds several.
  func bound(_ index: Int, _ name: String = "") throws -> Float? {
    guard input(index) != nil else { return try float(name) }
    let tensor = try constant(index)
    return tensor.count == 1 ? tensor.floats?.first : nil
  }

  /// Axes, by attribute (before version 13) or by the second input.
  func axes(rank: Int) throws -> [Int]? {
    try (try integers("axes") ?? optionalIntegers(1))?
      .map { try axis($0, rank: rank) }
  }

  /// The axis that an attribute names, by default the first.
  func axis(rank: Int, named name: String = "axis") throws -> Int {
    try axis(try integer(name) ?? 0, rank: rank)
  }

  /// An axis that may count from the end.
  func axis(_ axis: Int, rank: Int, isEnd: Bool = false) throws -> Int {
    let place = axis < 0 ? axis + rank : axis
    guard place >= 0, place < rank || (isEnd && place == rank) else {
      throw error("there is no axis \(axis) of \(rank); export again")
    }
    return place
  }
}

extension GraphNode {
  /// Refuses attributes that are not among the known ones.
  func expectOnly(_ known: Set<String>) throws {
    guard
      let name = attributes.keys.filter({ !known.contains($0) }).min()
    else { return }
    throw error(
      "its attribute '\(name)' is not understood; export without it")
  }

  /// Sizes, and what they are computed with, lie below; the sum of many of them
  /// and the product of one with the elements of a tensor fit an `Int`.
  static let sizeLimit = 1 << 32

  /// A size, an axis or a choice; nil when the attribute is not there.
  func integer(_ name: String) throws -> Int? {
    try anyInteger(name).map { try bounded($0, name) }
  }

  /// An integer of any size; nil when the attribute is not there.
  func anyInteger(_ name: String) throws -> Int? {
    try attribute(name, .int).map { Int($0.i) }
  }

  /// Sizes; nil when the attribute is not there.
  func sizes(_ name: String) throws -> [Int]? {
    try integers(name)?.map { try bounded($0, name) }
  }

  private func bounded(_ value: Int, _ name: String) throws -> Int {
    guard value.magnitude < Self.sizeLimit else {
      throw error(
        "its attribute '\(name)' is \(value), which no model needs; export "
          + "again")
    }
    return value
  }

  /// A number; nil when the attribute is not there.
  func float(_ name: String) throws -> Float? {
    try attribute(name, .float).map(\.f)
  }

  /// Integers; nil when the attribute is not there.
  func integers(_ name: String) throws -> [Int]? {
    try attribute(name, .ints).map { $0.ints.map { Int($0) } }
  }

  /// Numbers; nil when the attribute is not there.
  func floats(_ name: String) throws -> [Float]? {
    try attribute(name, .floats).map(\.floats)
  }

  /// A text; nil when the attribute is not there.
  func text(_ name: String) throws -> String? {
    try attribute(name, .string).map { String(decoding: $0.s, as: UTF8.self) }
  }

  /// Texts; nil when the attribute is not there.
  func texts(_ name: String) throws -> [String]? {
    try attribute(name, .strings).map {
      $0.strings.map { String(decoding: $0, as: UTF8.self) }
    }
  }

  /// A tensor; nil when the attribute is not there.
  func tensor(_ name: String) throws -> Onnx_TensorProto? {
    try attribute(name, .tensor).map(\.t)
  }

  /// A graph; nil when the attribute is not there.
  func graph(_ name: String) throws -> Onnx_GraphProto? {
    try attribute(name, .graph).map(\.g)
  }

  private func attribute(
    _ name: String, _ type: Onnx_AttributeProto.AttributeType
  ) throws -> Onnx_AttributeProto? {
    guard let attribute = attributes[name] else { return nil }
    guard attribute.type == type else {
      throw error("its attribute '\(name)' is of another type; export again")
    }
    return attribute
  }
}
