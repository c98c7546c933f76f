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
  /// At which steps the outputs count.
  var scoring = Scoring.everyStep
  /// The seed of all that is random.
  var seed: UInt64 = 1

  /// The accuracy on the test part, or the mean squared error in the data's
  /// unit, of one value.
  ///
  /// - Throws: `TrainingError`, `DataEncodingError`, `GapError`.
  func score(_ data: DataFolder) throws -> Double {
    let encoding = try Encoding(learning: data.train)
    let (training, test) = (
      try sequences(data.train, encoding), try sequences(data.test, encoding)
    )
    let network = try Network([
      .dense(
        inputSize: encoding.inputs.count * window, outputSize: hiddenSize,
        activation: .relu),
      .dense(
        inputSize: hiddenSize, outputSize: encoding.outputs.count,
        activation: .linear),
    ])
    var trainer = try Trainer(
      TrainingProblem(network: network, scoring: scoring, training: training),
      TrainingConfiguration(
        epochs: epochs, threads: ProcessInfo.processInfo.activeProcessorCount,
        seed: seed))
    let result = try trainer.run()
    let sum = try network.evaluate(
      result.parameters, on: test, scoring: scoring)
    guard encoding.task == .regression else { return sum.accuracy }
    return sum.meanLoss * pow(encoding.outputs[0].deviation, 2)
  }

  private func sequences(
    _ data: Dataset, _ encoding: Encoding
  ) throws -> [TrainingSequence] {
    try data.sequences.flatMap(encoding.trainingSequences).map {
      TrainingSequence(
        inputs: sideBySide($0.inputs, width: encoding.inputs.count),
        targets: $0.targets)
    }
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
