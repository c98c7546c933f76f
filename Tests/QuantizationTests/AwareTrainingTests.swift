import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletQuantization
import SwiftletRuntime
import SwiftletTraining
import Testing

private let networks: [[Layer]] = [
  [
    .gru(inputSize: 3, hiddenSize: 12, resetAfter: true),
    .dense(inputSize: 12, outputSize: 2, activation: .linear),
  ],
  [
    .gru(inputSize: 3, hiddenSize: 9, resetAfter: false),
    .dense(inputSize: 9, outputSize: 2, activation: .linear),
  ],
  [
    .lstm(inputSize: 3, hiddenSize: 10),
    .dense(inputSize: 10, outputSize: 2, activation: .tanh),
  ],
  [
    .simpleRNN(inputSize: 3, hiddenSize: 11, activation: .tanh),
    .simpleRNN(inputSize: 11, hiddenSize: 7, activation: .relu),
    .dense(inputSize: 7, outputSize: 2, activation: .sigmoid),
  ],
  [
    .lstm(inputSize: 3, hiddenSize: 8, activations: .init(candidate: .relu)),
    .gru(
      inputSize: 8, hiddenSize: 6, resetAfter: true,
      activations: .init(candidate: .linear, gates: .hardSigmoid)),
    .gru(
      inputSize: 6, hiddenSize: 5, resetAfter: false,
      activations: .init(candidate: .relu, gates: .hardSigmoid)),
    .dense(inputSize: 5, outputSize: 2, activation: .hardTanh),
  ],
]

@Suite("Quantization-aware training")
struct AwareTrainingTests {
  @Test(
    "trains on the runtime's answers: the losses are the same",
    arguments: networks)
  func sameLoss(layers: [Layer]) throws {
    var random = RandomModel(seed: 11)
    let model = try random.model(layers, spread: 1.5)
    let sequences = (0..<11).map { _ in
      random.sequence(model, timesteps: 40)
    }
    for (weightBits, activationBits) in [(4, 16), (8, 16), (8, 8), (16, 16)] {
      let options = QuantizationOptions(
        weightBits: weightBits, activationBits: activationBits,
        correctsBiases: false, correctsWeights: false)
      let network = try Quantizer(
        model, options, calibration: sequences
      ).quantize()
      let report = try Verification(
        try QuantizedModel(bytes: Data(network.fileBytes())),
        reference: model
      ).run(sequences)
      let loss = try QuantizationAwareTraining(
        Quantizer(model, options, calibration: sequences),
        TrainingConfiguration()
      ).loss()
      #expect(loss.count == 11 * 40 * 2)
      let error = abs(loss.meanLoss / report.quantizedScore - 1)
      #expect(error < 1e-4, "w\(weightBits) a\(activationBits)")
    }
  }

  @Test("int4 weights come near a reference that rounding alone misses")
  func int4() throws {
    var random = RandomModel(seed: 12)
    let model = try random.model(networks[0])
    let sequences = try random.answered(model, count: 40, timesteps: 50)
    let options = QuantizationOptions(weightBits: 4, correctsWeights: false)
    func error(_ network: QuantizedNetwork) throws -> Double {
      let test = try random.answered(model, count: 8, timesteps: 50)
      let quantized = try QuantizedModel(bytes: Data(network.fileBytes()))
      return try Verification(quantized, reference: model).run(test).rmsError
    }
    let rounded = try error(
      Quantizer(
        model, options, calibration: sequences
      ).quantize())
    let trained = try error(
      QuantizationAwareTraining(
        Quantizer(model, options, calibration: sequences),
        TrainingConfiguration(epochs: 30, learningRate: 2e-3)
      ).run())
    #expect(trained < rounded / 2, "\(rounded) becomes \(trained)")
  }

  @Test(
    "the float model's answers are learnt, or the targets",
    arguments: [QuantizationAwareTraining.Lesson.model, .targets])
  func lesson(lesson: QuantizationAwareTraining.Lesson) throws {
    var random = RandomModel(seed: 15)
    let model = try random.model([
      .dense(inputSize: 3, outputSize: 2, activation: .linear)
    ])
    let sequences = try random.answered(model, count: 16, timesteps: 40)
    let moved = sequences.map {
      DataSequence(
        features: $0.features, targets: $0.targets.map { $0 + 1 },
        featureCount: $0.featureCount)
    }
    let network = try QuantizationAwareTraining(
      Quantizer(model, QuantizationOptions(), calibration: moved),
      TrainingConfiguration(
        epochs: 150, batchSize: 2, patience: 150, learningRate: 3e-3),
      lesson: lesson
    ).run()
    let quantized = try QuantizedModel(bytes: Data(network.fileBytes()))
    let learnt = lesson == .model ? sequences : moved
    let report = try Verification(quantized, reference: model).run(learnt)
    #expect(report.quantizedScore.squareRoot() < 0.1)
  }

  @Test("the same seed gives the same bytes, whatever the threads")
  func deterministic() throws {
    var random = RandomModel(seed: 13)
    let model = try random.model(networks[2])
    let sequences = try random.answered(model, count: 20, timesteps: 15)
    func bytes(threads: Int) throws -> [UInt8] {
      try QuantizationAwareTraining(
        Quantizer(model, QuantizationOptions(), calibration: sequences),
        TrainingConfiguration(epochs: 3, threads: threads)
      ).run().fileBytes()
    }
    #expect(try bytes(threads: 1) == bytes(threads: 2))
  }

  @Test("a symbol's embedding is trained too, at 8 bits beside int4")
  func embedding() throws {
    var random = RandomModel(seed: 14)
    var model = try random.model(
      [
        .embedding(vocabularySize: 6, outputSize: 4),
        .lstm(inputSize: 4, hiddenSize: 8),
        .dense(inputSize: 8, outputSize: 6, activation: .linear),
      ], task: .classification)
    model.inputs = [.init(name: "symbol")]
    let cycle = (0..<20).map { start in
      DataSequence(
        features: (0..<30).map { Double((start + $0) % 6) },
        targets: (1...30).map { Double((start + $0) % 6) }, featureCount: 1)
    }
    let network = try QuantizationAwareTraining(
      Quantizer(model, QuantizationOptions(weightBits: 4), calibration: cycle),
      TrainingConfiguration(epochs: 60, learningRate: 0.02), lesson: .targets
    ).run()
    #expect(network.layers.map(\.weightBits) == [8, 4, 8])
    let report = try Verification(
      try QuantizedModel(bytes: Data(network.fileBytes())), reference: model
    ).run(cycle)
    #expect(report.metric == .bitsPerSymbol)
    #expect(report.quantizedScore < 0.7)
    #expect(report.floatScore > 2)
  }
}

extension RandomModel {
  /// Sequences whose targets are what a model answers.
  mutating func answered(
    _ model: FloatModel, count: Int, timesteps: Int
  ) throws -> [DataSequence] {
    try (0..<count).map { _ in
      let walk = sequence(model, timesteps: timesteps)
      var stream = FloatStream(model)
      let width = model.inputs.count
      let answers = try (0..<timesteps).flatMap {
        try stream.step(Array(walk.features[$0 * width..<($0 + 1) * width]))
      }
      return DataSequence(
        features: walk.features, targets: answers,
        featureCount: walk.featureCount)
    }
  }
}
