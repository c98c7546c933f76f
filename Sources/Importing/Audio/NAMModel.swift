import SwiftletCells

/// A Neural Amp Modeler file with an LSTM: `config`, and `weights` in one row.
///
/// For each layer these are the matrix over the input and the hidden state side
/// by side, `(4 * hidden, input + hidden)` in PyTorch's order of gates; one
/// bias; and the first hidden and cell state. The head's matrix and bias
/// follow.
struct NAMModel {
  private let record: JSONRecord

  init(_ record: JSONRecord) { self.record = record }

  /// The layers with the states that they begin with.
  ///
  /// - Throws: `ImportError` when the model is no LSTM, or its weights do not
  ///   fit its `config`.
  func chain() throws -> AudioChain {
    let architecture = try record.text("architecture")
    if architecture == "SlimmableContainer" { return try largestLSTM() }
    guard architecture == "LSTM" else {
      throw ImportError(
        "'architecture' is '\(architecture)', which is not supported; swiftlet "
          + "runs models of the architecture LSTM: train one")
    }
    let config = try record.record("config")
    let hiddenSize = try config.size("hidden_size")
    var inputSize = try config.size("input_size")
    let outputSize =
      config.has("out_channels") ? try config.size("out_channels") : 1
    let weights = try record.tensor("weights")
    var rest = ArraySlice(weights.values)
    var chain = AudioChain(
      format: "Neural Amp Modeler", layers: [],
      sampleRate: record.number("sample_rate"))
    for index in 0..<(try config.size("num_layers", limit: 100)) {
      let count = 4 * hiddenSize * (inputSize + hiddenSize + 1)
      let state = try take(count + 2 * hiddenSize, from: &rest)
      chain.layers.append(
        try Self.layer("layer \(index)", state, inputSize, hiddenSize))
      chain.initialStates[index] = Array(state[count...])
      inputSize = hiddenSize
    }
    let head = try take(outputSize * hiddenSize, from: &rest)
    let bias = try take(outputSize, from: &rest)
    guard rest.isEmpty, weights.shape.count == 1 else { throw misfit }
    chain.layers.append(
      .dense(
        "head", Matrix(rows: outputSize, columns: hiddenSize, values: head),
        bias: bias))
    return chain
  }

  /// The last LSTM of a container, which holds models of rising size.
  private func largestLSTM() throws -> AudioChain {
    let models = try record.record("config").records("submodels")
      .map { try $0.record("model") }
    let kinds = try models.map { try $0.text("architecture") }
    guard let index = kinds.lastIndex(of: "LSTM") else {
      throw ImportError(
        "its models are \(kinds.map { "'\($0)'" }.joined(separator: ", ")), "
          + "where swiftlet runs those of the architecture LSTM: train one")
    }
    var chain = try NAMModel(models[index]).chain()
    chain.remarks.append(
      "of \(models.count) models it is the LSTM at 'config.submodels[\(index)]'"
    )
    return chain
  }

  private func take(
    _ count: Int, from rest: inout ArraySlice<Float>
  ) throws -> [Float] {
    guard count <= rest.count else { throw misfit }
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  private var misfit: ImportError {
    ImportError("'weights' are not as many as 'config' says; export again")
  }

  private static func layer(
    _ name: String, _ weights: [Float], _ inputSize: Int, _ hiddenSize: Int
  ) throws -> ImportedLayer {
    let (rows, width) = (4 * hiddenSize, inputSize + hiddenSize)
    func columns(_ range: Range<Int>) -> Matrix {
      Matrix(
        rows: rows, columns: range.count,
        values: (0..<rows).flatMap { row in
          weights[
            row * width + range.lowerBound..<row * width + range.upperBound]
        })
    }
    return try RecurrentParameters(
      kind: .lstm, inputWeight: columns(0..<inputSize),
      recurrentWeight: columns(inputSize..<width),
      inputBias: Array(weights[rows * width..<rows * (width + 1)]),
      recurrentBias: nil
    ).layer(name, from: .pyTorch)
  }
}
