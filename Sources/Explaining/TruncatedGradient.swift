import SwiftletCells
import SwiftletRuntime
import SwiftletTraining

/// The gradient by a network's parameters where it flows back through a number
/// of steps alone, against that through all steps.
package struct TruncatedGradient: Sendable {
  /// Through how many steps the gradient flows back.
  package let window: Int
  /// Its norm, as a share of the full gradient's.
  package let share: Double
  /// The cosine of the angle between both.
  package let cosine: Double
  /// The accuracy of a training with it.
  package let accuracy: Double
  /// The accuracy of such a training that starts from small weights.
  package let accuracyOfSmall: Double

  /// Each window, of a tanh RNN with an orthogonal recurrent matrix.
  static func all() throws -> [TruncatedGradient] {
    let start = try StartingNetwork.orthogonal()
    let small = try StartingNetwork.uniform()
    let sequences = RecallTask.sequences(16, seed: 2)
    @Sendable func gradient(_ window: Int) -> [Double] {
      start.network.lossGradient(
        as: Double.self, parameters: start.parameters.map(Double.init),
        sequences: sequences, scoring: .lastStep, window: window
      ).gradient
    }
    let full = gradient(RecallTask.steps)
    return try concurrentMap([1, 4, 16, 32, 64]) { (window: Int) in
      let own = gradient(window)
      return TruncatedGradient(
        window: window, share: own.length / full.length,
        cosine: zip(own, full).reduce(0) { $0 + $1.0 * $1.1 }
          / (own.length * full.length),
        accuracy: try finalAccuracy(start, window),
        accuracyOfSmall: try finalAccuracy(small, window))
    }
  }
}

private func finalAccuracy(
  _ start: StartingNetwork, _ window: Int
) throws -> Double {
  try RecallTraining(start, window: window)
    .run(epochs: GradientStudy.epochCount).last ?? .nan
}

extension [Double] {
  /// The Euclidean norm.
  var length: Double { reduce(0) { $0 + $1 * $1 }.squareRoot() }
}
