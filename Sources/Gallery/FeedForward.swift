import Foundation
import SwiftletCells
import SwiftletDatasets
import SwiftletEncoding
import SwiftletRuntime
import SwiftletTraining

/// A network without memory, `W2 relu(W1 x + b1) + b2`, over the features of
/// one timestep or of several laid side by side.
struct FeedForward {
  /// The number of hidden units.
  var hiddenSize = 32
  /// How many timesteps it sees at once: the latest, and those before it.
  var window = 1
  /// The number of passes over the training part.
  var epochs = 40
  /// The deviation of noise added to the normalised inputs in training.
  var noise = 0.0
  /// At which steps the outputs count.
  var scoring = Scoring.everyStep
  /// The seed of all that is random.
  var seed: UInt64 = 1

  /// What it scores on the test part: accuracy, or the mean squared error in
  /// the data's unit.
  ///
  /// - Throws: `TrainingError`, `DataEncodingError`, `GapError`.
  func score(_ data: DataFolder) throws -> Double {
    let encoding = try Encoding(learning: data.train)
    let answers = try answers(data, encoding)
    var score = Score(Metric(encoding.task, of: try network(encoding)))
    for (sequence, outputs) in zip(data.test.sequences, answers) {
      for step in 0..<sequence.timesteps
      where scoring == .everyStep || step == sequence.timesteps - 1 {
        score.add(outputs[step], sequence.targets(at: step))
      }
    }
    return score.mean ?? .nan
  }

  /// The share of sequences whose class has the largest sum of logarithms of
  /// probabilities, over all timesteps.
  func vote(_ data: DataFolder) throws -> Double {
    let encoding = try Encoding(learning: data.train)
    let answers = try answers(data, encoding)
    return zip(data.test.sequences, answers).map { sequence, outputs in
      var sums = encoding.outputs.map { _ in 0.0 }
      for logits in outputs {
        let total = log(logits.reduce(0) { $0 + exp($1) })
        for (index, logit) in logits.enumerated() {
          sums[index] += logit - total
        }
      }
      return sums.largestIndex == Int(sequence.targets[0])
    }.share
  }

  /// What it gives at each timestep of the test part, after training.
  private func answers(
    _ data: DataFolder, _ encoding: Encoding
  ) throws -> [[[Double]]] {
    let network = try network(encoding)
    var trainer = try Trainer(
      TrainingProblem(
        network: network, scoring: scoring,
        training: try data.train.sequences.map { try laid($0, encoding) }),
      TrainingConfiguration(
        epochs: epochs, threads: ProcessInfo.processInfo.activeProcessorCount,
        inputNoise: noise, seed: seed))
    let parameters = try trainer.run().parameters
    var runner = NetworkRunner<Double>(
      network, parameters: parameters.map(Double.init))
    return try data.test.sequences.map { sequence in
      let inputs = try laid(sequence, encoding).inputs.map(Double.init)
      return (0..<sequence.timesteps).map { step in
        let first = step * network.inputSize
        let outputs = runner.step(
          Array(inputs[first..<first + network.inputSize]))
        return zip(outputs, encoding.outputs).map {
          $0 * $1.deviation + $1.mean
        }
      }
    }
  }

  private func network(_ encoding: Encoding) throws -> Network {
    try Network([
      .dense(
        inputSize: encoding.inputs.count * window, outputSize: hiddenSize,
        activation: .relu),
      .dense(
        inputSize: hiddenSize, outputSize: encoding.outputs.count,
        activation: .linear),
    ])
  }

  /// A sequence, several timesteps side by side.
  private func laid(
    _ sequence: DataSequence, _ encoding: Encoding
  ) throws -> TrainingSequence {
    let whole = try encoding.trainingSequences(sequence)[0]
    return TrainingSequence(
      inputs: sideBySide(whole.inputs, width: encoding.inputs.count),
      targets: whole.targets)
  }

  /// Each timestep's inputs with those of the timesteps before it, zeros
  /// before the first.
  private func sideBySide(_ inputs: [Float], width: Int) -> [Float] {
    guard window > 1 else { return inputs }
    let before = Array(repeating: Float(0), count: (window - 1) * width)
    let padded = before + inputs
    return stride(from: 0, to: inputs.count, by: width).flatMap {
      padded[$0..<$0 + window * width]
    }
  }
}
