import SwiftletCells

/// One value of each timestep: what a layer or an input gives at an index.
struct Wire: Hashable {
  /// What gives the value.
  enum Source: Hashable {
    /// An input of the graph, by its index among the network's.
    case input(Int)
    /// A layer, by its index.
    case layer(Int)
  }

  var source: Source
  var index: Int

  /// All that a source of a size gives.
  static func all(_ source: Source, _ count: Int) -> [Wire] {
    (0..<count).map { Wire(source: source, index: $0) }
  }
}

/// Layers, and which values of which others each one takes.
///
/// A layer that is given a bias or an activation is added anew: what is not
/// needed in the end is left out.
struct LayerGraph {
  /// A layer with what it takes.
  struct Node {
    var layer: ImportedLayer
    var operand: [Wire]
  }

  /// An input of the network.
  struct Input {
    var name: String
    /// Which of its axes holds the features; nil of symbols.
    var axis: Int?
    var size: Int
    /// What is done to it before the first layer.
    var scaling = InputScaling()
  }

  private(set) var nodes: [Node] = []
  private(set) var inputs: [Input] = []

  /// Adds a layer.
  ///
  /// - Returns: What it gives.
  mutating func add(_ layer: ImportedLayer, to operand: [Wire]) -> [Wire] {
    nodes.append(Node(layer: layer, operand: operand))
    return Wire.all(.layer(nodes.count - 1), layer.layer.outputSize)
  }

  /// What an input gives, which becomes one of the network's.
  ///
  /// - Throws: `ImportError` when it has been taken in another way before.
  mutating func add(_ input: Input) throws -> [Wire] {
    if let index = inputs.firstIndex(where: { $0.name == input.name }) {
      guard inputs[index].axis == input.axis, inputs[index].size == input.size
      else {
        throw ImportError(
          "it takes input '\(input.name)' along another axis than a node "
            + "before; export the model with the features last")
      }
      guard inputs[index].scaling == input.scaling else {
        throw ImportError(
          "it takes input '\(input.name)' scaled otherwise than another node; "
            + "scale it outside the model (`mean`, `deviation`)")
      }
      return Wire.all(.input(index), input.size)
    }
    inputs.append(input)
    return Wire.all(.input(inputs.count - 1), input.size)
  }

  /// The last value of the last layer.
  var last: Wire? {
    nodes.last.map {
      Wire(
        source: .layer(nodes.count - 1), index: $0.layer.layer.outputSize - 1)
    }
  }

  /// The linear dense layer whose whole output the wires are; nil of others.
  func linear(_ wires: [Wire]) -> Node? {
    guard case .layer(let index)? = wires.first?.source,
      wires == Wire.all(.layer(index), nodes[index].layer.layer.outputSize),
      case .dense(_, _, .linear) = nodes[index].layer.layer
    else { return nil }
    return nodes[index]
  }
}

extension LayerGraph {
  /// The layers on which outputs depend, in their order.
  private func needed(for outputs: [Wire]) -> [Int] {
    var needed: Set<Int> = []
    var open = outputs
    while let wire = open.popLast() {
      if case .layer(let index) = wire.source, needed.insert(index).inserted {
        open += nodes[index].operand
      }
    }
    return needed.sorted()
  }

  /// The layers as a chain.
  ///
  /// - Throws: `ImportError` that names the first layer that takes something
  ///   else than what the one before gives.
  func chain(giving outputs: [Wire]) throws -> [ImportedLayer] {
    var last = inputs.enumerated().flatMap { Wire.all(.input($0), $1.size) }
    var layers: [ImportedLayer] = []
    for index in needed(for: outputs) {
      let node = nodes[index]
      guard node.operand == last else { throw Self.branch(node.layer.name) }
      layers.append(node.layer)
      last = Wire.all(.layer(index), node.layer.layer.outputSize)
    }
    guard outputs == last else {
      throw Self.branch(layers.last?.name ?? "")
    }
    return layers
  }

  private static func branch(_ name: String) -> ImportError {
    ImportError(
      "layer '\(name)' takes, or is beside, a value from the middle of the "
        + "network; swiftlet runs a chain of layers without branches or "
        + "residual connections")
  }
}
