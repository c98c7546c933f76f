import SwiftletCells
import SwiftletRuntime
import SwiftletTraining
import Testing

@Suite("Kernels")
struct KernelTests {
  /// Those of every set of instructions of this machine.
  static let kernels = TrainingKernels.Level.allCases.compactMap {
    TrainingKernels($0)
  }

  @Test(
    "every set of vectors gives the bits of the cells",
    arguments: GradientCase.all + GradientCase.gated)
  func sameBits(test: GradientCase) throws {
    let network = try Network(test.layers, sources: test.sources)
    try compare(network, classes: test.classes, test.scoring, test.window)
  }

  @Test("every set of vectors gives them whatever the sizes")
  func sizes() throws {
    var random = RandomSource(seed: 4)
    func size() -> Int { 1 + Int(random.uniform() * 40) }
    for _ in 0..<12 {
      let sizes = (0..<5).map { _ in size() }
      let network = try Network([
        .lstm(inputSize: sizes[0], hiddenSize: sizes[1]),
        .gru(inputSize: sizes[1], hiddenSize: sizes[2], resetAfter: true),
        .gru(inputSize: sizes[2], hiddenSize: sizes[3], resetAfter: false),
        .simpleRNN(
          inputSize: sizes[3], hiddenSize: sizes[4], activation: .tanh),
        .dense(
          inputSize: sizes[4], outputSize: sizes[0], activation: .linear),
      ])
      try compare(network, classes: true, .everyStep, 9)
    }
  }

  /// Compares the loss and the gradient of sequences of unequal lengths.
  private func compare(
    _ network: Network, classes: Bool, _ scoring: Scoring, _ window: Int
  ) throws {
    let parameters = network.initialParameters(seed: 3)
    let sequences = [5, 17, 11, 17, 1].enumerated().map { index, steps in
      randomSequence(
        network, steps: steps, classes: classes, seed: UInt64(index))
    }
    func result(
      _ kernels: TrainingKernels?
    ) -> (loss: LossSum, gradient: [Float]) {
      network.lossGradient(
        as: Float.self, parameters: parameters, sequences: sequences,
        scoring: scoring, window: window, kernels: kernels)
    }
    let levels = Self.kernels.map(result)
    for level in levels {
      #expect(level.loss == levels[0].loss)
      #expect(
        level.gradient.map(\.bitPattern)
          == levels[0].gradient.map(\.bitPattern))
    }
    // Of layers without state the cells sum eight rows at once.
    let cells = result(nil)
    guard network.layers.allSatisfy({ !$0.isSummedInLanes }) else {
      for (one, other) in zip(cells.gradient, levels[0].gradient) {
        #expect(abs(one - other) <= 1e-4 * (1 + abs(one)))
      }
      return
    }
    #expect(cells.loss == levels[0].loss)
    #expect(cells.gradient == levels[0].gradient)
  }

  @Test("every set of vectors trains to the same parameters")
  func training() throws {
    let network = try Network([
      .gru(inputSize: 3, hiddenSize: 13, resetAfter: true),
      .dense(inputSize: 13, outputSize: 4, activation: .linear),
    ])
    let sequences = (0..<11).map {
      randomSequence(
        network, steps: 20 + $0, classes: true, seed: UInt64($0))
    }
    let trained = try Self.kernels.map { kernels in
      var settings = TrainingConfiguration(learningRate: 1e-2)
      settings.weightDecay = 0.1
      var trainer = try BatchTrainer(
        network, scoring: .everyStep, settings, kernels: kernels)
      for _ in 0..<5 { _ = try trainer.update(sequences) }
      return trainer.parameters.map(\.bitPattern)
    }
    for parameters in trained { #expect(parameters == trained[0]) }
  }
}

extension Layer {
  /// Whether the gradient by its parameters is summed in eight lanes.
  fileprivate var isSummedInLanes: Bool {
    switch self {
    case .conv1D, .layerNorm: true
    default: false
    }
  }
}
