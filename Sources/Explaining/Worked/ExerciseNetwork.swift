import Foundation
import SwiftletCells
import SwiftletRuntime

/// The network that is worked by hand: which exercise comes next?
///
/// A tanh RNN of two units and a dense layer, small enough for paper:
///
///     a = W x + U h + b    h' = tanh(a)    o = V h' + c    y = softmax(o)
struct ExerciseNetwork {
  /// The exercises, in the order in which they follow each other.
  static let exercises = ["squats", "bench press", "rowing"]

  let inputWeights = Matrix([[0.8, -0.6, 0.1], [-0.3, 0.5, 0.7]])
  let recurrentWeights = Matrix([[0.4, -0.7], [0.6, 0.2]])
  let bias = [0.1, -0.1]
  let outputWeights = Matrix([[-0.9, 0.4], [1.2, -0.5], [-0.3, 1.1]])
  let outputBias = [0.1, 0, -0.1]

  /// One timestep's numbers.
  struct Step {
    /// The exercise that is seen, and the one that follows.
    let seen, next: Int
    /// The input, and the hidden state before the step.
    let x, previous: [Double]
    /// The sums, the hidden state, the outputs and the probabilities.
    let a, h, o, y: [Double]

    /// The cross-entropy: `-ln` of the probability of what follows.
    var loss: Double { -log(y[next]) }
    /// The gradient of the loss by the outputs.
    var outputGradient: [Double] {
      y.indices.map { y[$0] - ($0 == next ? 1 : 0) }
    }
  }

  /// Runs a step.
  func step(_ seen: Int, next: Int, from previous: [Double]) -> Step {
    let x = Self.oneHot(seen)
    let a = sum(inputWeights * x, recurrentWeights * previous, bias)
    let h = a.map { tanh($0) }
    let o = sum(outputWeights * h, outputBias)
    let total = o.reduce(0) { $0 + exp($1) }
    return Step(
      seen: seen, next: next, x: x, previous: previous, a: a, h: h, o: o,
      y: o.map { exp($0) / total })
  }

  /// So many steps of the week that goes round and round.
  func steps(_ count: Int) -> [Step] {
    var steps: [Step] = []
    for t in 0..<count {
      steps.append(
        step(t % 3, next: (t + 1) % 3, from: steps.last?.h ?? [0, 0]))
    }
    return steps
  }

  /// 1 in the place of an exercise, 0 elsewhere.
  static func oneHot(_ exercise: Int) -> [Double] {
    exercises.indices.map { $0 == exercise ? 1 : 0 }
  }

  /// The same network as the project's.
  func model() throws -> FloatModel {
    let network = try Network([
      .simpleRNN(inputSize: 3, hiddenSize: 2, activation: .tanh),
      .dense(inputSize: 2, outputSize: 3, activation: .linear),
    ])
    let matrices = [inputWeights, recurrentWeights].flatMap(\.rows)
    var numbers = matrices.flatMap { $0 } + bias
    numbers += outputWeights.rows.flatMap { $0 } + outputBias
    return try FloatModel(
      network: network, parameters: numbers.map(Float.init),
      inputs: Self.exercises.map { .init(name: $0) },
      outputs: Self.exercises.map { .init(name: $0) }, task: .classification,
      scoring: .everyStep)
  }
}
