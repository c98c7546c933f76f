import SwiftletCells

extension TrainingKernels {
  /// What runs each layer of a network, for one group of sequences.
  func passes(_ network: Network) -> [any LayerPass<Float>] {
    network.layers.map(pass)
  }

  private func pass(_ layer: Layer) -> any LayerPass<Float> {
    switch layer {
    case .simpleRNN(let inputSize, let hiddenSize, let activation):
      SimpleRNNPass(
        self, inputSize: inputSize, hiddenSize: hiddenSize,
        activation: activation)
    case .gru(let inputSize, let hiddenSize, let resetAfter, let activations):
      GRUPass(
        self, inputSize: inputSize, hiddenSize: hiddenSize,
        resetAfter: resetAfter, activations: activations)
    case .lstm(let inputSize, let hiddenSize, let activations):
      LSTMPass(
        self, inputSize: inputSize, hiddenSize: hiddenSize,
        activations: activations)
    case .dense(let inputSize, let outputSize, let activation):
      DensePass(
        self, inputSize: inputSize, outputSize: outputSize,
        activation: activation)
    case .embedding, .history: CellPass(layer)
    case .pointwise, .conv1D, .layerNorm: LanesPass(layer)
    }
  }
}
