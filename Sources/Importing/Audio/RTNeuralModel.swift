import Foundation
import SwiftletCells

/// A model of RTNeural or AIDA-X: layers with weights as Keras lays them out.
struct RTNeuralModel {
  private let record: JSONRecord

  init(_ record: JSONRecord) { self.record = record }

  /// The layers, with AIDA-X's gains and the input that it adds.
  ///
  /// - Throws: `ImportError` when a layer, or a setting of it, is not
  ///   supported.
  func chain() throws -> AudioChain {
    var chain = AudioChain(format: "RTNeural", layers: [])
    for layer in try record.records("layers") {
      try append(layer, to: &chain)
    }
    let inputSize = try record.lastSize("in_shape")
    chain.writeFold()
    guard let first = chain.layers.first, first.layer.inputSize == inputSize
    else {
      throw ImportError(
        "'in_shape' ends with \(inputSize), but the first layer takes "
          + "\(chain.layers.first?.layer.inputSize ?? 0) values; export the "
          + "model again")
    }
    chain.addsInput = try addsInput(chain)
    chain.inputGain = try gain("in_gain")
    chain.outputGain = try gain("out_gain")
    let metadata = try? record.record("metadata")
    chain.sampleRate =
      record.number("samplerate") ?? metadata?.number("samplerate")
    return chain
  }

  private func append(
    _ layer: JSONRecord, to chain: inout AudioChain
  ) throws {
    let type = try layer.text("type")
    let name = layer.place(type)
    guard chain.outputFunction == .none else {
      throw ImportError(
        "'\(name)' follows a softmax, which must come last; export another "
          + "model")
    }
    switch type {
    case "lstm", "gru":
      chain.append(try recurrent(layer, name, isLSTM: type == "lstm"))
    case "dense", "time-distributed-dense":
      chain.append(try dense(layer, name))
      try activate(layer, name, &chain)
    case "conv1d":
      let inputSize = try inputSize(after: chain)
      for part in try convolution(layer, name, inputSize: inputSize) {
        chain.append(part)
      }
      try activate(layer, name, &chain)
    case "batchnorm":
      let inputSize = try inputSize(after: chain)
      try chain.append(
        normalization(layer, name, inputSize: inputSize), named: name)
      return
    case "activation": try activate(layer, name, &chain)
    case "prelu":
      let inputSize = try inputSize(after: chain)
      chain.append(
        .leakyReLU(name, slopes: try slopes(layer, count: inputSize)))
    default:
      throw ImportError(
        "'\(layer.place("type"))' is '\(type)', which is not supported; "
          + "swiftlet runs lstm, gru, dense, conv1d, batchnorm, prelu and "
          + "activation")
    }
    try checkSize(layer, chain)
  }

  /// How many values the next layer takes.
  private func inputSize(after chain: AudioChain) throws -> Int {
    try chain.layers.last?.layer.outputSize ?? record.lastSize("in_shape")
  }

  private func recurrent(
    _ layer: JSONRecord, _ name: String, isLSTM: Bool
  ) throws -> ImportedLayer {
    let activation = layer.has("activation") ? try layer.text("activation") : ""
    guard ["", "tanh"].contains(activation) else {
      throw ImportError(
        "'\(layer.place("activation"))' is '\(activation)', where RTNeural "
          + "runs tanh; train with tanh")
    }
    let weights = try layer.tensorList("weights")
    guard 2...3 ~= weights.count, let input = weights[0].matrix,
      let recurrent = weights[1].matrix
    else { throw misfit(layer) }
    let bias = weights.count == 3 ? weights[2] : nil
    let rows = (isLSTM ? 4 : 3) * recurrent.rows
    guard bias == nil || bias?.shape == (isLSTM ? [rows] : [2, rows]) else {
      throw misfit(layer)
    }
    let values = bias?.values
    return try RecurrentParameters(
      kind: isLSTM ? .lstm : .gru(resetAfter: true), inputWeight: input,
      recurrentWeight: recurrent,
      inputBias: values.map { Array($0.prefix(rows)) },
      recurrentBias: isLSTM ? nil : values.map { Array($0.suffix(rows)) }
    ).layer(name, from: .keras)
  }

  private func dense(
    _ layer: JSONRecord, _ name: String
  ) throws -> ImportedLayer {
    let weights = try layer.tensorList("weights")
    guard 1...2 ~= weights.count, let kernel = weights[0].matrix,
      weights.count == 1 || weights[1].shape == [kernel.columns]
    else { throw misfit(layer) }
    return .dense(
      name, kernel.transposed,
      bias: weights.count == 2 ? weights[1].values : nil)
  }

  /// Puts an activation into the dense layer before it, or after any other.
  private func activate(
    _ layer: JSONRecord, _ name: String, _ chain: inout AudioChain
  ) throws {
    let text = layer.has("activation") ? try layer.text("activation") : ""
    if ["", "linear"].contains(text) { return }
    if text == "softmax" {
      chain.outputFunction = .softmax
      return
    }
    guard let activation = Layer.DenseActivation(rawValue: text),
      !chain.layers.isEmpty
    else {
      throw ImportError(
        "'\(layer.place("activation"))' is '\(text)', which is not supported "
          + "there; train with relu, sigmoid or tanh")
    }
    chain.writeFold()
    let last = chain.layers.count - 1
    switch chain.layers[last].layer {
    case .dense(let inputSize, let outputSize, .linear):
      chain.layers[last].layer = .dense(
        inputSize: inputSize, outputSize: outputSize, activation: activation)
    case .conv1D(let shape, .linear):
      chain.layers[last].layer = .conv1D(shape, activation: activation)
    case let layer:
      chain.layers.append(
        ImportedLayer(
          name: name,
          layer: .pointwise(.activation(activation), size: layer.outputSize),
          tensors: [:]))
    }
  }

  private func checkSize(_ layer: JSONRecord, _ chain: AudioChain) throws {
    guard let last = chain.layers.last,
      try layer.lastSize("shape") == last.layer.outputSize
    else { throw misfit(layer) }
  }

  func misfit(_ layer: JSONRecord) -> ImportError {
    ImportError(
      "'\(layer.place("weights"))' do not fit the layer's 'type' and 'shape'; "
        + "export the model again")
  }

  private func addsInput(_ chain: AudioChain) throws -> Bool {
    let skip = try record.count("in_skip")
    guard skip == 0 || (skip == 1 && chain.layers.last?.layer.outputSize == 1)
    else {
      throw ImportError(
        "'in_skip' is \(skip), which is not supported; train with one output "
          + "and an in_skip of 0 or 1")
    }
    return skip == 1
  }

  /// A factor that the file gives in decibels.
  private func gain(_ key: String) throws -> Double {
    guard record.has(key) else { return 1 }
    guard let decibels = record.number(key), -90...90 ~= decibels else {
      throw ImportError(
        "'\(key)' is no number of decibels from -90 to 90; export the model "
          + "again")
    }
    return pow(10, decibels / 20)
  }
}
