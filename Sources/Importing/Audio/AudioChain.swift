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
  /// What is left out, a sentence each.
  var remarks: [String] = []
  /// The state that layers begin with, by their places among `layers`: `h` and
  /// after it an LSTM's `c`; those that are missing begin with zeros.
  var initialStates: [Int: [Float]] = [:]
  /// What batch normalization leaves for the layer after it.
  private(set) var fold = AffineFold()

  /// Adds a layer, with the batch normalization before it.
  mutating func append(_ layer: ImportedLayer) {
    guard let folded = fold.folded(into: layer) else {
      writeFold()
      layers.append(layer)
      return
    }
    layers.append(folded)
    fold = AffineFold()
  }

  /// Adds batch normalization, to the linear layer before it or for the one
  /// after it.
  mutating func append(_ normalization: BatchNormalization, named name: String)
  {
    var last = layers.last
    fold.add(normalization.affine, named: "'\(name)'", to: &last)
    if let last { layers[layers.count - 1] = last }
  }

  /// Adds the batch normalization that waits for a layer as one of its own.
  mutating func writeFold() {
    if let rest = fold.rest { layers.append(.affine(fold.name, rest)) }
    fold = AffineFold()
  }

  /// The network.
  ///
  /// - Throws: `ImportError` when a part is not supported, `NetworkError` when
  ///   the layers do not fit each other.
  func network() throws -> ImportedNetwork {
    let layers = try scaledLayers()
    var graph = ImportedGraph(inputSize: layers[0].layer.inputSize)
    var signal = graph.input
    for (index, layer) in layers.enumerated() {
      signal = graph.add(
        layer, to: signal, initialState: initialStates[index] ?? [])
    }
    if addsInput {
      signal = graph.add("skip", .add, signal, graph.input[0..<1])
    }
    let line = try graph.line(giving: signal)
    return try ImportedNetwork(
      format: format, line.layers, sources: line.sources,
      initialState: line.initialState, outputFunction: outputFunction,
      normalization: inputNormalization(), inputLength: .open,
      notes: sampleRate.map { ["sample_rate": Self.text($0)] } ?? [:],
      remarks: remarks)
  }

  /// The layers with the output's gain in the last one. An input that is added
  /// to the output has the gain too, and the first layer takes it back.
  private func scaledLayers() throws -> [ImportedLayer] {
    guard outputGain != 1 else { return layers }
    guard case .dense(_, _, .linear)? = layers.last?.layer,
      outputFunction == .none, !addsInput || layers[0].canScaleFirstInput
    else {
      throw ImportError(
        "the output's gain follows no linear dense layer, or its 'in_skip' "
          + "goes around a conv1d; export the model with an 'out_gain' of 0")
    }
    var scaled = layers
    scaled[scaled.count - 1].scaleOutputs(by: outputGain)
    if addsInput { scaled[0].scaleFirstInput(by: 1 / outputGain) }
    return scaled
  }

  /// The gain of the first input as what the network divides it by.
  private func inputNormalization() -> InputNormalization? {
    let gain = addsInput ? inputGain * outputGain : inputGain
    guard gain != 1, let size = layers.first?.layer.inputSize else {
      return nil
    }
    return InputNormalization(
      means: Array(repeating: 0, count: size),
      deviations: (0..<size).map { $0 == 0 ? 1 / gain : 1 })
  }

  private static func text(_ rate: Double) -> String {
    Int(exactly: rate).map(String.init) ?? "\(rate)"
  }
}

extension ImportedLayer {
  /// Multiplies all parameters of a linear layer.
  fileprivate mutating func scaleOutputs(by factor: Double) {
    tensors = tensors.mapValues { values in
      values.map { Float(Double($0) * factor) }
    }
  }

  /// Whether the layer has a weight of each input.
  fileprivate var canScaleFirstInput: Bool {
    if case .history = layer { false } else { true }
  }

  /// Multiplies the weights of the first input.
  fileprivate mutating func scaleFirstInput(by factor: Double) {
    let role: TensorRole = layer.isRecurrent ? .inputWeight : .weight
    guard var values = tensors[role] else { return }
    for index in stride(from: 0, to: values.count, by: layer.inputSize) {
      values[index] = Float(Double(values[index]) * factor)
    }
    tensors[role] = values
  }
}
