/// How the share of kept blocks falls while a network trains on: by a cubic
/// curve from 1 to its final value, fast at first, while there is much to
/// spare (Zhu and Gupta 2017, "To prune, or not to prune").
package struct PruningSchedule: Equatable, Sendable {
  /// The share of kept blocks at the end, above 0 and at most 1.
  package let finalDensity: Double
  /// For how many epochs blocks are chosen again; the others train those that
  /// are left.
  package let epochs: Int

  /// A schedule over the first half of a training.
  package init(finalDensity: Double, trainingEpochs: Int) {
    self.finalDensity = finalDensity
    epochs = trainingEpochs / 2
  }

  /// The share of blocks that an epoch keeps; the first is epoch 0.
  package func density(epoch: Int) -> Double {
    guard epoch < epochs else { return finalDensity }
    let left = 1 - Double(epoch) / Double(epochs)
    return finalDensity + (1 - finalDensity) * left * left * left
  }
}
