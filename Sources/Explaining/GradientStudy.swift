import SwiftletCells
import SwiftletRuntime
package import SwiftletTraining

/// How far the gradient of one network reaches back, at its start and while it
/// learns.
package struct GradientStudy: Sendable {
  /// What the network is called, and what it starts from.
  package let name, start: String
  /// The gradient of the network at rest, before it learns.
  package let atRest: GradientNorms
  /// The gradient on sequences, before it learns and after each epoch.
  package let epochs: [GradientNorms]
  /// The share of other sequences on which it is right, after each epoch.
  package let accuracies: [Double]

  /// How often a network goes through its sequences.
  package static let epochCount = 20

  /// Studies of networks that do not learn, in the order of an explanation's.
  package static func untrained() throws -> [GradientStudy] {
    try StartingNetwork.all().map { try GradientStudy($0, epochs: 0) }
  }

  /// Looks at a network, and trains it for so many epochs.
  init(_ start: StartingNetwork, epochs: Int = epochCount) throws {
    name = start.name
    self.start = start.start
    let network = start.network
    atRest = GradientProbe(
      network, of: RecallTask.silence, scoring: .lastStep,
      window: RecallTask.steps
    ).stateNorms(start.parameters, epoch: 0)
    let probe = GradientProbe(
      network, of: RecallTask.sequences(8, seed: 2), scoring: .lastStep,
      window: RecallTask.steps)
    var norms = [probe.stateNorms(start.parameters, epoch: 0)]
    accuracies = try RecallTraining(start).run(epochs: epochs) {
      norms.append(probe.stateNorms($0, epoch: $1))
    }
    self.epochs = norms
  }

  /// The norm by the hidden state so many steps back, as a multiple of that at
  /// the last step: of the network at rest, and on sequences after an epoch.
  package func hidden(at stepsBack: Int, epoch: Int? = nil) -> Double {
    let norms = epoch.map { epochs[$0] } ?? atRest
    return norms.states[0].ratio(at: stepsBack) ?? .nan
  }

  /// The same of an LSTM's cell state; nil of another network.
  package func cell(at stepsBack: Int, epoch: Int? = nil) -> Double? {
    let norms = epoch.map { epochs[$0] } ?? atRest
    return norms.states.dropFirst().first?.ratio(at: stepsBack)
  }

  /// The first epoch after which at least 99 of 100 answers are right.
  package var epochLearned: Int? {
    accuracies.firstIndex { $0 >= 0.99 }.map { $0 + 1 }
  }
}

/// Trains a network to recall.
struct RecallTraining {
  private var trainer: BatchTrainer
  private let sequences = RecallTask.sequences(512, seed: 3)
  private let others = RecallTask.sequences(256, seed: 4)
  private static let batchSize = 16

  /// - Parameter window: through how many steps gradients flow back.
  init(_ start: StartingNetwork, window: Int = RecallTask.steps) throws {
    trainer = try BatchTrainer(
      start.network, scoring: .lastStep,
      TrainingConfiguration(window: window, learningRate: 3e-3),
      parameters: start.parameters)
  }

  /// The accuracy after each epoch.
  ///
  /// - Parameter body: takes the parameters after each epoch, and its number.
  func run(
    epochs: Int, _ body: ([Float], Int) -> Void = { _, _ in }
  ) throws -> [Double] {
    var trainer = trainer
    return try stride(from: 1, through: epochs, by: 1).map { epoch in
      for first in stride(
        from: 0, to: sequences.count, by: Self.batchSize)
      {
        _ = try trainer.update(
          Array(sequences[first..<first + Self.batchSize]))
      }
      body(trainer.parameters, epoch)
      return try trainer.network.evaluate(
        trainer.parameters, on: others, scoring: .lastStep
      ).accuracy
    }
  }
}
