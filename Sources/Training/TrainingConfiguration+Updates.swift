import SwiftletCells
import SwiftletRuntime

extension TrainingConfiguration {
  /// The configuration with the epochs and the patience that its least updates
  /// come to.
  package func countingUpdates(
    of problem: TrainingProblem
  ) -> TrainingConfiguration {
    let updates = updatesPerEpoch(problem)
    var counted = self
    counted.epochs = max(epochs, (leastUpdates - 1) / updates + 1)
    counted.patience = max(patience, (leastPatienceUpdates - 1) / updates + 1)
    (counted.leastUpdates, counted.leastPatienceUpdates) = (0, 0)
    return counted
  }

  /// The truncation length of an epoch, counted from 0.
  func window(epoch: Int) -> Int {
    guard firstWindow > 0 else { return window }
    let share = min(1, 2 * Double(epoch) / Double(epochs))
    return firstWindow + Int((share * Double(window - firstWindow)).rounded())
  }

  /// About how many updates an epoch makes: one for each window of a batch,
  /// or for each batch where only last steps count.
  private func updatesPerEpoch(_ problem: TrainingProblem) -> Int {
    let lengths = problem.training.map {
      $0.length(outputSize: problem.network.outputSize)
    }
    let batches = Batching.byLength(lengths: lengths, batchSize: batchSize)
    guard learnsEveryStep || problem.scoring == .everyStep else {
      return batches.count
    }
    return batches.reduce(0) { $0 + (lengths[$1[0]] - 1) / window + 1 }
  }
}
