import Foundation
import SwiftletCells
import SwiftletRuntime
import SwiftletTraining
import Testing

/// A network with the data to check its gradient on.
struct GradientCase: CustomTestStringConvertible, Sendable {
  let name: String
  let layers: [Layer]
  let sources: [Network.Source]?
  let classes: Bool
  let scoring: Scoring
  let masked: Bool
  let window: Int
  /// The step of differences, which no kink of an activation may lie in.
  var step = 1e-3
  var testDescription: String { name }

  static let all: [GradientCase] = [
    .init(
      "tanh rnn", [.simpleRNN(inputSize: 3, hiddenSize: 5, activation: .tanh)]),
    .init(
      "relu rnn", [.simpleRNN(inputSize: 3, hiddenSize: 5, activation: .relu)]),
    .init(
      "gru, reset after",
      [.gru(inputSize: 3, hiddenSize: 5, resetAfter: true)]),
    .init(
      "gru, reset before",
      [.gru(inputSize: 3, hiddenSize: 5, resetAfter: false)]),
    .init("lstm", [.lstm(inputSize: 3, hiddenSize: 5)]),
    .init("linear", [.dense(inputSize: 3, outputSize: 5, activation: .linear)]),
    .init("relu", [.dense(inputSize: 3, outputSize: 5, activation: .relu)]),
    .init(
      "sigmoid", [.dense(inputSize: 3, outputSize: 5, activation: .sigmoid)]),
    .init("tanh", [.dense(inputSize: 3, outputSize: 5, activation: .tanh)]),
    .init("relu6", [.dense(inputSize: 3, outputSize: 5, activation: .relu6)]),
    .init(
      "hard sigmoid",
      [.dense(inputSize: 3, outputSize: 5, activation: .hardSigmoid)]),
    .init(
      "hard tanh",
      [.dense(inputSize: 3, outputSize: 5, activation: .hardTanh)]),
    .init(
      "linear rnn",
      [.simpleRNN(inputSize: 3, hiddenSize: 5, activation: .linear)]),
    .init("stack", stack),
    .init("stack, squared error", stack, classes: false),
    .init("stack, last step", stack, scoring: .lastStep),
    .init(
      "stack, squared error, last step", stack, classes: false,
      scoring: .lastStep),
    .init("stack, masked", stack, masked: true),
    .init("stack, squared error, masked", stack, classes: false, masked: true),
    .init("stack, windows", stack, window: 4),
    .init("stack, windows, last step", stack, scoring: .lastStep, window: 4),
    .init(
      "convolutions", convolutions?.layers ?? [], convolutions?.sources,
      window: 4),
    .init(
      "layer norm",
      [
        .dense(inputSize: 3, outputSize: 5, activation: .tanh),
        .layerNorm(size: 5, epsilon: 0.05),
      ], classes: false),
    .init("layer norms in a stack", normalized, window: 4),
    .init("graph", graph?.layers ?? [], graph?.sources),
    .init(
      "graph, squared error, windows", graph?.layers ?? [], graph?.sources,
      classes: false, window: 4),
  ]

  /// Convolutions of every shape, over a window and over a stream.
  static let convolutions: Network? = {
    var graph = NetworkGraph(inputSize: 6)
    let past = graph.add(.history(size: 4, inputSize: 6), to: graph.input)
    let wide = graph.add(
      .conv1D(
        Convolution(
          frames: 5, channels: 2, outputChannels: 3, kernel: 3, stride: 2,
          leftPadding: 1, rightPadding: 1), activation: .tanh), to: past)
    let turned = graph.add(.pointwise(.reverse, size: 9), to: wide)
    let dilated = graph.add(
      .conv1D(
        Convolution(
          frames: 6, channels: 3, outputChannels: 2, kernel: 2, dilation: 3),
        activation: .linear), to: wide + turned)
    let again = graph.add(.history(size: 3, inputSize: 6), to: dilated)
    let h = graph.add(.lstm(inputSize: 9, hiddenSize: 4), to: again)
    return try? graph.network(giving: h).network
  }()
  /// LSTMs and GRUs with activations other than tanh and sigmoid.
  static let gated: [GradientCase] = [
    GateActivations(candidate: .relu), GateActivations(candidate: .linear),
    GateActivations(gates: .hardSigmoid),
    GateActivations(candidate: .relu, gates: .hardSigmoid),
    GateActivations(candidate: .linear, gates: .hardSigmoid),
  ].flatMap { activations -> [GradientCase] in
    let name = "\(activations.candidate.name), \(activations.gates.name)"
    var cases = [
      GradientCase(
        "lstm, \(name)",
        [.lstm(inputSize: 3, hiddenSize: 5, activations: activations)])
    ]
    for resetAfter in [true, false] {
      let layer = Layer.gru(
        inputSize: 3, hiddenSize: 5, resetAfter: resetAfter,
        activations: activations)
      cases.append(.init("\(layer)", [layer]))
    }
    for index in cases.indices { cases[index].step = 1e-5 }
    return cases
  }

  /// Every pointwise function, skips, slices and two heads.
  static let graph: Network? = {
    var graph = NetworkGraph(inputSize: 3)
    let x = graph.input
    let d = graph.add(
      .dense(inputSize: 3, outputSize: 4, activation: .tanh), to: x)
    let v = graph.add(
      .gru(inputSize: 4, hiddenSize: 3, resetAfter: true), to: d)
    let n = graph.add(.lstm(inputSize: 10, hiddenSize: 4), to: d + v + x)
    let product = graph.add(.pointwise(.multiply, size: 4), to: n, d)
    let leaky = graph.add(
      .pointwise(.leakyReLU(slope: 0.25), size: 4), to: product)
    let sum = graph.add(.pointwise(.add, size: 4), to: leaky, n)
    let sigmoid = graph.add(
      .pointwise(.activation(.sigmoid), size: 4), to: d)
    let difference = graph.add(.pointwise(.subtract, size: 4), to: sum, sigmoid)
    let square = graph.add(
      .pointwise(.multiply, size: 4), to: difference, difference)
    let magnitude = graph.add(
      .pointwise(.magnitude, size: 2), to: v[0..<2], n[1..<3])
    let y = graph.add(
      .dense(inputSize: 8, outputSize: 3, activation: .linear),
      to: square + magnitude + x[1..<3])
    return try? graph.network(giving: y + v[1..<2]).network
  }()

  private static let normalized: [Layer] = [
    .layerNorm(size: 3, epsilon: 0.1),
    .lstm(inputSize: 3, hiddenSize: 4),
    .layerNorm(size: 4, epsilon: 0.02),
    .gru(inputSize: 4, hiddenSize: 5, resetAfter: true),
    .layerNorm(size: 5, epsilon: 1e-3),
    .dense(inputSize: 5, outputSize: 3, activation: .linear),
  ]

  private static let stack: [Layer] = [
    .embedding(vocabularySize: 4, outputSize: 3),
    .lstm(inputSize: 3, hiddenSize: 4),
    .gru(inputSize: 4, hiddenSize: 3, resetAfter: false),
    .gru(inputSize: 3, hiddenSize: 5, resetAfter: true),
    .simpleRNN(inputSize: 5, hiddenSize: 3, activation: .tanh),
    .dense(inputSize: 3, outputSize: 4, activation: .tanh),
    .dense(inputSize: 4, outputSize: 3, activation: .linear),
  ]

  init(
    _ name: String, _ layers: [Layer], _ sources: [Network.Source]? = nil,
    classes: Bool = true,
    scoring: Scoring = .everyStep, masked: Bool = false,
    window: Int = 16
  ) {
    self.name = name
    self.layers = layers
    self.sources = sources
    self.classes = classes
    self.scoring = scoring
    self.masked = masked
    self.window = window
  }
}

/// Random steps for a network, some of whose targets do not count.
func randomSequence(
  _ network: Network, steps: Int, classes: Bool, masked: Bool = false,
  seed: UInt64
) -> TrainingSequence {
  var random = RandomSource(seed: seed)
  let outputs = network.outputSize
  let inputs = (0..<steps * network.inputSize).map { _ in
    network.inputSize == 1
      ? Float(Int(random.uniform() * 4)) : Float(random.normal())
  }
  if classes {
    let labels = (0..<steps).map { step in
      masked && step % 3 == 1 ? -1 : Int32(random.uniform() * Double(outputs))
    }
    return TrainingSequence(inputs: inputs, targets: .classes(labels))
  }
  let values = (0..<steps * outputs).map { k in
    masked && k % 3 == 1 ? Float.nan : Float(random.normal())
  }
  return TrainingSequence(inputs: inputs, targets: .values(values))
}

/// The loss of one window from a given state, straight from its definition.
private func windowLoss(
  _ runner: inout NetworkRunner<Double>, _ sequence: TrainingSequence,
  _ steps: Range<Int>, scoring: Scoring, length: Int
) -> Double {
  let width = runner.network.inputSize
  var loss = 0.0
  for step in steps {
    let input = sequence.inputs[step * width..<(step + 1) * width]
    let y = runner.step(input.map(Double.init))
    if scoring == .lastStep && step != length - 1 { continue }
    switch sequence.targets {
    case .classes(let classes) where classes[step] >= 0:
      loss += log(y.reduce(0) { $0 + exp($1) }) - y[Int(classes[step])]
    case .classes: continue
    case .values(let values):
      for (k, output) in y.enumerated() {
        let target = Double(values[step * y.count + k])
        if !target.isNaN { loss += (output - target) * (output - target) }
      }
    }
  }
  return loss
}

/// The sum over windows of central differences, each from the state that the
/// undisturbed parameters lead to.
private func differences(
  _ network: Network, _ parameters: [Double], _ sequence: TrainingSequence,
  _ test: GradientCase, length: Int
) -> [Double] {
  var gradient = Array(repeating: 0.0, count: parameters.count)
  var base = NetworkRunner<Double>(network, parameters: parameters)
  for start in stride(from: 0, to: length, by: test.window) {
    let steps = start..<min(start + test.window, length)
    func loss(_ index: Int, _ shift: Double) -> Double {
      var shifted = parameters
      shifted[index] += shift
      var runner = NetworkRunner<Double>(network, parameters: shifted)
      runner.state = base.state
      return windowLoss(
        &runner, sequence, steps, scoring: test.scoring, length: length)
    }
    for k in parameters.indices {
      // Fourth-order central difference.
      let h = test.step
      let near = loss(k, h) - loss(k, -h)
      let far = loss(k, 2 * h) - loss(k, -2 * h)
      gradient[k] += (8 * near - far) / (12 * h)
    }
    _ = windowLoss(
      &base, sequence, steps, scoring: test.scoring, length: length)
  }
  return gradient
}

@Test(
  "backpropagation agrees with central differences",
  arguments: GradientCase.all + GradientCase.gated)
func gradients(test: GradientCase) throws {
  let network = try Network(test.layers, sources: test.sources)
  var random = RandomSource(seed: 5)
  let parameters = (0..<network.parameterCount).map { _ in
    random.normal() * 0.4
  }
  let length = 11
  let sequence = randomSequence(
    network, steps: length, classes: test.classes, masked: test.masked, seed: 9)
  let (_, gradient) = network.lossGradient(
    as: Double.self, parameters: parameters, sequences: [sequence],
    scoring: test.scoring, window: test.window)
  let expected = differences(
    network, parameters, sequence, test, length: length)
  let norm = sqrt(expected.reduce(0) { $0 + $1 * $1 })
  #expect(norm > 1e-3)
  for tensor in network.tensors {
    let difference = tensor.range.map { gradient[$0] - expected[$0] }
    let error = sqrt(difference.reduce(0) { $0 + $1 * $1 })
    let size = sqrt(tensor.range.reduce(0) { $0 + expected[$1] * expected[$1] })
    #expect(error <= 1e-6 * max(size, 1e-3 * norm), "\(tensor.name)")
  }
}

@Test("lanes of different lengths give the sum of their gradients")
func unequalLanes() throws {
  let network = try Network([
    .lstm(inputSize: 3, hiddenSize: 5),
    .gru(inputSize: 5, hiddenSize: 6, resetAfter: true),
    .dense(inputSize: 6, outputSize: 4, activation: .linear),
  ])
  let parameters = network.initialParameters(seed: 3)
  let sequences = (0..<7).map {
    randomSequence(
      network, steps: 3 + 5 * $0, classes: true, seed: UInt64($0))
  }
  for scoring in Scoring.allCases {
    let lanes = try network.lossGradient(
      as: Float.self, parameters: parameters, sequences: sequences,
      scoring: scoring, window: 8, kernels: .chosen())
    let single = sequences.map {
      network.lossGradient(
        as: Double.self, parameters: parameters.map(Double.init),
        sequences: [$0], scoring: scoring, window: 8)
    }
    let loss = single.reduce(0) { $0 + $1.loss.loss }
    #expect(abs(lanes.loss.loss - loss) < 1e-4 * loss)
    #expect(lanes.loss.count == single.reduce(0) { $0 + $1.loss.count })
    for k in parameters.indices {
      let sum = single.reduce(0) { $0 + $1.gradient[k] }
      #expect(abs(Double(lanes.gradient[k]) - sum) < 2e-4)
    }
  }
}

@Test("a lane that has ended cannot spoil the others")
func endedLaneStaysFinite() throws {
  let network = try Network([
    .simpleRNN(inputSize: 1, hiddenSize: 1, activation: .relu)
  ])
  // Doubles at every step: 2^200 overflows if the short lane runs on.
  let parameters: [Float] = [1, 2, 0]
  let short = TrainingSequence(inputs: [1], targets: .values([0]))
  let long = TrainingSequence(
    inputs: Array(repeating: 0, count: 200),
    targets: .values(Array(repeating: 1, count: 200)))
  let (loss, gradient) = try network.lossGradient(
    as: Float.self, parameters: parameters, sequences: [short, long],
    scoring: .everyStep, window: 200, kernels: .chosen())
  #expect(loss.meanLoss == 1)
  #expect(gradient.allSatisfy { $0.isFinite })
}
