public import SwiftletCells
public import SwiftletDatasets
public import SwiftletRuntime
public import SwiftletTraining

extension Encoding {
  /// A network for the data: an embedding where the feature is a symbol,
  /// recurrent layers, and a linear layer that gives the outputs.
  ///
  /// - Parameters:
  ///   - kind: the kind of the recurrent layers.
  ///   - hiddenSize: the hidden size of each of them.
  ///   - layers: how many there are, at least 1.
  ///   - embeddingSize: the size of a symbol's row. Without it a symbol's index
  ///     is a number like others; data without symbols take none.
  /// - Throws: `NetworkError` when a size is below 1.
  public func network(
    _ kind: RecurrentKind, hiddenSize: Int, layers: Int = 1,
    embeddingSize: Int? = nil
  ) throws -> Network {
    var chain: [Layer] = []
    if let embeddingSize, let vocabularySize {
      chain.append(
        .embedding(vocabularySize: vocabularySize, outputSize: embeddingSize))
    }
    for _ in 0..<layers {
      chain.append(
        kind.layer(
          inputSize: chain.last?.outputSize ?? inputs.count,
          hiddenSize: hiddenSize))
    }
    chain.append(
      .dense(
        inputSize: hiddenSize, outputSize: outputs.count, activation: .linear))
    return try Network(chain)
  }

  /// What a network is to learn of data.
  ///
  /// - Parameters:
  ///   - network: a network of as many inputs and outputs as the encoding has.
  ///   - data: the sequences to learn from; the trainer holds some of them
  ///     out to choose the best epoch.
  ///   - scoring: at which steps the outputs count.
  /// - Throws: `DataEncodingError` when a symbol is not in the vocabulary;
  ///   `GapError` when a value is missing that may not.
  public func problem(
    _ network: Network, on data: Dataset, scoring: Scoring
  ) throws -> TrainingProblem {
    TrainingProblem(
      network: network, scoring: scoring,
      training: try data.sequences.flatMap {
        let parts = try trainingSequences($0)
        return scoring == .everyStep ? parts : parts.suffix(1)
      })
  }

  /// The model of a network that has learned.
  ///
  /// - Parameters:
  ///   - problem: what it has learned, of this encoding.
  ///   - parameters: what the training gave.
  ///   - notes: what else the model's file says.
  /// - Throws: `NetworkError` when the encoding or the parameters do not fit
  ///   the network.
  public func model(
    _ problem: TrainingProblem, parameters: [Float],
    notes: [String: String] = [:]
  ) throws -> FloatModel {
    try FloatModel(
      network: problem.network, parameters: parameters, inputs: inputs,
      outputs: outputs, task: task, scoring: problem.scoring,
      gapPolicy: gapPolicy, notes: noted(notes))
  }
}
