public import SwiftletCells
public import SwiftletRuntime

/// What to learn.
public struct TrainingProblem: Sendable {
  /// The network.
  public var network: Network
  /// At which steps the outputs count.
  public var scoring: Scoring
  /// The sequences to learn from.
  ///
  /// All have the same kind of targets.
  public var training: [TrainingSequence]
  /// The sequences that choose the best epoch; when empty, the configuration's
  /// `validationFraction` of the training data is held out.
  public var validation: [TrainingSequence]

  /// Puts a problem together; a `Trainer` checks it.
  public init(
    network: Network, scoring: Scoring,
    training: [TrainingSequence], validation: [TrainingSequence] = []
  ) {
    self.network = network
    self.scoring = scoring
    self.training = training
    self.validation = validation
  }

  /// Checks shapes and ranges.
  ///
  /// - Throws: `TrainingError` that names the sequence and the cause.
  func check() throws {
    guard !training.isEmpty else {
      throw TrainingError("there is no training sequence")
    }
    for (name, set) in [("training", training), ("validation", validation)] {
      for (index, sequence) in set.enumerated() {
        let name = "\(name) sequence \(index)"
        try checkTargets(sequence, name)
        try checkInputs(sequence, name)
      }
    }
  }

  /// Whether classes are learned, not values.
  var learnsClasses: Bool {
    if case .classes = training.first?.targets { true } else { false }
  }

  private func checkTargets(_ sequence: TrainingSequence, _ name: String) throws
  {
    switch sequence.targets {
    case .classes(let classes):
      guard learnsClasses else { throw Self.mixedTargets(name) }
      for (step, label) in classes.enumerated()
      where label < -1 || label >= Int32(network.outputSize) {
        throw TrainingError(
          "\(name), timestep \(step): class \(label) is outside "
            + "0...\(network.outputSize - 1) of the network's outputs")
      }
    case .values(let values):
      guard !learnsClasses else { throw Self.mixedTargets(name) }
      guard values.count.isMultiple(of: network.outputSize) else {
        throw TrainingError(
          "\(name) has \(values.count) target values, not a multiple of the "
            + "network's \(network.outputSize) outputs")
      }
      guard !values.contains(where: \.isInfinite) else {
        throw TrainingError("\(name) has an infinite target value")
      }
    }
  }

  private static func mixedTargets(_ name: String) -> TrainingError {
    TrainingError(
      "\(name) has another kind of targets than the first training sequence; "
        + "use either classes or values throughout")
  }

  private func checkInputs(_ sequence: TrainingSequence, _ name: String) throws
  {
    let length = sequence.length(outputSize: network.outputSize)
    guard length > 0 else { throw TrainingError("\(name) has no timestep") }
    guard sequence.inputs.count == length * network.inputSize else {
      throw TrainingError(
        "\(name) has \(sequence.inputs.count) input values, not "
          + "\(network.inputSize) for each of its \(length) timesteps")
    }
    for (index, value) in sequence.inputs.enumerated() {
      let step = index / network.inputSize
      guard value.isFinite else {
        throw TrainingError("\(name), timestep \(step): an input is not finite")
      }
      if case .embedding(let vocabularySize, _) = network.layers[0],
        value != value.rounded() || value < 0 || value >= Float(vocabularySize)
      {
        throw TrainingError(
          "\(name), timestep \(step): \(value) is not a symbol's index in "
            + "0...\(vocabularySize - 1)")
      }
    }
  }
}
