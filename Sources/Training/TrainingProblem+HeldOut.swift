import Foundation
import SwiftletCells
import SwiftletRuntime

extension TrainingProblem {
  /// Fewer sequences than these do not stand for others by chance: steps of
  /// one sequence are alike, however many they are.
  static let fewSequences = 20

  /// The problem with a share of its training data moved to `validation`.
  ///
  /// Of several sequences, so many chosen by the seed, or where these are few,
  /// some of each class; of a single one its tail, or the last steps of each
  /// class, which start from the state at what is before them.
  ///
  /// - Throws: `TrainingError` when a single sequence cannot be divided.
  package func holdingOut(
    _ fraction: Double, seed: UInt64
  ) throws -> TrainingProblem {
    guard fraction > 0, validation.isEmpty else { return self }
    guard training.count > 1 else { return try holdingOutSteps(fraction) }
    let held = heldOutSequences(fraction, seed: seed)
    var problem = self
    problem.validation = held.map { training[$0] }
    problem.training = Set(training.indices).subtracting(held).sorted()
      .map { training[$0] }
    return problem
  }

  /// The places of the sequences to hold out of several, in their order.
  package func heldOutSequences(_ fraction: Double, seed: UInt64) -> [Int] {
    guard fraction > 0 else { return [] }
    var random = RandomSource(seed: seed, for: .heldOut)
    return heldOut(fraction, in: random.permutation(training.count)).sorted()
  }

  /// The sequences to hold out, of all in a random order: none where few
  /// would be more than a quarter.
  private func heldOut(_ fraction: Double, in order: [Int]) -> [Int] {
    let share = Int((Double(order.count) * fraction).rounded())
    let count = min(max(share, 1), order.count - 1)
    guard count < Self.fewSequences else { return Array(order.prefix(count)) }
    let held = covering(count, in: order)
    return held.count <= max(share, order.count / 4) ? held : []
  }

  /// The first sequences that have a class which those before them have not,
  /// and then others, up to a count. The last sequence with a class stays to
  /// learn from, and so do those without any.
  private func covering(_ count: Int, in order: [Int]) -> [Int] {
    let classes = training.map {
      tellsClasses ? Set($0.countedClasses(scoring)) : []
    }
    var kept: [Int32: Int] = [:]
    for label in classes.joined() { kept[label, default: 0] += 1 }
    var held: [Int] = []
    var seen: Set<Int32> = []
    func hold(_ index: Int) {
      guard !tellsClasses || !classes[index].isEmpty,
        classes[index].allSatisfy({ kept[$0, default: 0] > 1 })
      else { return }
      held.append(index)
      seen.formUnion(classes[index])
      for label in classes[index] { kept[label, default: 0] -= 1 }
    }
    for index in order where !classes[index].isSubset(of: seen) { hold(index) }
    for index in order where held.count < count && !held.contains(index) {
      hold(index)
    }
    return held
  }

  /// Whether a step's class is what is told, not the next of many symbols.
  private var tellsClasses: Bool { learnsClasses && !network.predictsSymbols }

  /// The steps to hold out of a single sequence.
  ///
  /// - Throws: `TrainingError` when it cannot be divided.
  package func heldOutSteps(_ fraction: Double) throws -> Set<Int> {
    let sequence = training[0]
    let length = sequence.length(outputSize: network.outputSize)
    let head = length - max(Int(Double(length) * fraction), 1)
    let held =
      tellsClasses
      ? sequence.lastSteps(ofEachClass: fraction) : Set(head..<length)
    guard head > 0, !held.isEmpty, scoring == .everyStep else {
      throw TrainingError(
        "a single sequence of \(length) timesteps cannot be divided into "
          + "training and validation; give more sequences, or 0 for "
          + "`validationFraction`")
    }
    return held
  }

  private func holdingOutSteps(_ fraction: Double) throws -> TrainingProblem {
    let held = try heldOutSteps(fraction)
    let (sequence, outputSize) = (training[0], network.outputSize)
    let length = sequence.length(outputSize: outputSize)
    let end = (0..<length).last { !held.contains($0) } ?? 0
    var problem = self
    problem.training = [
      sequence.counting(only: { !held.contains($0) }, outputSize: outputSize)
        .steps(
          0..<end + 1, inputSize: network.inputSize, outputSize: outputSize)
    ]
    problem.validation = [
      sequence.counting(only: held.contains, outputSize: outputSize)
    ]
    return problem
  }
}

extension TrainingSequence {
  /// A share of the steps of each class, at least one, which come last in it;
  /// none of a class of one step.
  fileprivate func lastSteps(ofEachClass share: Double) -> Set<Int> {
    guard case .classes(let classes) = targets else { return [] }
    let steps = Dictionary(
      grouping: classes.indices.filter { classes[$0] >= 0 }
    ) { classes[$0] }
    return Set(
      steps.values.filter { $0.count > 1 }.flatMap {
        $0.suffix(max(Int(Double($0.count) * share), 1))
      })
  }
}
