import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletQuantization
import SwiftletRuntime
import Testing

private let cells: [[Layer]] = [
  [
    .simpleRNN(inputSize: 5, hiddenSize: 24, activation: .tanh),
    .dense(inputSize: 24, outputSize: 3, activation: .linear),
  ],
  [
    .simpleRNN(inputSize: 5, hiddenSize: 9, activation: .relu),
    .dense(inputSize: 9, outputSize: 3, activation: .relu),
  ],
  [
    .gru(inputSize: 5, hiddenSize: 32, resetAfter: true),
    .dense(inputSize: 32, outputSize: 3, activation: .linear),
  ],
  [
    .gru(inputSize: 5, hiddenSize: 30, resetAfter: false),
    .dense(inputSize: 30, outputSize: 3, activation: .tanh),
  ],
  [
    .lstm(inputSize: 5, hiddenSize: 32),
    .dense(inputSize: 32, outputSize: 3, activation: .sigmoid),
  ],
  [
    .lstm(inputSize: 5, hiddenSize: 12),
    .gru(inputSize: 12, hiddenSize: 16, resetAfter: true),
    .dense(inputSize: 16, outputSize: 8, activation: .tanh),
    .dense(inputSize: 8, outputSize: 3, activation: .linear),
  ],
]

/// Quantizes a random model, and compares it with its reference on a walk
/// that calibration does not see.
private func errors(
  _ layers: [Layer], _ options: QuantizationOptions, seed: UInt64 = 1
) throws -> VerificationReport {
  var random = RandomModel(seed: seed)
  let spread: Double =
    if case .simpleRNN(_, _, .relu) = layers[0] { 0.8 } else { 2 }
  let model = try random.model(layers, spread: spread)
  let calibration = random.sequence(model, timesteps: 2000)
  let network = try Quantizer(
    model, options, calibration: [calibration]
  ).quantize()
  let quantized = try QuantizedModel(bytes: Data(try network.fileBytes()))
  return try Verification(quantized, reference: model)
    .run([random.sequence(model, timesteps: 2000)])
}

@Suite("Quantizer")
struct QuantizerTests {
  @Test(
    "int8 weights with int16 activations stay near the float reference",
    arguments: cells)
  func nearFloat(layers: [Layer]) throws {
    let report = try errors(layers, QuantizationOptions())
    #expect(report.rmsError < 0.008)
  }

  @Test(
    "int16 weights with int16 activations follow the float reference closely",
    arguments: cells)
  func closeToFloat(layers: [Layer]) throws {
    let report = try errors(layers, QuantizationOptions(weightBits: 16))
    #expect(report.rmsError < 0.0006)
  }

  @Test(
    "int8 activations lose little against int16 ones", arguments: cells)
  func narrowActivations(layers: [Layer]) throws {
    let report = try errors(layers, QuantizationOptions(activationBits: 8))
    #expect(report.rmsError < 0.025)
  }

  @Test("An embedding's symbols run like the float reference")
  func embedding() throws {
    var random = RandomModel(seed: 4)
    let model = try random.model([
      .embedding(vocabularySize: 33, outputSize: 7),
      .gru(inputSize: 7, hiddenSize: 16, resetAfter: true),
      .dense(inputSize: 16, outputSize: 1, activation: .linear),
    ])
    let symbols = FloatModel.Channel(name: "char")
    var plain = model
    plain.inputs = [symbols]
    let network = try Quantizer(
      plain, QuantizationOptions(),
      calibration: [random.symbols(33, timesteps: 500)]
    ).quantize()
    let quantized = try QuantizedModel(bytes: Data(try network.fileBytes()))
    let report = try Verification(quantized, reference: plain)
      .run([random.symbols(33, timesteps: 500)])
    #expect(report.rmsError < 0.008)
  }

  @Test("Weights of any size and width leave no row that can overflow")
  func overflow() throws {
    for (inputs, spread) in [(3, 200.0), (700, 4.0), (40, 0.0001)] {
      for weightBits in [8, 16] {
        var random = RandomModel(seed: 9)
        let model = try random.model(
          [
            .gru(inputSize: inputs, hiddenSize: 5, resetAfter: true),
            .dense(inputSize: 5, outputSize: 2, activation: .linear),
          ], spread: spread)
        let network = try Quantizer(
          model, QuantizationOptions(weightBits: weightBits),
          calibration: [random.sequence(model, timesteps: 20)]
        ).quantize()
        for layer in network.layers {
          #expect(layer.accumulatorBound != nil)
        }
      }
    }
  }

  @Test("A bias far above the weights stays what it is")
  func dominantBias() throws {
    for weight in [0, 1e-6, 0.1] {
      let model = try FloatModel(
        network: Network([
          .dense(inputSize: 1, outputSize: 1, activation: .sigmoid)
        ]), parameters: [Float(weight), 6.5], inputs: [.init(name: "x")],
        outputs: [.init(name: "y")], task: .regression, scoring: .everyStep)
      let data = DataSequence(
        features: [-1, 1], targets: [0, 0], featureCount: 1)
      let network = try Quantizer(
        model, QuantizationOptions(), calibration: [data]
      ).quantize()
      let report = try Verification(
        QuantizedModel(bytes: Data(network.fileBytes())), reference: model
      ).run([data])
      #expect(report.maxAbsError < 5e-5, "weight \(weight)")
    }
  }

  @Test("A model records golden steps that its self-test confirms")
  func goldenSteps() throws {
    var random = RandomModel(seed: 5)
    let model = try random.model(cells[2])
    let network = try Quantizer(
      model, QuantizationOptions(goldenStepCount: 9),
      calibration: [random.sequence(model, timesteps: 30)]
    ).quantize()
    #expect(network.goldenSteps.count == 9)
    let quantized = try QuantizedModel(bytes: Data(try network.fileBytes()))
    #expect(quantized.goldenStepCount == 9)
    let stream = QuantizedStream(quantized)
    for step in network.goldenSteps {
      #expect(try stream.step(step.inputs) == step.outputs)
    }
  }

  @Test("The same model and data give the same bytes")
  func deterministic() throws {
    func bytes() throws -> [UInt8] {
      var random = RandomModel(seed: 6)
      let model = try random.model(cells[4])
      return try Quantizer(
        model, QuantizationOptions(),
        calibration: [random.sequence(model, timesteps: 100)]
      ).quantize()
        .fileBytes()
    }
    #expect(try bytes() == bytes())
  }

  @Test("Data of another width are refused with the widths")
  func wrongWidth() throws {
    var random = RandomModel(seed: 7)
    let model = try random.model(cells[2])
    let other = DataSequence(
      features: [1, 2, 3, 4], targets: [0, 0], featureCount: 2)
    let error = #expect(throws: QuantizationError.self) {
      try Quantizer(
        model, QuantizationOptions(), calibration: [other]
      ).quantize()
    }
    #expect(error?.description.contains("2 features") == true)
    #expect(error?.description.contains("takes 5") == true)
  }

  @Test("Calibration without a timestep is refused")
  func noData() throws {
    var random = RandomModel(seed: 8)
    let model = try random.model(cells[0])
    #expect(throws: QuantizationError.self) {
      try Quantizer(
        model, QuantizationOptions(), calibration: []
      ).quantize()
    }
  }
}
