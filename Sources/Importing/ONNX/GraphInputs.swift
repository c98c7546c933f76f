import SwiftletONNXSchema

/// The inputs of a graph as values.
///
/// A size that the graph leaves open, such as the number of timesteps, becomes
/// an unusual number, so that shapes can be computed; of a state it is the
/// number of sequences, which is 1.
struct GraphInputs {
  /// An input.
  struct Input {
    let name: String
    let shape: [Int]
    /// The axes whose sizes the graph leaves open.
    let openAxes: [Int]
    /// Whether its elements are integers.
    let isInteger: Bool
    /// Whether it brings states.
    let isState: Bool
    /// The value that it always has; nil of one that changes.
    let fixed: Double?
  }

  /// The inputs.
  private(set) var inputs: [Input] = []
  private var sizes: [String: Int] = [:]
  private var next = 1009

  private static let sizeLimit = 1 << 20
  private static let countLimit = 1 << 34
  /// Elements of an input that has a value for each.
  private static let valueLimit = 1 << 20

  /// - Throws: `ImportError` when an input has no shape, or an absurd one, or
  ///   the options do not fit the inputs.
  init(_ graph: Onnx_GraphProto, _ options: GraphOptions) throws {
    try Self.check(options, graph)
    let states = StateInputs.names(in: graph)
    for input in graph.input where states.contains(input.name) {
      for case .dimParam(let name)? in input.type.tensorType.shape.dim
        .map(\.value)
      { sizes[name] = 1 }
    }
    for input in graph.input {
      guard case .tensorType(let type)? = input.type.value, type.hasShape else {
        throw ImportError(
          "input '\(input.name)' has no shape; export the model with an "
            + "example input")
      }
      let isState = states.contains(input.name)
      let isFixed = options.fixed[input.name] != nil
      let given = options.shapes[input.name]
      let shape =
        try given
        ?? type.shape.dim.map {
          try size($0, input.name, isSingle: isState || isFixed)
        }
      let limit = isState || isFixed ? Self.valueLimit : Self.countLimit
      guard ConstantTensor.count(shape, limit: limit) != nil else {
        throw ImportError(
          "input '\(input.name)' has the shape \(shape), which no model "
            + "needs; export again")
      }
      inputs.append(
        Input(
          name: input.name, shape: shape,
          openAxes: given != nil
            ? []
            : type.shape.dim.indices.filter {
              if case .dimValue? = type.shape.dim[$0].value {
                false
              } else {
                true
              }
            },
          isInteger: Self.isInteger(Int(type.elemType)), isState: isState,
          fixed: options.fixed[input.name]))
    }
  }

  /// Checks that the options name inputs, and shapes with their axes.
  private static func check(
    _ options: GraphOptions, _ graph: Onnx_GraphProto
  ) throws {
    let names = graph.input.map(\.name)
    for (option, given) in [
      ("`fixed`", options.fixed.keys.sorted()),
      ("`shapes`", options.shapes.keys.sorted()),
    ] {
      guard let name = given.first(where: { !names.contains($0) }) else {
        continue
      }
      throw ImportError(
        "\(option): the model has no input '\(name)'; its inputs are "
          + names.map { "'\($0)'" }.joined(separator: ", "))
    }
    for input in graph.input {
      let isInteger = isInteger(Int(input.type.tensorType.elemType))
      if let value = options.fixed[input.name], isInteger,
        Int(exactly: value) == nil
      {
        throw ImportError(
          "`fixed`: input '\(input.name)' takes whole numbers, not \(value)")
      }
      guard let shape = options.shapes[input.name] else { continue }
      let dimensions = input.type.tensorType.shape.dim
      let fits = zip(shape, dimensions).allSatisfy { size, dimension in
        guard case .dimValue(let own)? = dimension.value, own > 0 else {
          return 1...sizeLimit ~= size
        }
        return size == own
      }
      guard shape.count == dimensions.count, fits else {
        throw ImportError(
          "`shapes`: \(shape) does not fit input '\(input.name)', which has "
            + "the sizes "
            + dimensions.map(text).joined(separator: ", "))
      }
    }
  }

  private static func text(
    _ dimension: Onnx_TensorShapeProto.Dimension
  ) -> String {
    switch dimension.value {
    case .dimValue(let size)? where size > 0: "\(size)"
    case .dimParam(let name)? where !name.isEmpty: name
    default: "any"
    }
  }

  /// The input of a name.
  subscript(name: String) -> Input? { inputs.first { $0.name == name } }

  private static func isInteger(_ type: Int) -> Bool {
    let type = Onnx_TensorProto.DataType(rawValue: type)
    return type == .int32 || type == .int64
  }

  private mutating func size(
    _ dimension: Onnx_TensorShapeProto.Dimension, _ input: String,
    isSingle: Bool
  ) throws -> Int {
    switch dimension.value {
    case .dimValue(0)? where isSingle: return 1
    case .dimValue(let size)?:
      guard size > 0, size <= Self.sizeLimit else {
        throw ImportError(
          "input '\(input)' has a dimension of \(size); export again")
      }
      return Int(size)
    case .dimParam(let name)? where !name.isEmpty:
      if let size = sizes[name] { return size }
      let size = unusualSize()
      sizes[name] = size
      return size
    default: return isSingle ? 1 : unusualSize()
    }
  }

  private mutating func unusualSize() -> Int {
    defer { next += 4 }
    return next
  }
}

extension GraphInputs.Input {
  /// The input, the `number`th of the graph's.
  func value(_ number: Int) -> GraphValue {
    if let fixed {
      let count = shape.reduce(1, *)
      return .constant(
        ConstantTensor(
          shape: shape,
          isInteger
            ? .integers(
              Array(repeating: Int(exactly: fixed) ?? 0, count: count))
            : .floats(Array(repeating: Float(fixed), count: count))))
    }
    if isState {
      return .state(
        ConstantTensor(
          shape: shape,
          .integers(
            (0..<shape.reduce(1, *)).map {
              StateElement(.input(number), $0).code
            })))
    }
    return .signal(
      Signal(
        source: .input(name),
        axes: shape.enumerated().map { Signal.axis(.input(axis: $0), $1) }))
  }
}
