public import SwiftletCells
public import SwiftletRuntime

extension Network {
  /// The loss and the score of parameters on sequences, each streamed from
  /// zero state.
  ///
  /// To start from a warm state, put the warming part in front of the sequence
  /// and give it targets that do not count.
  ///
  /// - Parameters:
  ///   - parameters: `parameterCount` numbers.
  ///   - sequences: of the network's shapes.
  ///   - scoring: whether only the last step of a sequence counts.
  ///   - threads: how many threads work; the result does not depend on it.
  /// - Throws: `TrainingError` when a sequence does not fit the network.
  public func evaluate(
    _ parameters: [Float], on sequences: [TrainingSequence],
    scoring: Scoring, threads: Int = 1
  ) throws -> LossSum {
    try evaluate(
      parameters, on: sequences, scoring: scoring, threads: threads,
      simulation: nil)
  }

  /// The same through the forward pass of a device.
  package func evaluate(
    _ parameters: [Float], on sequences: [TrainingSequence],
    scoring: Scoring, threads: Int = 1,
    simulation: (any SimulatedNetwork)?
  ) throws -> LossSum {
    try TrainingProblem(network: self, scoring: scoring, training: sequences)
      .check()
    guard parameters.count == parameterCount else {
      throw TrainingError(
        "the network has \(parameterCount) parameters, not "
          + "\(parameters.count)")
    }
    return try evaluateChecked(
      parameters, on: sequences, scoring: scoring, threads: threads,
      classWeights: [], simulation: simulation)
  }

  func evaluateChecked(
    _ parameters: [Float], on sequences: [TrainingSequence],
    scoring: Scoring, threads: Int, classWeights: [Float],
    simulation: (any SimulatedNetwork)?
  ) throws -> LossSum {
    let used = try simulation?.load(parameters) ?? parameters
    let window = 64
    let lengths = sequences.map { $0.length(outputSize: outputSize) }
    var groups = Groups(
      self, try .chosen(), window: window, learns: false,
      simulation: simulation, classWeights: classWeights)
    var (sum, none) = (LossSum(), [Float]())
    for batch in Batching.byLength(lengths: lengths, batchSize: 64) {
      groups.load(batch.map { sequences[$0] })
      for start in stride(from: 0, to: groups.longest, by: window) {
        sum += groups.run(
          start: start, window: window, parameters: used, scoring: scoring,
          threads: threads, gradient: &none)
      }
    }
    return sum
  }
}
