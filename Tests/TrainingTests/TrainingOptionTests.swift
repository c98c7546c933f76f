import Foundation
import SwiftletCells
import SwiftletRuntime
import SwiftletTraining
import TemporaryFolder
import Testing

private let layers: [Layer] = [
  .lstm(inputSize: 3, hiddenSize: 6),
  .gru(inputSize: 6, hiddenSize: 5, resetAfter: true),
  .dense(inputSize: 5, outputSize: 2, activation: .linear),
]

/// AdamW in double precision, from its paper.
private struct HandAdamW {
  var (first, second, step): ([Double], [Double], Int)

  init(count: Int) {
    first = Array(repeating: 0, count: count)
    (second, step) = (first, 0)
  }

  mutating func update(
    _ parameters: inout [Float], _ gradient: [Float], rate: Double,
    decay: Double, of isDecayed: [Bool]
  ) {
    step += 1
    for k in parameters.indices {
      let g = Double(gradient[k])
      first[k] = 0.9 * first[k] + 0.1 * g
      second[k] = 0.999 * second[k] + 0.001 * g * g
      let m = first[k] / (1 - pow(0.9, Double(step)))
      let v = second[k] / (1 - pow(0.999, Double(step)))
      let old = Double(parameters[k])
      let shrink = isDecayed[k] ? rate * decay * old : 0
      parameters[k] = Float(old - rate * m / (sqrt(v) + 1e-8) - shrink)
    }
  }
}

/// The mean gradient of a sequence of values.
private func gradient(
  _ network: Network, _ parameters: [Float], _ sequence: TrainingSequence,
  scoring: Scoring = .everyStep, window: Int = 128
) throws -> [Float] {
  let (loss, gradient) = try network.lossGradient(
    as: Float.self, parameters: parameters, sequences: [sequence],
    scoring: scoring, window: window, kernels: .chosen())
  return gradient.map { $0 / Float(loss.count) }
}

private func isMatrix(_ network: Network) -> [Bool] {
  network.tensors.flatMap { tensor in
    Array(repeating: tensor.columns > 1, count: tensor.count)
  }
}

@Test("the first updates are AdamW's, and warm up as they are told")
func firstUpdates() throws {
  let network = try Network(layers)
  let sequence = randomSequence(network, steps: 9, classes: false, seed: 2)
  var trainer = try BatchTrainer(
    network, scoring: .everyStep,
    TrainingConfiguration(
      learningRate: 1e-2, warmupUpdates: 4, clipNorm: 1e9, weightDecay: 0.5))
  var parameters = trainer.parameters
  var adam = HandAdamW(count: parameters.count)
  for update in 1...6 {
    let gradient = try gradient(network, parameters, sequence)
    adam.update(
      &parameters, gradient, rate: 1e-2 * min(1, Double(update) / 4),
      decay: 0.5, of: isMatrix(network))
    _ = try trainer.update([sequence])
    for k in parameters.indices {
      #expect(abs(parameters[k] - trainer.parameters[k]) < 2e-5)
    }
    parameters = trainer.parameters
  }
}

@Test(
  "the learning rate follows half a cosine, or stays", arguments: [0.05, 1])
func schedule(fraction: Double) throws {
  let network = try Network(layers)
  let sequence = randomSequence(network, steps: 9, classes: false, seed: 2)
  let epochs = 5
  let settings = TrainingConfiguration(
    epochs: epochs, learningRate: 1e-3, finalLearningRateFraction: fraction,
    clipNorm: 1e9, validationFraction: 0)
  var trainer = try Trainer(
    TrainingProblem(
      network: network, scoring: .everyStep, training: [sequence]), settings)
  let result = try trainer.run()
  #expect(result.bestEpoch == epochs)
  var parameters = network.initialParameters(seed: 1)
  var adam = HandAdamW(count: parameters.count)
  let cosines = [1, 0.853_553_4, 0.5, 0.146_446_6, 0]
  for cosine in cosines {
    adam.update(
      &parameters, try gradient(network, parameters, sequence),
      rate: 1e-3 * (fraction + (1 - fraction) * cosine), decay: 0,
      of: isMatrix(network))
  }
  for k in parameters.indices {
    #expect(abs(parameters[k] - result.parameters[k]) < 2e-5)
  }
}

@Test(
  "with dropout backpropagation agrees with central differences",
  arguments: ["stack", "graph"])
func dropoutGradient(name: String) throws {
  let test = try #require(GradientCase.all.first { $0.name == name })
  let network = try Network(test.layers, sources: test.sources)
  var random = RandomSource(seed: 5)
  let parameters = (0..<network.parameterCount).map { _ in
    random.normal() * 0.4
  }
  let sequences = (0..<3).map {
    randomSequence(
      network, steps: 7 + $0, classes: test.classes, seed: UInt64($0))
  }
  func lossGradient(
    _ parameters: [Double], dropout: Double
  ) -> (loss: LossSum, gradient: [Double]) {
    network.lossGradient(
      as: Double.self, parameters: parameters, sequences: sequences,
      scoring: .everyStep, window: 16, dropout: dropout)
  }
  let (loss, gradient) = lossGradient(parameters, dropout: 0.5)
  #expect(loss != lossGradient(parameters, dropout: 0).loss)
  for k in parameters.indices {
    func loss(_ shift: Double) -> Double {
      var shifted = parameters
      shifted[k] += shift
      return lossGradient(shifted, dropout: 0.5).loss.loss
    }
    let h = 1e-3
    let difference =
      (8 * (loss(h) - loss(-h)) - loss(2 * h) + loss(-2 * h))
      / (12 * h)
    #expect(abs(gradient[k] - difference) < 1e-6 * max(1, abs(difference)))
  }
  let kernels = try network.lossGradient(
    as: Float.self, parameters: parameters.map(Float.init),
    sequences: sequences, scoring: .everyStep, window: 16, dropout: 0.5,
    kernels: .chosen())
  for k in parameters.indices {
    #expect(abs(Double(kernels.gradient[k]) - gradient[k]) < 1e-4)
  }
}

@Test("dropout drops its share between layers, and scales the rest up")
func dropoutShare() throws {
  // A unit that gives 1 at each step, and one that passes it on: a step's
  // squared error from 0 is the factor's square.
  let network = try Network([
    .simpleRNN(inputSize: 1, hiddenSize: 1, activation: .linear),
    .dense(inputSize: 1, outputSize: 1, activation: .linear),
  ])
  let steps = 4000
  let sequence = TrainingSequence(
    inputs: Array(repeating: 1, count: steps),
    targets: .values(Array(repeating: 0, count: steps)))
  let loss = network.lossGradient(
    as: Double.self, parameters: [1, 0, 0, 1, 0], sequences: [sequence],
    scoring: .everyStep, window: steps, dropout: 0.2
  ).loss
  // Of 4000 steps 0.8 count (1 / 0.8)² each.
  #expect(abs(loss.meanLoss - 1.25) < 0.03)
}

/// The mean loss's gradient by central differences.
private func differences(
  _ parameters: [Double], _ loss: ([Double]) -> LossSum
) -> [Float] {
  parameters.indices.map { k in
    func shifted(_ shift: Double) -> Double {
      var shifted = parameters
      shifted[k] += shift
      return loss(shifted).meanLoss
    }
    let h = 1e-3
    return Float(
      (8 * (shifted(h) - shifted(-h)) - shifted(2 * h) + shifted(-2 * h))
        / (12 * h))
  }
}

@Test("updates with recurrent dropout follow differences of the thinned loss")
func recurrentDropout() throws {
  let network = try Network(layers)
  let sequence = randomSequence(network, steps: 9, classes: false, seed: 2)
  let (rate, seed) = (0.3, UInt64(6))
  var trainer = try BatchTrainer(
    network, scoring: .everyStep,
    TrainingConfiguration(
      learningRate: 1e-2, clipNorm: 1e9, recurrentDropout: rate, seed: seed))
  var parameters = trainer.parameters
  var adam = HandAdamW(count: parameters.count)
  var dropped = 0
  for update in 0..<4 {
    var random = RandomSource(
      seed: seed, for: .recurrentDropout, UInt64(update), 0)
    let factors = network.tensors.flatMap { tensor in
      (0..<tensor.count).map { _ -> Double in
        guard tensor.role == .recurrentWeight else { return 1 }
        return random.uniform() < rate ? 0 : 1 / (1 - rate)
      }
    }
    dropped += factors.count { $0 == 0 }
    let gradient = differences(parameters.map(Double.init)) {
      network.lossGradient(
        as: Double.self, parameters: zip($0, factors).map(*),
        sequences: [sequence], scoring: .everyStep, window: 128
      ).loss
    }
    adam.update(
      &parameters, gradient, rate: 1e-2, decay: 0, of: isMatrix(network))
    _ = try trainer.update([sequence], stream: [UInt64(update)])
    for k in parameters.indices {
      #expect(abs(parameters[k] - trainer.parameters[k]) < 2e-5)
    }
    parameters = trainer.parameters
  }
  let weights = 4 * (4 * 6 * 6 + 3 * 5 * 5)
  #expect(abs(Double(dropped) / Double(weights) - rate) < 0.05)
}

/// What an epoch of one sequence leads to.
private func learned(
  _ network: Network, _ sequence: TrainingSequence, timeShift: Int,
  seed: UInt64
) throws -> [Float] {
  var trainer = try Trainer(
    TrainingProblem(
      network: network, scoring: .everyStep, training: [sequence]),
    TrainingConfiguration(
      epochs: 1, timeShift: timeShift, seed: seed, validationFraction: 0))
  return try trainer.run().parameters
}

@Test(
  "a time shift leaves out first steps, each number of them at times",
  arguments: [true, false])
func timeShift(classes: Bool) throws {
  let network = try Network(layers)
  let steps = 5
  let whole = randomSequence(network, steps: steps, classes: classes, seed: 2)
  func end(_ count: Int) -> TrainingSequence {
    let inputs = Array(
      whole.inputs[
        (steps - count) * network.inputSize..<steps * network.inputSize])
    switch whole.targets {
    case .classes(let own):
      return TrainingSequence(
        inputs: inputs, targets: .classes(Array(own.suffix(count))))
    case .values(let own):
      let size = count * network.outputSize
      return TrainingSequence(
        inputs: inputs, targets: .values(Array(own.suffix(size))))
    }
  }
  for (shift, least) in [(2, 3), (1000, 1)] {
    var seen: Set<Int> = []
    for seed in 1...30 as ClosedRange<UInt64> {
      let shifted = try learned(network, whole, timeShift: shift, seed: seed)
      let count = try (1...steps).first {
        try learned(network, end($0), timeShift: 0, seed: seed) == shifted
      }
      seen.insert(try #require(count))
    }
    #expect(seen == Set(least...steps))
  }
}

@Test("the window grows over the first half of the epochs")
func growingWindow() throws {
  let network = try Network(layers)
  let sequence = randomSequence(network, steps: 8, classes: false, seed: 2)
  let windows = [2, 5, 8, 8]
  var trainer = try Trainer(
    TrainingProblem(
      network: network, scoring: .lastStep, training: [sequence]),
    TrainingConfiguration(
      epochs: windows.count, window: 8, firstWindow: 2,
      finalLearningRateFraction: 1, clipNorm: 1e9, validationFraction: 0))
  let result = try trainer.run()
  #expect(result.bestEpoch == windows.count)
  var parameters = network.initialParameters(seed: 1)
  var adam = HandAdamW(count: parameters.count)
  for window in windows {
    adam.update(
      &parameters,
      try gradient(
        network, parameters, sequence, scoring: .lastStep, window: window),
      rate: 3e-3, decay: 0, of: isMatrix(network))
  }
  for k in parameters.indices {
    #expect(abs(parameters[k] - result.parameters[k]) < 2e-5)
  }
}

private func problem() throws -> TrainingProblem {
  let network = try Network(layers)
  return TrainingProblem(
    network: network, scoring: .everyStep,
    training: (0..<24).map {
      randomSequence(
        network, steps: 5 + $0, classes: true, seed: UInt64($0))
    })
}

/// All options at once.
private let everything = TrainingConfiguration(
  epochs: 4, batchSize: 10, window: 12, firstWindow: 5, timeShift: 6,
  learningRate: 1e-2, finalLearningRateFraction: 1, warmupUpdates: 7,
  inputNoise: 0.05, dropout: 0.3, recurrentDropout: 0.2, weightDecay: 1e-2,
  initialization: .chrono(longest: 20), seed: 4)

@Test("with all options the threads and an interruption change no bit")
func allOptions() throws {
  try withFolder { folder in
    let file = folder.appendingPathComponent("checkpoint")
    var whole = try Trainer(problem(), everything)
    var files: [Data] = []
    let expected = try whole.run(checkpoint: file) { _ in
      if let data = try? Data(contentsOf: file) { files.append(data) }
    }
    var threaded = everything
    threaded.threads = 3
    var other = try Trainer(problem(), threaded)
    #expect(try other.run() == expected)
    #expect(files.count == 4)
    for data in files {
      try data.write(to: file)
      var resumed = try Trainer(resuming: file, problem(), everything)
      #expect(try resumed.run() == expected)
      #expect(resumed.history == whole.history)
    }
    let changes: [(inout TrainingConfiguration) -> Void] = [
      { $0.warmupUpdates = 6 }, { $0.dropout = 0.2 },
      { $0.recurrentDropout = 0.1 }, { $0.firstWindow = 4 },
      { $0.timeShift = 5 },
      { $0.weightDecay = 0.1 }, { $0.finalLearningRateFraction = 0 },
      { $0.initialization = .chrono(longest: 21) },
      { $0.initialization = .standard },
    ]
    for change in changes {
      var settings = everything
      change(&settings)
      #expect(throws: TrainingError.self) {
        try Trainer(resuming: file, problem(), settings)
      }
    }
  }
}

@Test("chrono starts from biases of gates, and is refused without gates")
func chronoStart() throws {
  let network = try Network(layers)
  var expected = network.initialParameters(seed: 4)
  network.setChronoBiases(&expected, longest: 20, seed: 4)
  let trainer = try BatchTrainer(network, scoring: .everyStep, everything)
  #expect(trainer.parameters == expected)
  let simple = try Network([
    .simpleRNN(inputSize: 2, hiddenSize: 3, activation: .tanh)
  ])
  #expect {
    try BatchTrainer(simple, scoring: .everyStep, everything)
  } throws: { "\($0)".contains("layers with gates") }
}

@Test("orthogonal starts from matrices of orthonormal rows or columns")
func orthogonalStart() throws {
  let network = try Network(layers)
  let trainer = try BatchTrainer(
    network, scoring: .everyStep,
    TrainingConfiguration(initialization: .orthogonal))
  let standard = network.initialParameters(seed: 1)
  for tensor in network.tensors {
    guard tensor.role == .inputWeight || tensor.role == .weight else {
      #expect(trainer.parameters[tensor.range] == standard[tensor.range])
      continue
    }
    let (rows, columns) = (
      network.layers[tensor.layer].outputSize, tensor.columns
    )
    for gate in 0..<tensor.rows / rows {
      let place = tensor.offset + gate * rows * columns
      let isWide = columns >= rows
      func element(_ vector: Int, _ k: Int) -> Float {
        trainer.parameters[
          place + (isWide ? vector * columns + k : k * columns + vector)]
      }
      for a in 0..<min(rows, columns) {
        for b in 0...a {
          let product = (0..<max(rows, columns)).reduce(Float(0)) {
            $0 + element(a, $1) * element(b, $1)
          }
          #expect(abs(product - (a == b ? 1 : 0)) < 1e-5)
        }
      }
    }
  }
}
