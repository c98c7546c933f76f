import Foundation
import SwiftletCells
import SwiftletRuntime
import SwiftletTraining
import Testing

private let layers: [Layer] = [
  .lstm(inputSize: 3, hiddenSize: 6),
  .gru(inputSize: 6, hiddenSize: 5, resetAfter: true),
  .dense(inputSize: 5, outputSize: 2, activation: .linear),
]

@Test("recurrent matrices start orthogonal, gate by gate")
func orthogonal() throws {
  let network = try Network(layers)
  let parameters = network.initialParameters(seed: 7)
  for tensor in network.tensors where tensor.role == .recurrentWeight {
    let (size, values) = (tensor.columns, parameters[tensor.range])
    for first in 0..<tensor.rows {
      let gate = first / size * size
      for second in gate..<gate + size {
        let product = (0..<size).reduce(Float(0)) { sum, k in
          sum + values[tensor.offset + first * size + k]
            * values[tensor.offset + second * size + k]
        }
        #expect(abs(product - (first == second ? 1 : 0)) < 1e-5)
      }
    }
  }
}

@Test("biases start at 0, a forget gate's at 1")
func biases() throws {
  let network = try Network(layers)
  let parameters = network.initialParameters(seed: 7)
  for tensor in network.tensors where tensor.columns == 1 {
    for (k, value) in parameters[tensor.range].enumerated() {
      let forgets = tensor.layer == 0 && (6..<12).contains(k)
      #expect(value == (forgets ? 1 : 0))
    }
  }
}

@Test("input matrices fill the range of Glorot and Bengio")
func glorot() throws {
  let network = try Network([
    .dense(inputSize: 30, outputSize: 24, activation: .relu)
  ])
  let weights = network.initialParameters(seed: 7).prefix(720)
  let limit = Float(6.0 / 54).squareRoot()
  #expect(weights.allSatisfy { abs($0) <= limit })
  #expect(weights.contains { $0 > 0.95 * limit })
  #expect(weights.contains { $0 < -0.95 * limit })
  let mean = weights.reduce(0, +) / 720
  #expect(abs(mean) < 0.1 * limit)
}

@Test("chrono biases are logarithms of steps, and of nothing but gates' biases")
func chrono() throws {
  let network = try Network(layers)
  let before = network.initialParameters(seed: 7)
  var parameters = before
  network.setChronoBiases(&parameters, longest: 40, seed: 3)
  let lstm = try #require(network.tensor(.bias, ofLayer: 0)).offset
  let gru = try #require(network.tensor(.bias, ofLayer: 1)).offset
  let limit = Float(log(39.0))
  for k in 0..<6 {
    let (input, forget) = (parameters[lstm + k], parameters[lstm + 6 + k])
    #expect(input == -forget && forget >= 0 && forget <= limit)
  }
  for k in 0..<5 {
    #expect((0...limit).contains(parameters[gru + 5 + k]))
  }
  let changed = Set(before.indices.filter { before[$0] != parameters[$0] })
  #expect(
    changed.isSubset(
      of: Set(lstm..<lstm + 12).union(gru + 5..<gru + 10)))
  #expect(changed.count >= 15)
  var again = before
  network.setChronoBiases(&again, longest: 40, seed: 3)
  #expect(again == parameters)
}

@Test("a recurrent matrix is scaled to a spectral radius, gate by gate")
func spectralRadius() throws {
  let network = try Network([
    .simpleRNN(inputSize: 1, hiddenSize: 2, activation: .tanh),
    .gru(inputSize: 2, hiddenSize: 6, resetAfter: true),
  ])
  var parameters = network.initialParameters(seed: 7)
  let first = try #require(network.tensor(.recurrentWeight, ofLayer: 0))
  // Its eigenvalues are 0.5 ± i, of the magnitude sqrt(1.25).
  parameters.replaceSubrange(first.range, with: [0.5, -1, 1, 0.5])
  network.scaleRecurrentWeights(&parameters, toSpectralRadius: 1.5)
  let scale = Float(1.5) / Float(1.25).squareRoot()
  for (value, expected) in zip(parameters[first.range], [0.5, -1, 1, 0.5]) {
    #expect(abs(value - scale * Float(expected)) < 1e-5)
  }
  // An orthogonal matrix's eigenvalues have the magnitude 1.
  let second = try #require(network.tensor(.recurrentWeight, ofLayer: 1))
  let initial = network.initialParameters(seed: 7)
  for k in second.range {
    #expect(abs(parameters[k] - 1.5 * initial[k]) < 1e-4)
  }
}

@Test("the seed alone decides about the initial parameters")
func seeds() throws {
  let network = try Network(layers)
  let first = network.initialParameters(seed: 7)
  #expect(first == network.initialParameters(seed: 7))
  #expect(first != network.initialParameters(seed: 8))
}

@Test("Adam's first step is the learning rate against the gradient's sign")
func firstUpdate() throws {
  let network = try Network(layers)
  let sequence = randomSequence(network, steps: 9, classes: false, seed: 2)
  var settings = TrainingConfiguration(learningRate: 1e-3)
  var trainer = try BatchTrainer(network, scoring: .everyStep, settings)
  let before = trainer.parameters
  let gradient = try network.lossGradient(
    as: Float.self, parameters: before, sequences: [sequence],
    scoring: .everyStep, window: 128, kernels: .chosen()
  ).gradient
  _ = try trainer.update([sequence])
  for k in before.indices where abs(gradient[k]) > 1e-2 {
    let change = trainer.parameters[k] - before[k]
    #expect(abs(change + (gradient[k] > 0 ? 1e-3 : -1e-3)) < 1e-6)
  }
  settings.weightDecay = 1
  var decaying = try BatchTrainer(network, scoring: .everyStep, settings)
  _ = try decaying.update([sequence])
  for tensor in network.tensors {
    for k in tensor.range {
      let extra = decaying.parameters[k] - trainer.parameters[k]
      let expected = tensor.columns > 1 ? -1e-3 * before[k] : 0
      #expect(abs(extra - expected) < 1e-6)
    }
  }
}

@Test("random numbers are spread as their distribution says")
func distributions() {
  var random = RandomSource(seed: 11)
  let count = 100_000
  let uniform = (0..<count).map { _ in random.uniform() }
  let normal = (0..<count).map { _ in random.normal() }
  #expect(uniform.allSatisfy { $0 >= 0 && $0 < 1 })
  #expect(abs(uniform.reduce(0, +) / Double(count) - 0.5) < 0.005)
  #expect(abs(normal.reduce(0, +) / Double(count)) < 0.02)
  let variance = normal.reduce(0) { $0 + $1 * $1 } / Double(count)
  #expect(abs(variance - 1) < 0.03)
  #expect(random.permutation(50).sorted() == Array(0..<50))
}
