import SwiftletCells

/// The layers of an audio model, and what its runtime does around them.
struct AudioChain {
  /// What the file is.
  var format: String
  /// The layers.
  var layers: [ImportedLayer]
  /// What follows the last layer.
  var outputFunction = ImportedNetwork.OutputFunction.none
  /// Whether the first input is added to the output.
  var addsInput = false
  /// What the first input is multiplied by before all else.
  var inputGain = 1.0
  /// What the output is multiplied by after all else.
  var outputGain = 1.0
  /// Samples a second; nil when the file does not say.
  var sampleRate: Double?
  /// The state that layers begin with, by their places among `layers`.
  var initialStates: [Int: InitialState] = [:]

  /// The state that a layer begins with.
  struct InitialState {
    /// The output of the step before the first.
    var hidden: [Float]
    /// The cell state of an LSTM.
    var cell: [Float]

    /// Whether it is that of a layer that has learned none.
    var isZero: Bool { (hidden + cell).allSatisfy { $0 == 0 } }
  }

  /// The network.
  ///
  /// - Throws: `ImportError` when a part is not supported, `NetworkError` when
  ///   the layers do not fit each other.
  func network() throws -> ImportedNetwork {
    guard !addsInput else {
      throw ImportError(
        "the model adds its input to its output ('skip'), which is not "
          + "supported; train it with skip 0")
    }
    guard initialStates.values.allSatisfy(\.isZero) else {
      throw ImportError(
        "the model begins with a state that it has learned, which is not "
          + "supported; export it with a state of zeros")
    }
    return try ImportedNetwork(
      format: format, try scaledLayers(), outputFunction: outputFunction,
      normalization: inputNormalization(), inputLength: .open,
      notes: sampleRate.map { ["sample_rate": Self.text($0)] } ?? [:])
  }

  /// The layers with the output's gain in the last one.
  private func scaledLayers() throws -> [ImportedLayer] {
    guard outputGain != 1 else { return layers }
    guard let last = layers.last, case .dense(_, _, .linear) = last.layer,
      outputFunction == .none
    else {
      throw ImportError(
        "the output's gain follows no linear dense layer; export the model "
          + "with an 'out_gain' of 0")
    }
    var scaled = last
    scaled.tensors = last.tensors.mapValues { values in
      values.map { Float(Double($0) * outputGain) }
    }
    return layers.dropLast() + [scaled]
  }

  /// The input's gain as what the network divides its inputs by.
  private func inputNormalization() -> InputNormalization? {
    guard inputGain != 1, let size = layers.first?.layer.inputSize else {
      return nil
    }
    return InputNormalization(
      means: Array(repeating: 0, count: size),
      deviations: (0..<size).map { $0 == 0 ? 1 / inputGain : 1 })
  }

  private static func text(_ rate: Double) -> String {
    Int(exactly: rate).map(String.init) ?? "\(rate)"
  }
}
