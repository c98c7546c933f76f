public import SwiftletRuntime

/// A kind of recurrent layer, with what can be chosen of it.
public enum RecurrentKind: Equatable, Sendable {
  /// A simple recurrent layer.
  case simpleRNN(Layer.RecurrentActivation = .tanh)
  /// A gated recurrent unit, whose reset gate acts after the recurrent product
  /// or before it.
  case gru(resetAfter: Bool = true)
  /// A long short-term memory.
  case lstm
}

extension RecurrentKind {
  /// A layer of the kind.
  ///
  /// - Parameters:
  ///   - inputSize: how many values it takes.
  ///   - hiddenSize: how many units it has.
  ///   - activations: those of a layer with gates.
  public func layer(
    inputSize: Int, hiddenSize: Int, activations: GateActivations = .standard
  ) -> Layer {
    switch self {
    case .simpleRNN(let activation):
      .simpleRNN(
        inputSize: inputSize, hiddenSize: hiddenSize, activation: activation)
    case .gru(let resetAfter):
      .gru(
        inputSize: inputSize, hiddenSize: hiddenSize, resetAfter: resetAfter,
        activations: activations)
    case .lstm:
      .lstm(
        inputSize: inputSize, hiddenSize: hiddenSize, activations: activations)
    }
  }
}
