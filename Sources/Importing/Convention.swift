/// A block of rows in a recurrent layer's matrices.
enum Gate: Sendable {
  case input, forget, cell, output
  case reset, update, candidate
}

/// How a framework lays out the parameters of recurrent layers: the one table
/// of gate orders and transposes.
///
/// Biases differ too. PyTorch and ONNX hold two a gate, one beside each
/// matrix, and Keras one; a Keras GRU with `reset_after` holds two. Two are
/// summed, except those of the candidate of a reset-after GRU, whose second
/// (`b_hn`) the reset gate multiplies. All three frameworks compute
/// `h' = (1 - z) n + z h`.
struct Convention: Sendable {
  /// The blocks of an LSTM's matrices, from the first row.
  let lstm: [Gate]
  /// The blocks of a GRU's matrices, from the first row.
  let gru: [Gate]
  /// Whether matrices are `(inputs, outputs)` rather than `(outputs, inputs)`.
  let isTransposed: Bool

  /// That of `Layer` and of float models.
  static let swiftlet = pyTorch
  /// `torch.nn.LSTM`, `torch.nn.GRU`: `W_ii|W_if|W_ig|W_io`,
  /// `W_ir|W_iz|W_in`.
  static let pyTorch = Convention(
    lstm: [.input, .forget, .cell, .output],
    gru: [.reset, .update, .candidate], isTransposed: false)
  /// ONNX's operators `LSTM` (`W[iofc]`) and `GRU` (`W[zrh]`).
  static let onnx = Convention(
    lstm: [.input, .output, .forget, .cell],
    gru: [.update, .reset, .candidate], isTransposed: false)
  /// `keras.layers.LSTM` (`i f c o`) and `keras.layers.GRU` (`z r h`).
  static let keras = Convention(
    lstm: [.input, .forget, .cell, .output],
    gru: [.update, .reset, .candidate], isTransposed: true)
}
