import SwiftletCells

/// The layers of a graph in the order in which they run.
struct LayerChain {
  /// The layers.
  private(set) var layers: [ImportedLayer] = []
  /// What follows the last layer.
  private(set) var outputFunction = ImportedNetwork.OutputFunction.none
  /// How often the chain has changed: a signal of an older revision comes from
  /// the middle of it.
  private(set) var revision = 0
  /// The graph's input that the chain takes, once it takes one.
  var input: String?
  /// What is done to that input before the first layer.
  var scaling = InputScaling()
  /// Whether the last layer is a dense one whose bias is still open.
  private var isBiasOpen = false

  /// Adds a layer after the others.
  mutating func append(_ layer: ImportedLayer, isBiasOpen: Bool = false) {
    layers.append(layer)
    self.isBiasOpen = isBiasOpen
    revision += 1
  }

  /// Puts another layer in the place of the last.
  mutating func replaceLast(by layer: ImportedLayer) {
    layers.removeLast()
    append(layer)
  }

  /// Gives the last layer a bias.
  ///
  /// - Returns: Whether it is a dense layer that has none yet.
  mutating func addBias(_ bias: [Float]) -> Bool {
    guard isBiasOpen, let last = layers.indices.last,
      bias.count == layers[last].layer.outputSize
    else { return false }
    layers[last].tensors[.bias] = bias
    isBiasOpen = false
    revision += 1
    return true
  }

  /// Gives the last layer an activation.
  ///
  /// - Returns: Whether it is a dense layer that has none yet.
  mutating func activate(_ activation: Layer.DenseActivation) -> Bool {
    guard let last = layers.indices.last,
      case .dense(let inputSize, let outputSize, .linear) =
        layers[last].layer
    else { return false }
    layers[last].layer = .dense(
      inputSize: inputSize, outputSize: outputSize, activation: activation)
    isBiasOpen = false
    revision += 1
    return true
  }

  /// Ends the chain with a function of its outputs.
  mutating func end(with function: ImportedNetwork.OutputFunction) {
    outputFunction = function
    isBiasOpen = false
    revision += 1
  }
}
