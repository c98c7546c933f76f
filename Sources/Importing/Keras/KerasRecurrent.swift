import SwiftletCells

/// A Keras `SimpleRNN`, `GRU` or `LSTM`.
struct KerasRecurrent {
  private let layer: KerasLayer

  init(_ layer: KerasLayer) { self.layer = layer }

  /// Keras's names of the cell's weights.
  var roles: [String] {
    ["kernel", "recurrent_kernel"] + (layer.flag("use_bias") ? ["bias"] : [])
  }

  /// Refuses settings that swiftlet does not run, each with its own sentence.
  ///
  /// - Throws: `ImportError` that names the layer.
  func refuseUnsupported() throws {
    guard !layer.flag("go_backwards") else {
      throw layer.error(
        "a layer that runs backwards needs the whole sequence at once; train "
          + "with go_backwards=False")
    }
    guard !layer.flag("return_state") else {
      throw layer.error(
        "return_state makes the state an output, which swiftlet keeps itself; "
          + "save a model without it")
    }
    try layer.expectOnly([
      "activation", "dropout", "implementation", "recurrent_activation",
      "recurrent_dropout", "reset_after", "return_sequences", "stateful",
      "unit_forget_bias", "units", "unroll", "use_bias",
      "zero_output_for_mask",
    ])
  }

  /// The layer of its weights.
  ///
  /// - Throws: `ImportError` when an activation is not supported or shapes do
  ///   not fit.
  func layer(
    _ arrays: [KerasArray]
  ) throws -> ImportedLayer {
    let kind = try kind()
    let bias = arrays.count > 2 ? arrays[2] : nil
    var biases = (input: bias?.values, recurrent: [Float]?.none)
    if case .gru(resetAfter: true) = kind, let bias {
      guard bias.shape.count == 2, bias.shape[0] == 2 else {
        throw layer.error(
          "its bias has the shape \(bias.shape), not two rows; save again")
      }
      let half = bias.values.count / 2
      biases = (Array(bias.values[..<half]), Array(bias.values[half...]))
    }
    return try RecurrentParameters(
      kind: kind, inputWeight: try Matrix(keras: arrays[0], layer),
      recurrentWeight: try Matrix(keras: arrays[1], layer),
      inputBias: biases.input, recurrentBias: biases.recurrent
    ).layer(layer.name, from: .keras)
  }

  private func kind() throws -> RecurrentKind {
    let activation = try layer.activation("activation")
    if layer.className == "SimpleRNN", activation == "relu" {
      return .simpleRNN(.relu)
    }
    guard activation == "tanh" else {
      throw layer.error(
        "the activation '\(activation)' is not supported; train with tanh")
    }
    if layer.className == "SimpleRNN" { return .simpleRNN(.tanh) }
    let gates = try layer.activation("recurrent_activation")
    guard gates == "sigmoid" else {
      throw layer.error(
        "the recurrent_activation '\(gates)' is not supported; train with "
          + "sigmoid")
    }
    return layer.className == "LSTM"
      ? .lstm : .gru(resetAfter: layer.flag("reset_after"))
  }
}
