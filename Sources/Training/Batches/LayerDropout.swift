import SwiftletCells

/// Dropout between layers (Srivastava et al. 2014): of what a recurrent layer
/// gives, the next layer takes a random part, and the layer's own next step
/// everything (Zaremba et al. 2014).
///
/// What is taken is larger by 1 / (1 - rate), so that a network without dropout
/// takes the same in the mean.
final class LayerDropout<Value: TrainingValue> {
  private let rate: Double
  private let network: Network
  // Of each layer that is dropped from: the factors, 0 or 1 / (1 - rate), and
  // the products.
  private let layers: [Room?]

  private typealias Room = (
    factors: StepWorkspace<Value>, outputs: StepWorkspace<Value>
  )

  /// Room for windows of so many rows.
  init(_ network: Network, rate: Double, rows: Int) {
    self.rate = rate
    self.network = network
    let last = network.layers.count - 1
    layers = network.layers.enumerated().map { index, layer in
      guard layer.isRecurrent, index < last else { return nil }
      let size = layer.outputSize
      return (
        StepWorkspace(width: size, steps: rows),
        StepWorkspace(width: size, steps: rows)
      )
    }
  }

  /// Chooses what a window's layers take.
  func draw(rows: Int, _ random: inout RandomSource) {
    let factor = Value(1 / (1 - rate))
    for (layer, room) in zip(network.layers, layers) {
      guard let room else { continue }
      for row in 0..<rows {
        for unit in 0..<layer.outputSize {
          room.factors[row][unit] = random.uniform() < rate ? 0 : factor
        }
      }
    }
  }

  /// Takes on what a layer has given.
  func drop(_ layer: Int, _ outputs: StepSeries<Value>, rows: Int) {
    guard let room = layers[layer] else { return }
    for row in 0..<rows {
      for unit in 0..<network.layers[layer].outputSize {
        room.outputs[row][unit] = outputs[row][unit] * room.factors[row][unit]
      }
    }
  }

  /// What the next layer takes of it; nil where that is everything.
  func outputs(of layer: Int) -> StepSeries<Value>? {
    layers[layer]?.outputs.series()
  }

  /// Makes the gradient by what the next layer takes that by what the layer
  /// gives.
  func goBack(_ layer: Int, _ gradients: StepWorkspace<Value>, rows: Int) {
    guard let room = layers[layer] else { return }
    for row in 0..<rows {
      for unit in 0..<network.layers[layer].outputSize {
        gradients[row][unit] *= room.factors[row][unit]
      }
    }
  }
}
