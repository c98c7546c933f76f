import Foundation
import SwiftletCells
import Testing

/// Distinct, well-conditioned weights without a random source.
private func weights(_ count: Int) -> [Double] {
  (0..<count).map { sin(Double($0) * 1.7 + 0.3) * 0.6 }
}

private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

private let everyKind: [[Layer]] = [
  [.simpleRNN(inputSize: 3, hiddenSize: 5, activation: .tanh)],
  [.simpleRNN(inputSize: 3, hiddenSize: 5, activation: .relu)],
  [.gru(inputSize: 3, hiddenSize: 6, resetAfter: true)],
  [.gru(inputSize: 3, hiddenSize: 6, resetAfter: false)],
  [.lstm(inputSize: 3, hiddenSize: 5)],
  [
    .embedding(vocabularySize: 4, outputSize: 3),
    .lstm(inputSize: 3, hiddenSize: 7),
    .gru(inputSize: 7, hiddenSize: 4, resetAfter: true),
    .dense(inputSize: 4, outputSize: 5, activation: .sigmoid),
    .dense(inputSize: 5, outputSize: 2, activation: .linear),
  ],
]

@Test("an LSTM of one unit follows its equations")
func lstmEquations() throws {
  let network = try Network([.lstm(inputSize: 1, hiddenSize: 1)])
  let w = weights(network.parameterCount)
  var runner = NetworkRunner<Double>(network, parameters: w)
  var (h, c) = (0.0, 0.0)
  for x in [0.5, -1.0, 2.0] {
    let a = (0..<4).map { w[$0] * x + w[4 + $0] * h + w[8 + $0] }
    c = sigmoid(a[1]) * c + sigmoid(a[0]) * tanh(a[2])
    h = sigmoid(a[3]) * tanh(c)
    #expect(abs(runner.step([x])[0] - h) < 1e-14)
    #expect(abs(runner.state[1] - c) < 1e-14)
  }
}

@Test("a GRU of one unit follows its equations", arguments: [true, false])
func gruEquations(resetAfter: Bool) throws {
  let network = try Network([
    .gru(inputSize: 1, hiddenSize: 1, resetAfter: resetAfter)
  ])
  let w = weights(network.parameterCount)
  var runner = NetworkRunner<Double>(network, parameters: w)
  var h = 0.0
  for x in [0.5, -1.0, 2.0] {
    let r = sigmoid(w[0] * x + w[3] * h + w[6])
    let z = sigmoid(w[1] * x + w[4] * h + w[7])
    let recurrent = resetAfter ? r * (w[5] * h + w[9]) : w[5] * (r * h)
    let n = tanh(w[2] * x + w[8] + recurrent)
    h = (1 - z) * n + z * h
    #expect(abs(runner.step([x])[0] - h) < 1e-14)
  }
}

@Test("a layer normalization follows its equation")
func layerNormEquation() throws {
  let network = try Network([.layerNorm(size: 3, epsilon: 0.5)])
  let (gain, bias) = ([2, -1, 0.5], [0.1, 0.2, -3])
  var runner = NetworkRunner<Double>(network, parameters: gain + bias)
  for x in [[1.0, 2, 6], [-4, 4, 0], [1e6, 1e6, 1e6]] {
    let mean = (x[0] + x[1] + x[2]) / 3
    let squares = x.reduce(0) { $0 + $1 * $1 }
    let root = sqrt(squares / 3 - mean * mean + 0.5)
    for (k, y) in runner.step(x).enumerated() {
      let expected = gain[k] * (x[k] - mean) / root + bias[k]
      #expect(abs(y - expected) < 1e-12)
    }
  }
}

@Test("a layer normalization of equal values gives its biases")
func layerNormOfEqualValues() throws {
  let network = try Network([.layerNorm(size: 2, epsilon: 0)])
  var runner = NetworkRunner<SIMD8<Float>>(
    network, parameters: [3, 4, 0.25, -0.5])
  let y = runner.step([SIMD8(repeating: 7), SIMD8(repeating: 7)])
  #expect(y == [SIMD8(repeating: 0.25), SIMD8(repeating: -0.5)])
  for epsilon in [-1, Float.infinity, .nan] {
    #expect(throws: NetworkError.self) {
      try Network([.layerNorm(size: 2, epsilon: epsilon)])
    }
  }
}

@Test("a simple recurrent unit and a dense unit follow their equations")
func simpleEquations() throws {
  let network = try Network([
    .simpleRNN(inputSize: 1, hiddenSize: 1, activation: .relu),
    .dense(inputSize: 1, outputSize: 1, activation: .tanh),
  ])
  let w = [0.7, 0.4, 0.1, -0.9, 0.2]
  var runner = NetworkRunner<Double>(network, parameters: w)
  var h = 0.0
  for x in [0.5, -1.0, 2.0] {
    h = max(0, w[0] * x + w[1] * h + w[2])
    #expect(abs(runner.step([x])[0] - tanh(w[3] * h + w[4])) < 1e-14)
    #expect(runner.layerOutputs[0] == [h])
  }
}

@Test("an embedding gives the row that its input names")
func embeddingRow() throws {
  let network = try Network([.embedding(vocabularySize: 3, outputSize: 2)])
  var runner = NetworkRunner<Double>(network, parameters: [1, 2, 3, 4, 5, 6])
  #expect(runner.step([2]) == [5, 6])
  #expect(runner.step([0]) == [1, 2])
}

@Test("eight lanes agree with eight single sequences", arguments: everyKind)
func lanesAgree(layers: [Layer]) throws {
  let network = try Network(layers)
  let w = weights(network.parameterCount).map(Float.init)
  var lanes = NetworkRunner<SIMD8<Float>>(network, parameters: w)
  var single = (0..<8).map { _ in NetworkRunner<Float>(network, parameters: w) }
  for step in 0..<30 {
    let inputs = (0..<8).map { lane in
      (0..<network.inputSize).map { k in
        network.inputSize == 1
          ? Float((step + lane) % 4) : Float(sin(Double(step * 5 + lane + k)))
      }
    }
    let outputs = lanes.step(
      (0..<network.inputSize).map { k in SIMD8(inputs.map { $0[k] }) })
    for lane in 0..<8 {
      for (k, value) in single[lane].step(inputs[lane]).enumerated() {
        #expect(abs(outputs[k][lane] - value) < 1e-5)
      }
    }
  }
}

@Test("a state put back continues as before", arguments: everyKind)
func stateRoundTrip(layers: [Layer]) throws {
  let network = try Network(layers)
  let w = weights(network.parameterCount)
  var first = NetworkRunner<Double>(network, parameters: w)
  let input = Array(repeating: 1.0, count: network.inputSize)
  let fresh = first.step(input)
  var second = NetworkRunner<Double>(network, parameters: w)
  second.state = first.state
  #expect(first.step(input) == second.step(input))
  first.reset()
  #expect(first.state.allSatisfy { $0 == 0 })
  #expect(first.step(input) == fresh)
}
