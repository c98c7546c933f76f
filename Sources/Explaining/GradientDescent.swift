import SwiftletCells
import SwiftletRuntime
import SwiftletTraining

/// Plain gradient descent on one batch: every update moves the parameters by
/// the learning rate times the gradient.
package struct GradientDescent: Sendable {
  /// The largest norm of a gradient, longer ones are scaled down to it; nil
  /// for none.
  package let clip: Double?
  /// Before each update and after the last, the mean loss.
  package private(set) var losses: [Double] = []
  /// Before each update, the norm of the gradient.
  package private(set) var norms: [Double] = []

  /// The learning rate.
  package static let learningRate = 0.1
  /// How many updates there are.
  package static let updates = 60

  /// Descends from a start.
  init(_ start: StartingNetwork, clip: Double?) {
    self.clip = clip
    var parameters = start.parameters.map(Double.init)
    let sequences = RecallTask.sequences(16, seed: 2)
    for update in 0...Self.updates {
      let (loss, sum) = start.network.lossGradient(
        as: Double.self, parameters: parameters, sequences: sequences,
        scoring: .lastStep, window: RecallTask.steps)
      losses.append(loss.meanLoss)
      guard update < Self.updates else { break }
      let gradient = sum.map { $0 / Double(loss.count) }
      norms.append(gradient.length)
      let scale = min(1, (clip ?? .infinity) / gradient.length)
      for k in parameters.indices {
        parameters[k] -= Self.learningRate * scale * gradient[k]
      }
    }
  }
}
