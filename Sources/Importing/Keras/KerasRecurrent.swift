import Foundation
import SwiftletCells
import SwiftletRuntime

/// A Keras `SimpleRNN`, `GRU` or `LSTM`, or the cell of one.
struct KerasRecurrent {
  private let layer: KerasLayer
  /// The class of the layer.
  private let className: String

  init(_ layer: KerasLayer) {
    self.layer = layer
    className = layer.className.replacingOccurrences(of: "Cell", with: "")
  }

  /// Keras's names of the cell's weights.
  var roles: [String] {
    ["kernel", "recurrent_kernel"] + (layer.flag("use_bias") ? ["bias"] : [])
  }

  /// Whether the gates are hard sigmoids.
  var hasHardGates: Bool {
    className != "SimpleRNN"
      && layer.text("recurrent_activation") == "hard_sigmoid"
  }

  /// Refuses settings that swiftlet does not run.
  ///
  /// - Throws: `ImportError` that names the layer.
  func refuseUnsupported() throws {
    try layer.expectOnly(
      KerasLayer.sequenceSettings.union([
        "activation", "dropout", "implementation", "recurrent_activation",
        "recurrent_dropout", "reset_after", "unit_forget_bias", "units",
        "use_bias",
      ]))
  }

  /// The layer of its weights.
  ///
  /// - Parameter hardSigmoid: That of the gates.
  /// - Throws: `ImportError` when an activation is not supported or shapes do
  ///   not fit.
  func layer(
    _ arrays: [KerasArray], hardSigmoid: HardSigmoid
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
      inputBias: biases.input, recurrentBias: biases.recurrent,
      activations: try activations(), hardSigmoid: hardSigmoid
    ).layer(layer.name, from: .keras)
  }

  private func kind() throws -> RecurrentKind {
    switch className {
    case "SimpleRNN":
      let name = try layer.activation("activation")
      guard let activation = Layer.RecurrentActivation(rawValue: name) else {
        throw unsupported("activation", name, ["tanh", "relu", "linear"])
      }
      return .simpleRNN(activation)
    case "LSTM": return .lstm
    default: return .gru(resetAfter: layer.flag("reset_after"))
    }
  }

  private func activations() throws -> GateActivations {
    guard className != "SimpleRNN" else { return .standard }
    return GateActivations(
      candidate: try term("activation"),
      gates: try term("recurrent_activation"))
  }

  /// An activation by its name.
  private func term<Term: NamedTerm>(_ key: String) throws -> Term {
    let name = try layer.activation(key)
    guard let term = Term(name: name) else {
      throw unsupported(key, name, Term.names)
    }
    return term
  }

  private func unsupported(
    _ key: String, _ name: String, _ known: [String]
  ) -> ImportError {
    layer.error(
      "the \(key) '\(name)' is not supported; train with "
        + "\(known.dropLast().joined(separator: ", ")) or \(known.last ?? "")")
  }
}
