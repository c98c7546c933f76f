public import SwiftletCells
public import SwiftletDatasets
import SwiftletRuntime
public import SwiftletTraining

extension Encoding {
  /// The part of data that a training holds out to choose the best epoch: whole
  /// sequences, or of a single one all, in which only the steps that are held
  /// out have targets.
  ///
  /// - Parameters:
  ///   - data: the training part.
  ///   - problem: what is learnt of it, of `problem(_:on:scoring:)`.
  ///   - fraction: the share that is held out, in `0..<1`.
  ///   - seed: the training's seed.
  /// - Returns: none where the training holds none out.
  /// - Throws: `TrainingError` when a single sequence cannot be divided;
  ///   `GapError` when a value is missing that may not.
  public func heldOut(
    of data: Dataset, _ problem: TrainingProblem, _ fraction: Double,
    seed: UInt64
  ) throws -> [DataSequence] {
    let parts = try data.sequences.flatMap {
      let parts = try self.parts(of: $0)
      return problem.scoring == .everyStep ? parts : parts.suffix(1)
    }
    guard parts.count == 1 else {
      return problem.heldOutSequences(fraction, seed: seed).map { parts[$0] }
    }
    let held = try problem.heldOutSteps(fraction)
    let (part, width) = (parts[0], parts[0].targetCount)
    return [
      DataSequence(
        id: part.id, features: part.features,
        targets: part.targets.enumerated().map { index, target in
          held.contains(index / width) ? target : .nan
        }, featureCount: part.featureCount)
    ]
  }
}
