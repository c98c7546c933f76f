import Foundation
import SwiftletCells
import SwiftletRuntime

extension TrainingProblem {
  /// The problem with a share of its training data moved to `validation`.
  ///
  /// Of several sequences, so many chosen by the seed; of a single one its
  /// tail, which starts from the state at its head's end.
  ///
  /// - Throws: `TrainingError` when there is too little data to divide.
  func holdingOut(_ fraction: Double, seed: UInt64) throws -> TrainingProblem {
    guard fraction > 0, validation.isEmpty else { return self }
    var problem = self
    if training.count > 1 {
      var random = RandomSource(seed: seed, for: .heldOut)
      let order = random.permutation(training.count)
      let wanted = Int((Double(training.count) * fraction).rounded())
      let count = min(max(wanted, 1), training.count - 1)
      problem.validation = order.prefix(count).sorted().map { training[$0] }
      problem.training = order.dropFirst(count).sorted().map { training[$0] }
      return problem
    }
    let (sequence, outputSize) = (training[0], network.outputSize)
    let length = sequence.length(outputSize: outputSize)
    let head = length - max(Int(Double(length) * fraction), 1)
    guard head > 0, scoring == .everyStep else {
      throw TrainingError(
        "a single sequence of \(length) timesteps cannot be divided into "
          + "training and validation; give more sequences, or 0 for "
          + "`validationFraction`")
    }
    problem.training = [
      sequence.prefix(
        head, inputSize: network.inputSize, outputSize: outputSize)
    ]
    problem.validation = [sequence.masking(first: head, outputSize: outputSize)]
    return problem
  }
}
