import SwiftletCells
package import SwiftletRuntime

extension TrainingProblem {
  /// The weight of a step of each class that makes all classes of the training
  /// sequences weigh the same: `steps / (classes * steps of the class)`, of
  /// the steps that count and the classes among them. Its mean over the steps
  /// is 1. A class without steps weighs 1.
  ///
  /// - Throws: `TrainingError` where values are learned.
  package func balancedWeights(_ scoring: Scoring) throws -> [Float] {
    guard learnsClasses else {
      throw TrainingError(
        "values have no classes to balance; leave `balancesClasses` out")
    }
    var steps = Array(repeating: 0, count: network.outputSize)
    for sequence in training {
      for label in sequence.countedClasses(scoring) { steps[Int(label)] += 1 }
    }
    let classes = steps.count { $0 > 0 }
    let total = steps.reduce(0, +)
    return steps.map {
      $0 == 0 ? 1 : Float(Double(total) / Double(classes * $0))
    }
  }
}
