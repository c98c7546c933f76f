import SwiftletTraining

/// What the networks of an explanation learn: to say at the end of a sequence
/// which sign its first step had.
///
/// A step has two inputs: the sign, 1 or -1 at the first step and 0 after it,
/// and noise.
struct RecallTask {
  /// The steps of a sequence, so that the answer is needed so many later.
  static let steps = 64
  private static let noise = 0.3

  /// Sequences of both classes in turn.
  static func sequences(_ count: Int, seed: UInt64) -> [TrainingSequence] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { index in
      sequence(class: index % 2) { Float(random.normal() * noise) }
    }
  }

  /// Sequences without any input: a network at rest.
  static let silence = [0, 1].map { label in
    TrainingSequence(
      inputs: Array(repeating: 0, count: 2 * steps), targets: target(label))
  }

  private static func sequence(
    class label: Int, noise: () -> Float
  ) -> TrainingSequence {
    let inputs: [Float] = (0..<steps).flatMap { step in
      [step == 0 ? (label == 1 ? 1 : -1) : 0, noise()]
    }
    return TrainingSequence(inputs: inputs, targets: target(label))
  }

  /// The last step alone counts.
  private static func target(_ label: Int) -> TrainingSequence.Targets {
    .classes(Array(repeating: -1, count: steps - 1) + [Int32(label)])
  }
}
