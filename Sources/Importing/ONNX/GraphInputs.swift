import SwiftletONNXSchema

/// The inputs of a graph as signals.
///
/// A size that the graph leaves open, such as the number of timesteps, becomes
/// an unusual number, so that shapes can be computed.
struct GraphInputs {
  /// The inputs by name.
  private(set) var signals: [(name: String, signal: Signal)] = []
  /// The axes of each input whose sizes the graph leaves open.
  private(set) var openAxes: [String: [Int]] = [:]
  private var sizes: [String: Int] = [:]
  private var next = 1009

  private static let sizeLimit = 1 << 20
  private static let countLimit = 1 << 34

  /// - Throws: `ImportError` when an input has no shape, or an absurd one.
  init(_ graph: Onnx_GraphProto) throws {
    for input in graph.input {
      guard case .tensorType(let type)? = input.type.value, type.hasShape else {
        throw ImportError(
          "input '\(input.name)' has no shape; export the model with an "
            + "example input")
      }
      let shape = try type.shape.dim.map { try size($0, input.name) }
      openAxes[input.name] = type.shape.dim.indices.filter {
        if case .dimValue? = type.shape.dim[$0].value { false } else { true }
      }
      var count = 1
      for size in shape {
        let (product, overflow) = count.multipliedReportingOverflow(by: size)
        guard !overflow, product <= Self.countLimit else {
          throw ImportError(
            "input '\(input.name)' has the shape \(shape), which no model "
              + "needs; export again")
        }
        count = product
      }
      let axes = shape.enumerated().map {
        Signal.axis(.input(axis: $0), $1)
      }
      signals.append(
        (input.name, Signal(source: .input(input.name), axes: axes)))
    }
  }

  private mutating func size(
    _ dimension: Onnx_TensorShapeProto.Dimension, _ input: String
  ) throws -> Int {
    switch dimension.value {
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
    default: return unusualSize()
    }
  }

  private mutating func unusualSize() -> Int {
    defer { next += 4 }
    return next
  }
}
