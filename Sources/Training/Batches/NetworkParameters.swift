import SwiftletCells

/// A network's parameters as the passes of its layers read them.
///
/// They may be read by several threads at once, but for `load`.
final class NetworkParameters<Value: TrainingValue>: @unchecked Sendable {
  /// Those of each layer.
  let layers: [LayerParameters<Value>]
  private let vector: Workspace<Value>
  private let matrices:
    [(tensor: Network.Tensor, transpose: StepWorkspace<Value>)]

  /// Room for a network's parameters.
  init(_ network: Network) {
    let vector = Workspace(repeating: Value.zero, count: network.parameterCount)
    let matrices = network.tensors.filter { tensor in
      network.layers[tensor.layer].hasMatrices
        && tensor.role != .bias && tensor.role != .candidateBias
    }.map { tensor in
      (tensor, StepWorkspace<Value>(width: tensor.rows, steps: tensor.columns))
    }
    self.vector = vector
    self.matrices = matrices
    layers = network.layers.indices.map { layer in
      LayerParameters(
        tensors: vector.base + network.parameterOffset(ofLayer: layer),
        transposed: matrices.filter { $0.0.layer == layer }.map {
          $0.1.series()
        })
    }
  }

  /// Takes new parameters on.
  func load(_ parameters: [Value]) {
    parameters.withUnsafeBufferPointer { parameters in
      guard let base = parameters.baseAddress else { return }
      vector.base.update(from: base, count: parameters.count)
    }
    for (tensor, transpose) in matrices {
      let elements = vector.base + tensor.offset
      for column in 0..<tensor.columns {
        let target = transpose[column]
        for row in 0..<tensor.rows {
          target[row] = elements[row &* tensor.columns &+ column]
        }
      }
    }
  }
}

/// A layer's parameters as its pass reads them.
struct LayerParameters<Value: TrainingValue> {
  /// The layer's tensors, in the order of `Layer.tensors`.
  let tensors: UnsafePointer<Value>
  /// The transposes of its matrices, in the same order.
  let transposed: [StepSeries<Value>]
}

extension Layer {
  /// Whether the layer multiplies its input, or its state, by matrices.
  fileprivate var hasMatrices: Bool {
    if case .dense = self { true } else { isRecurrent }
  }
}
