import SwiftletCells
import SwiftletRuntime
import SwiftletTraining
import Testing

#if DEBUG
  private let isOptimized = false
#else
  private let isOptimized = true
#endif

/// The adding problem of Hochreiter and Schmidhuber 1997: each step has a
/// value and a marker; two steps are marked, one in each half, and the target
/// at the last step is the sum of their values.
private func addingBatch(_ random: inout RandomSource) -> [TrainingSequence] {
  let steps = 100
  return (0..<50).map { _ in
    var inputs: [Float] = []
    for _ in 0..<steps { inputs += [Float(random.uniform()), 0] }
    let first = Int(random.uniform() * 50)
    let second = 50 + Int(random.uniform() * 50)
    inputs[2 * first + 1] = 1
    inputs[2 * second + 1] = 1
    var targets = Array(repeating: Float.nan, count: steps)
    targets[steps - 1] = inputs[2 * first] + inputs[2 * second]
    return TrainingSequence(inputs: inputs, targets: .values(targets))
  }
}

/// The mean squared error on fresh batches: the least of those measured every
/// 100 updates; ends as soon as it is below `target`. Of one seed:
/// `tools/evaluate adding` measures others.
private func leastError(
  _ cell: Layer, updates: Int, target: Double
) throws -> Double {
  let network = try Network([
    cell, .dense(inputSize: 32, outputSize: 1, activation: .linear),
  ])
  let configuration = TrainingConfiguration(
    batchSize: 50, learningRate: 2e-3, clipNorm: 1, seed: 1)
  var trainer = try BatchTrainer(
    network, scoring: .lastStep, configuration)
  var random = RandomSource(seed: 1, stream: [1])
  var fresh = RandomSource(seed: 1, stream: [2])
  let test = (0..<4).flatMap { _ in addingBatch(&fresh) }
  var least = Double.infinity
  for update in 1...updates {
    _ = try trainer.update(addingBatch(&random))
    guard update.isMultiple(of: 100) else { continue }
    let sum = try network.evaluate(
      trainer.parameters, on: test, scoring: .lastStep)
    least = min(least, sum.meanLoss)
    if least < target { break }
  }
  return least
}

@Suite("the adding problem over 100 steps", .enabled(if: isOptimized))
struct AddingProblemTests {
  @Test("a GRU solves it within 2,000 updates")
  func gru() throws {
    let error = try leastError(
      .gru(inputSize: 2, hiddenSize: 32, resetAfter: true),
      updates: 2000, target: 0.01)
    #expect(error < 0.01)
  }

  @Test("an LSTM solves it within 4,000 updates")
  func lstm() throws {
    let error = try leastError(
      .lstm(inputSize: 2, hiddenSize: 32), updates: 4000, target: 0.01)
    #expect(error < 0.01)
  }

  @Test("a simple network does not solve it")
  func simpleRNN() throws {
    let error = try leastError(
      .simpleRNN(inputSize: 2, hiddenSize: 32, activation: .tanh),
      updates: 2000, target: 0.01)
    #expect(error > 0.1)
  }
}
