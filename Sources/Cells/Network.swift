import SwiftletMessages

/// The architecture of a network: a straight line of layers, each of which
/// takes what the one before gives, or values that were kept in its memory.
///
/// What pointwise layers and histories give is kept, one after the other. So a layer can
/// take what came earlier, part of it, or several neighbours at once: skips,
/// slices, concatenations and several heads. `NetworkGraph` makes such a
/// network of signals.
///
/// The parameters live apart, in one flat vector, so that an optimizer, a
/// checkpoint and a gradient see plain numbers. `tensors` says where in that
/// vector each tensor lies.
public struct Network: Equatable, Hashable, Sendable {
  /// The layers, from input to output.
  public let layers: [Layer]

  /// Where each layer's operands come from.
  public let sources: [Source]

  /// The number of values that are kept at each timestep.
  public let memorySize: Int

  /// The state at the start of a sequence, layer after layer; none for zeros.
  public let initialState: [Float]

  /// Every parameter tensor of every layer, in the order of the vector.
  public let tensors: [Tensor]

  /// The length of the parameter vector.
  public let parameterCount: Int

  /// Where a layer's operands come from.
  public struct Source: Equatable, Hashable, Sendable {
    /// Where in the memory the first operand begins; nil for what the layer
    /// before gives, or the network's input.
    public let first: Int?
    /// The same of the second operand, of a layer that has two.
    public let second: Int?

    /// The source of a layer in a chain.
    public static let before = Source()

    /// A source of its parts.
    public init(_ first: Int? = nil, second: Int? = nil) {
      self.first = first
      self.second = second
    }
  }

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
    /// The shape in a float model's file: one dimension for a bias or gains.
    public var shape: [Int] {
      switch role {
      case .bias, .candidateBias, .gain: [rows]
      case .weight, .inputWeight, .recurrentWeight: [rows, columns]
      }
    }
  }

  /// Makes a network of layers.
  ///
  /// - Parameters:
  ///   - layers: The layers, from input to output.
  ///   - sources: Where each one's operands come from; by default from the
  ///     layer before.
  ///   - initialState: `stateSize` values, or none for zeros.
  /// - Throws: `NetworkError` when there is no layer, a size is below 1, a
  ///   layer does not fit its source, an embedding is not the first layer, the
  ///   layers take and give more than 2^24 values at a timestep, or the initial
  ///   state does not fit or is not finite.
  public init(
    _ layers: [Layer], sources: [Source]? = nil, initialState: [Float] = []
  ) throws {
    let sources = sources ?? layers.map { _ in .before }
    try Network.check(layers, sources)
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
    self.sources = sources
    self.initialState = initialState.contains { $0 != 0 } ? initialState : []
    self.tensors = tensors
    self.parameterCount = offset
    memorySize = layers.reduce(0) { $0 + $1.keptSize }
    guard initialState.isEmpty || initialState.count == stateSize,
      initialState.allSatisfy(\.isFinite)
    else {
      throw NetworkError(
        "the initial state needs \(stateSize) finite values")
    }
  }

  /// Whether each layer takes what the one before gives.
  public var isChain: Bool { sources.allSatisfy { $0 == .before } }

  /// Where in the memory what a layer gives is kept, if it is, and where that
  /// of the next such layer will be.
  public func memoryOffset(ofLayer layer: Int) -> Int {
    layers[..<layer].reduce(0) { $0 + $1.keptSize }
  }

  /// The number of values the network takes at each timestep.
  public var inputSize: Int { layers.first?.operandSize ?? 0 }

  /// The number of values the network gives at each timestep.
  public var outputSize: Int { layers.last?.outputSize ?? 0 }

  /// How many values of state the network carries, layer after layer.
  public var stateSize: Int { layers.reduce(0) { $0 + $1.stateSize } }

  /// The tensor of a layer that has the given role, if the layer has it.
  public func tensor(_ role: TensorRole, ofLayer layer: Int) -> Tensor? {
    tensors.first { $0.layer == layer && $0.role == role }
  }

  private static func check(_ layers: [Layer], _ sources: [Source]) throws {
    guard !layers.isEmpty else {
      throw NetworkError("a network needs at least one layer")
    }
    guard sources.count == layers.count else {
      throw NetworkError("a network needs one source a layer")
    }
    var kept = 0
    var values = 0
    for (index, layer) in layers.enumerated() {
      if case .conv1D(let shape, _) = layer, !shape.isValid {
        throw NetworkError(
          "layer \(index): a convolution has 1 to 4096 frames, channels and "
            + "values that a frame of its output sees, and gives a frame at "
            + "least")
      }
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
      if case .layerNorm(_, let epsilon) = layer {
        guard epsilon >= 0, epsilon.isFinite else {
          throw NetworkError(
            "layer \(index): a layer normalization has an epsilon of at least "
              + "0, not \(epsilon)")
        }
      }
      guard sources[index].second == nil || layer.operandCount == 2 else {
        throw NetworkError(
          "layer \(index) takes one operand, but has a second source")
      }
      if layer.takesKept, sources[index] == .before,
        index == 0 || !layers[index - 1].isKept
      {
        throw NetworkError(
          "layer \(index): a convolution takes what a layer keeps; put a copy "
            + "before it")
      }
      let before = index == 0 ? layer.operandSize : layers[index - 1].outputSize
      for offset in sources[index].offsets(of: layer) {
        try check(index, layer.operandSize, offset, before, kept)
      }
      kept += layer.keptSize
      values += layer.inputSize + layer.outputSize
      guard values <= valueLimit else {
        throw NetworkError(
          "layer \(index): the layers up to it take and give more than "
            + "\(valueLimit) values at a timestep")
      }
    }
  }

  /// So many values the layers take and give at a timestep at most: layers
  /// without parameters need as much memory, whatever the size of their file.
  private static let valueLimit = 1 << 24

  /// Checks that an operand of a size fits its source.
  private static func check(
    _ layer: Int, _ size: Int, _ offset: Int?, _ before: Int, _ kept: Int
  ) throws {
    guard let offset else {
      guard size == before else {
        throw NetworkError(
          "layer \(layer) takes \(size) values, but the layer before gives "
            + "\(before)")
      }
      return
    }
    guard layer > 0, offset >= 0, offset <= kept, size <= kept - offset else {
      throw NetworkError(
        "layer \(layer) takes \(size) values from place \(offset) on, but "
          + "\(kept) are kept before it")
    }
  }
}

extension Network.Source {
  /// The offsets of as many operands as a layer has.
  @inlinable public func offsets(of layer: Layer) -> [Int?] {
    layer.operandCount == 2 ? [first, second] : [first]
  }
}

extension Layer {
  /// How many values the layer keeps in the network's memory.
  @inlinable public var keptSize: Int { isKept ? outputSize : 0 }
}

/// Why layers do not make a network.
public struct NetworkError: Error, CustomStringConvertible, Equatable {
  /// One line that names the layer and the cause.
  public let description: String

  init(_ description: String) {
    self.description = description.printable
  }
}
