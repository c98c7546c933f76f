import SwiftletCells
import SwiftletRuntime
import SwiftletTraining
import Testing

private let network = try? Network([
  .lstm(inputSize: 3, hiddenSize: 9),
  .gru(inputSize: 9, hiddenSize: 7, resetAfter: true),
  .dense(inputSize: 7, outputSize: 4, activation: .linear),
])

@Test("evaluation in windows equals the network run step by step")
func evaluationStreams() throws {
  let network = try #require(network)
  let parameters = network.initialParameters(seed: 8)
  let sequences = (0..<19).map {
    randomSequence(
      network, steps: 150 + 13 * $0, classes: false, seed: UInt64($0))
  }
  var (loss, count) = (0.0, 0)
  var runner = NetworkRunner<Float>(network, parameters: parameters)
  for sequence in sequences {
    runner.reset()
    guard case .values(let values) = sequence.targets else { continue }
    for step in 0..<values.count / 4 {
      let y = runner.step(Array(sequence.inputs[3 * step..<3 * step + 3]))
      for k in 0..<4 {
        let error = Double(y[k] - values[4 * step + k])
        loss += error * error
        count += 1
      }
    }
  }
  let sum = try network.evaluate(
    parameters, on: sequences, scoring: .everyStep)
  #expect(sum.count == count)
  #expect(abs(sum.loss - loss) < 1e-5 * loss)
}

@Test("carried state makes the cut into windows invisible to the loss")
func windowsCarryState() throws {
  let network = try #require(network)
  let parameters = network.initialParameters(seed: 8)
  let sequences = [40, 17, 23].map {
    randomSequence(network, steps: $0, classes: true, seed: UInt64($0))
  }
  let whole = try network.lossGradient(
    as: Float.self, parameters: parameters, sequences: sequences,
    scoring: .everyStep, window: 40, kernels: .chosen())
  for window in [1, 7, 16] {
    let cut = try network.lossGradient(
      as: Float.self, parameters: parameters, sequences: sequences,
      scoring: .everyStep, window: window, kernels: .chosen())
    #expect(abs(cut.loss.loss - whole.loss.loss) < 1e-9)
    #expect(cut.loss.correct == whole.loss.correct)
    #expect(cut.gradient != whole.gradient)
  }
}

@Test("a masked head warms the state up")
func warmStart() throws {
  let network = try #require(network)
  let parameters = network.initialParameters(seed: 8)
  let whole = randomSequence(network, steps: 30, classes: true, seed: 1)
  guard case .classes(var labels) = whole.targets else { return }
  let all = try network.evaluate(
    parameters, on: [whole], scoring: .everyStep)
  let head = TrainingSequence(
    inputs: Array(whole.inputs.prefix(3 * 20)),
    targets: .classes(Array(labels.prefix(20))))
  let first = try network.evaluate(parameters, on: [head], scoring: .everyStep)
  for step in 0..<20 { labels[step] = -1 }
  let tail = TrainingSequence(inputs: whole.inputs, targets: .classes(labels))
  let second = try network.evaluate(
    parameters, on: [tail], scoring: .everyStep)
  #expect(second.count == 10)
  #expect(abs(first.loss + second.loss - all.loss) < 1e-9)
}
