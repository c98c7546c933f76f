/// The architecture of a network: a chain of layers.
///
/// The parameters live apart, in one flat vector, so that an optimizer, a
/// checkpoint and a gradient see plain numbers. `tensors` says where in that
/// vector each tensor lies.
public struct Network: Equatable, Hashable, Sendable {
  /// The layers, from input to output.
  public let layers: [Layer]

  /// Every parameter tensor of every layer, in the order of the vector.
  public let tensors: [Tensor]

  /// The length of the parameter vector.
  public let parameterCount: Int

  /// A tensor's place in the parameter vector.
  public struct Tensor: Equatable, Hashable, Sendable {
    /// The index of the tensor's layer.
    public let layer: Int
    /// What the tensor is for.
    public let role: TensorRole
    /// The number of rows, outermost.
    public let rows: Int
    /// The number of columns; 1 for a bias.
    public let columns: Int
    /// Where the tensor begins in the parameter vector, row-major.
    public let offset: Int

    /// The number of elements.
    public var count: Int { rows * columns }
    /// The places of the tensor's elements in the parameter vector.
    public var range: Range<Int> { offset..<offset + count }
    /// The name in a float model's file, such as `layers.0.weight_ih`.
    public var name: String { "layers.\(layer).\(role.rawValue)" }
    /// The shape in a float model's file: one dimension for a bias.
    public var shape: [Int] {
      role == .bias || role == .candidateBias ? [rows] : [rows, columns]
    }
  }

  /// Makes a network of layers, each of which takes what the one before
  /// gives.
  ///
  /// - Throws: `NetworkError` when there is no layer, a size is below 1, two
  ///   neighbours do not fit, or an embedding is not the first layer.
  public init(_ layers: [Layer]) throws {
    try Network.check(layers)
    var tensors: [Tensor] = []
    var offset = 0
    for (index, layer) in layers.enumerated() {
      for (role, rows, columns) in layer.tensors {
        let tensor = Tensor(
          layer: index, role: role, rows: rows, columns: columns,
          offset: offset)
        tensors.append(tensor)
        offset += tensor.count
      }
    }
    self.layers = layers
    self.tensors = tensors
    self.parameterCount = offset
  }

  /// The number of values the network takes at each timestep.
  public var inputSize: Int { layers.first?.inputSize ?? 0 }

  /// The number of values the network gives at each timestep.
  public var outputSize: Int { layers.last?.outputSize ?? 0 }

  /// How many values of state the network carries, layer after layer.
  public var stateSize: Int { layers.reduce(0) { $0 + $1.stateSize } }

  /// The tensor of a layer that has the given role, if the layer has it.
  public func tensor(_ role: TensorRole, ofLayer layer: Int) -> Tensor? {
    tensors.first { $0.layer == layer && $0.role == role }
  }

  private static func check(_ layers: [Layer]) throws {
    guard !layers.isEmpty else {
      throw NetworkError("a network needs at least one layer")
    }
    for (index, layer) in layers.enumerated() {
      guard layer.inputSize > 0, layer.outputSize > 0 else {
        throw NetworkError("layer \(index) has a size below 1")
      }
      if case .embedding(let vocabularySize, _) = layer {
        guard index == 0, vocabularySize > 0 else {
          throw NetworkError(
            "layer \(index): an embedding must come first and hold at least "
              + "one symbol")
        }
      }
      guard index == 0 || layers[index - 1].outputSize == layer.inputSize
      else {
        throw NetworkError(
          "layer \(index) takes \(layer.inputSize) values, but the layer "
            + "before gives \(layers[index - 1].outputSize)")
      }
    }
  }
}

/// Why layers do not make a network.
public struct NetworkError: Error, CustomStringConvertible, Equatable {
  /// One line that names the layer and the cause.
  public let description: String

  init(_ description: String) { self.description = description }
}
