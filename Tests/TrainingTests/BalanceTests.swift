import SwiftletCells
import SwiftletRuntime
import SwiftletTraining
import Testing

@Suite("Class weights")
struct BalanceTests {
  private let network: Network

  init() throws {
    network = try Network([
      .lstm(inputSize: 2, hiddenSize: 4),
      .dense(inputSize: 4, outputSize: 3, activation: .linear),
    ])
  }

  private func sequence(
    _ classes: [Int32], seed: UInt64 = 1
  ) -> TrainingSequence {
    var random = RandomSource(seed: seed)
    return TrainingSequence(
      inputs: (0..<classes.count * 2).map { _ in Float(random.normal()) },
      targets: .classes(classes))
  }

  @Test("are the inverse of how often a class comes, with a mean of 1")
  func weights() throws {
    let problem = TrainingProblem(
      network: network, scoring: .everyStep,
      training: [sequence([0, 0, 0, -1, 1]), sequence([0, 0, 0])])
    // Six steps of one class and one of another.
    #expect(
      try problem.balancedWeights(.everyStep) == [Float(7.0 / 12), 3.5, 1])
    #expect(try problem.balancedWeights(.lastStep) == [1, 1, 1])
  }

  @Test("scale what each class adds to the loss and to its gradient")
  func gradient() throws {
    let classes: [Int32] = [0, 2, 1, -1, 2, 0, 0, 1, 2, 0, 0]
    let weights = [0.5, 3, 1.25]
    let parameters = network.initialParameters(seed: 3).map(Double.init)
    func gradient(
      _ classes: [Int32], _ weights: [Double]
    ) -> (loss: LossSum, gradient: [Double]) {
      network.lossGradient(
        as: Double.self, parameters: parameters,
        sequences: [sequence(classes)], scoring: .everyStep, window: 20,
        classWeights: weights)
    }
    let weighted = gradient(classes, weights)
    // The same as a sum of the steps of each class alone.
    let parts = (0..<3).map { label in
      gradient(classes.map { $0 == label ? $0 : -1 }, [])
    }
    let loss = zip(weights, parts).reduce(0) { $0 + $1.0 * $1.1.loss.loss }
    #expect(abs(weighted.loss.loss - loss) < 1e-12 * loss)
    #expect(weighted.loss.count == 10)
    for k in parameters.indices {
      let sum = zip(weights, parts).reduce(0) { $0 + $1.0 * $1.1.gradient[k] }
      #expect(abs(weighted.gradient[k] - sum) < 1e-12)
    }
    // Weights of 1 change no bit.
    #expect(
      gradient(classes, [1, 1, 1]).gradient == gradient(classes, []).gradient)
  }

  @Test("scale eight lanes as they do one")
  func lanes() throws {
    let parameters = network.initialParameters(seed: 3)
    let sequences = (0..<5).map {
      sequence((0..<9).map { Int32($0 * $0 % 3) }, seed: UInt64($0))
    }
    let lanes = try network.lossGradient(
      as: Float.self, parameters: parameters, sequences: sequences,
      scoring: .everyStep, window: 9, classWeights: [0.5, 3, 1.25],
      kernels: .chosen())
    let exact = sequences.map {
      network.lossGradient(
        as: Double.self, parameters: parameters.map(Double.init),
        sequences: [$0], scoring: .everyStep, window: 9,
        classWeights: [0.5, 3, 1.25]
      ).gradient
    }
    for k in parameters.indices {
      let sum = exact.reduce(0) { $0 + $1[k] }
      #expect(abs(Double(lanes.gradient[k]) - sum) < 1e-4)
    }
  }

  @Test("teach a class that is too rare to be told without them")
  func rare() throws {
    // A twentieth of the steps, which overlap with the others.
    var random = RandomSource(seed: 8)
    let training = (0..<30).map { _ in
      let classes = (0..<20).map { _ in Int32(random.uniform() < 0.05 ? 1 : 0) }
      return TrainingSequence(
        inputs: classes.flatMap { label in
          [Float(random.normal()) + Float(label) * 1.5, 0]
        }, targets: .classes(classes))
    }
    func recall(_ balances: Bool) throws -> Double {
      var trainer = try Trainer(
        TrainingProblem(
          network: network, scoring: .everyStep, training: training),
        TrainingConfiguration(
          epochs: 40, patience: 40, learningRate: 1e-2,
          balancesClasses: balances, validationFraction: 0))
      let result = try trainer.run()
      let rare = training.map { sequence in
        guard case .classes(let classes) = sequence.targets else {
          return sequence
        }
        return TrainingSequence(
          inputs: sequence.inputs,
          targets: .classes(classes.map { $0 == 1 ? 1 : -1 }))
      }
      return try network.evaluate(
        result.parameters, on: rare, scoring: .everyStep
      ).accuracy
    }
    #expect(try recall(false) < 0.4)
    #expect(try recall(true) > 0.6)
  }

  @Test("are refused for values, and of another number than the outputs")
  func refusals() throws {
    let values = TrainingProblem(
      network: network, scoring: .everyStep,
      training: [
        TrainingSequence(inputs: [1, 2], targets: .values([0, 1, 2]))
      ])
    #expect(throws: TrainingError.self) {
      try Trainer(
        values,
        TrainingConfiguration(balancesClasses: true, validationFraction: 0))
    }
    #expect(throws: TrainingError.self) {
      try BatchTrainer(
        network, scoring: .everyStep, TrainingConfiguration(),
        classWeights: [1, 2])
    }
  }
}
