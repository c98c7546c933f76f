import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletQuantization
import SwiftletRuntime
import SwiftletTraining

/// The adding problem of Hochreiter and Schmidhuber 1997: each step has a value
/// and a marker; two steps are marked, one in each half, and the answer at the
/// last step is the sum of their values. An answer counts as right when it is
/// within 0.04.
struct AddingProblem {
  static let steps = 100
  let cell: Layer
  let seed: UInt64

  /// Sequences of a stream of random numbers of their own.
  func sequences(_ count: Int, stream: UInt64) -> [DataSequence] {
    var random = RandomSource(seed: seed, stream: [stream])
    return (0..<count).map { _ in Self.sequence(&random) }
  }

  private static func sequence(
    _ random: inout RandomSource
  ) -> DataSequence {
    var features: [Double] = []
    for _ in 0..<steps { features += [random.uniform(), 0] }
    let half = Double(steps / 2)
    let first = Int(random.uniform() * half)
    let second = steps / 2 + Int(random.uniform() * half)
    features[2 * first + 1] = 1
    features[2 * second + 1] = 1
    var targets = Array(repeating: Double.nan, count: steps)
    targets[steps - 1] = features[2 * first] + features[2 * second]
    return DataSequence(
      features: features, targets: targets, featureCount: 2)
  }

  /// A float model after updates on fresh batches of 50.
  func train(updates: Int) throws -> FloatModel {
    let network = try Network([
      cell, .dense(inputSize: 32, outputSize: 1, activation: .linear),
    ])
    var trainer = try BatchTrainer(
      network, scoring: .lastStep,
      TrainingConfiguration(threads: 2, learningRate: 2e-3, seed: seed))
    for update in 0..<updates {
      let batch = sequences(50, stream: 1000 + UInt64(update))
      _ = try trainer.update(
        batch.map(\.trainingSequence),
        learningRate: update < updates * 3 / 4 ? 2e-3 : 5e-4)
    }
    return try FloatModel(
      network: network, parameters: trainer.parameters,
      inputs: [.init(name: "value"), .init(name: "marker")],
      outputs: [.init(name: "sum")], task: .regression, scoring: .lastStep)
  }

  /// The share of right answers of the float model.
  func score(
    _ model: FloatModel, _ sequences: [DataSequence]
  ) throws -> Double {
    var stream = FloatStream(model)
    return try share(sequences) { sequence in
      stream.reset()
      var answer = 0.0
      for step in 0..<Self.steps {
        let pair = sequence.features[2 * step..<2 * step + 2]
        answer = try stream.step(Array(pair))[0]
      }
      return answer
    }
  }

  /// The share of right answers of the runtime.
  func score(
    _ network: QuantizedNetwork, _ sequences: [DataSequence]
  ) throws -> Double {
    let stream = QuantizedStream(
      try QuantizedModel(bytes: Data(network.fileBytes())))
    return try share(sequences) { sequence in
      stream.reset()
      var answer: [Int16] = []
      for step in 0..<Self.steps {
        let pair = sequence.features[2 * step..<2 * step + 2]
        answer = try stream.step(stream.quantize(Array(pair)))
      }
      return stream.read(answer)[0]
    }
  }

  private func share(
    _ sequences: [DataSequence], _ answer: (DataSequence) throws -> Double
  ) rethrows -> Double {
    let right = try sequences.filter {
      abs(try answer($0) - $0.targets[Self.steps - 1]) < 0.04
    }
    return Double(right.count) / Double(sequences.count)
  }
}

extension DataSequence {
  fileprivate var trainingSequence: TrainingSequence {
    TrainingSequence(
      inputs: features.map { Float($0) },
      targets: .values(targets.map { Float($0) }))
  }
}
