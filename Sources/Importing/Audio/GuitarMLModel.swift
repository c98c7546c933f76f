import SwiftletCells

/// A model of GuitarML's tools (NeuralPi, Proteus, NeuralSeed): PyTorch's
/// `rec` and `lin` under `state_dict`, and what they are under `model_data`.
struct GuitarMLModel {
  private let data: JSONRecord
  private let state: JSONRecord

  /// - Throws: `ImportError` when one of the two objects is missing.
  init(_ record: JSONRecord) throws {
    data = try record.record("model_data")
    state = try record.record("state_dict")
  }

  /// The layers, and the input that is added to their output.
  ///
  /// - Throws: `ImportError` when the model is of another kind, or its tensors
  ///   are not those that it says.
  func chain() throws -> AudioChain {
    try refuseOthers()
    let layers = try recurrent() + [linear()]
    return AudioChain(
      format: "GuitarML", layers: layers, addsInput: try addsInput(),
      sampleRate: data.number("sample_rate") ?? data.number("samplerate"))
  }

  private func refuseOthers() throws {
    let model = data.has("model") ? try data.text("model") : "SimpleRNN"
    guard model == "SimpleRNN" else {
      throw ImportError(
        "'\(data.place("model"))' is '\(model)', which is not supported; train "
          + "a SimpleRNN with a GRU or an LSTM")
    }
    let known = ["rec.", "lin."]
    if let other = state.keys.sorted().first(where: { key in
      !known.contains { key.hasPrefix($0) }
    }) {
      throw ImportError(
        "tensor '\(other)' is not understood; train a model of 'rec' and 'lin'")
    }
  }

  private func recurrent() throws -> [ImportedLayer] {
    let kind = try data.text("unit_type")
    guard let kindName = ["LSTM": "lstm", "GRU": "gru", "RNN": "rnn"][kind]
    else {
      throw ImportError(
        "'\(data.place("unit_type"))' is '\(kind)', which is not supported; "
          + "train with GRU or LSTM")
    }
    let count = data.has("num_layers") ? try data.size("num_layers") : 1
    let inputSize = try data.size("input_size")
    let hiddenSize = try data.size("hidden_size")
    guard case .recurrent(let layers) = try module("rec").readings[0],
      layers.allSatisfy({ $0.layer.kindName == kindName }),
      layers.count == count, layers[0].layer.inputSize == inputSize,
      layers[0].layer.outputSize == hiddenSize
    else {
      throw ImportError(
        "the tensors 'rec.…' are no \(kind) as 'model_data' says; export the "
          + "model again")
    }
    return layers
  }

  private func linear() throws -> ImportedLayer {
    let outputSize = try data.size("output_size")
    for case .linear(let weight, let bias) in try module("lin").readings
    where weight.rows == outputSize {
      return .dense("lin", weight, bias: bias)
    }
    throw ImportError(
      "the tensors 'lin.…' are no linear layer as 'model_data' says; export "
        + "the model again")
  }

  private func module(_ name: String) throws -> StateDictModule {
    var tensors: [String: SafeTensors.Tensor] = [:]
    for key in state.keys where key.hasPrefix(name + ".") {
      let tensor = try state.tensor(key)
      tensors[String(key.dropFirst(name.count + 1))] = SafeTensors.Tensor(
        shape: tensor.shape, values: tensor.values)
    }
    return try StateDictModule(name: name, tensors: tensors)
  }

  private func addsInput() throws -> Bool {
    let skip = try data.count("skip")
    let outputs = try data.size("output_size")
    guard skip == 0 || (skip == 1 && outputs == 1) else {
      throw ImportError(
        "'\(data.place("skip"))' is \(skip) with \(outputs) outputs, which is "
          + "not supported; train with one output and a skip of 0 or 1")
    }
    return skip == 1
  }
}
