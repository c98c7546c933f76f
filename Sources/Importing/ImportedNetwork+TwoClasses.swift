import SwiftletCells

extension ImportedNetwork {
  /// Whether the network gives one value that may be the logit, or the
  /// probability, of the second of two classes.
  public var mayTellTwoClasses: Bool {
    guard case .dense(_, 1, let activation)? = network.layers.last else {
      return false
    }
    return activation == .sigmoid || activation == .linear
  }

  /// Whether its one value is a probability, as far as the file says.
  public var givesProbability: Bool {
    guard case .dense(_, 1, .sigmoid)? = network.layers.last else {
      return false
    }
    return true
  }

  /// The network and its parameters with the logits `(0, z)` in the place of
  /// its one value `z` or `σ(z)`: the second is the larger one where the
  /// probability is above a half.
  ///
  /// - Precondition: `mayTellTwoClasses`.
  func withTwoLogits() throws -> (Network, [Float]) {
    let inputSize = network.layers.last?.inputSize ?? 0
    var layers = network.layers
    layers[layers.count - 1] = .dense(
      inputSize: inputSize, outputSize: 2, activation: .linear)
    let weight = parameters.suffix(inputSize + 1).dropLast()
    let bias = parameters.suffix(1)
    return (
      try Network(
        layers, sources: network.sources, initialState: network.initialState),
      parameters.dropLast(inputSize + 1) + weight.map { _ in 0 } + weight
        + [0] + bias
    )
  }
}
