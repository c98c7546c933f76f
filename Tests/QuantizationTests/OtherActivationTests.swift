import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletQuantization
import SwiftletRuntime
import Testing

private let activations: [GateActivations] = [
  .init(candidate: .relu), .init(candidate: .linear),
  .init(gates: .hardSigmoid), .init(candidate: .relu, gates: .hardSigmoid),
  .init(candidate: .linear, gates: .hardSigmoid),
]

private func layers(_ activations: GateActivations) -> [[Layer]] {
  [
    [.lstm(inputSize: 4, hiddenSize: 16, activations: activations)],
    [
      .gru(
        inputSize: 4, hiddenSize: 16, resetAfter: true,
        activations: activations)
    ],
    [
      .gru(
        inputSize: 4, hiddenSize: 16, resetAfter: false,
        activations: activations)
    ],
  ].map {
    $0 + [.dense(inputSize: 16, outputSize: 2, activation: .linear)]
  }
}

@Suite("Activations other than tanh and sigmoid")
struct OtherActivationTests {
  /// The root mean square of the error, in that of the float outputs.
  private func relativeError(
    _ layers: [Layer], _ options: QuantizationOptions, spread: Double = 0.4
  ) throws -> Double {
    var random = RandomModel(seed: 31)
    let model = try random.model(layers, spread: spread)
    let calibration = random.sequence(model, timesteps: 2000)
    let network = try Quantizer(
      model, options, calibration: [calibration]
    ).quantize()
    let quantized = try QuantizedModel(bytes: Data(network.fileBytes()))
    let test = random.sequence(model, timesteps: 2000)
    let report = try Verification(quantized, reference: model).run([test])
    var stream = FloatStream(model)
    var squares = 0.0
    for step in 0..<test.timesteps {
      squares += try stream.step(test.features(at: step))
        .reduce(0) { $0 + $1 * $1 }
    }
    let count = Double(test.timesteps * model.network.outputSize)
    return report.rmsError / (squares / count).squareRoot()
  }

  @Test(
    "of recurrent layers stay near the float reference",
    arguments: activations)
  func nearFloat(activations: GateActivations) throws {
    for layers in layers(activations) {
      let coarse = try relativeError(layers, QuantizationOptions())
      #expect(coarse < 0.02, "\(layers[0])")
      let fine = try relativeError(layers, QuantizationOptions(weightBits: 16))
      #expect(fine < 0.001, "\(layers[0])")
    }
  }

  @Test(
    "of dense and simple recurrent layers stay near the float reference",
    arguments: [
      Layer.dense(inputSize: 4, outputSize: 12, activation: .relu6),
      .dense(inputSize: 4, outputSize: 12, activation: .hardSigmoid),
      .dense(inputSize: 4, outputSize: 12, activation: .hardTanh),
      .simpleRNN(inputSize: 4, hiddenSize: 12, activation: .linear),
    ])
  func rowsNearFloat(layer: Layer) throws {
    let layers: [Layer] = [
      layer, .dense(inputSize: 12, outputSize: 2, activation: .linear),
    ]
    let spread = layer.isRecurrent ? 0.8 : 4
    let coarse = try relativeError(
      layers, QuantizationOptions(), spread: spread)
    #expect(coarse < 0.02)
    let fine = try relativeError(
      layers, QuantizationOptions(weightBits: 16), spread: spread)
    #expect(fine < 0.001)
  }

  @Test("saturate in integers where they do in float")
  func saturation() throws {
    for (activation, ends) in [
      (Layer.DenseActivation.relu6, 0.0...6.0), (.hardSigmoid, 0...1),
      (.hardTanh, -1...1),
    ] {
      let layer = Layer.dense(
        inputSize: 1, outputSize: 1, activation: activation)
      let model = try FloatModel(
        network: Network([layer]), parameters: [8, 0],
        inputs: [.init(name: "x")], outputs: [.init(name: "y")],
        task: .regression, scoring: .everyStep)
      let sequence = DataSequence(
        features: [-3, -1, 1, 3], targets: [0, 0, 0, 0], featureCount: 1)
      let stream = QuantizedStream(
        try QuantizedModel(
          bytes: Data(
            Quantizer(
              model, QuantizationOptions(), calibration: [sequence]
            ).quantize().fileBytes())))
      for (x, end) in [(-3, ends.lowerBound), (3, ends.upperBound)] {
        let y = stream.read(try stream.step(stream.quantize([Double(x)])))
        #expect(abs(y[0] - end) < 1e-4, "\(activation)")
      }
    }
  }

  /// An LSTM of one unit whose gates are open, or whose forget gate is.
  private func accumulator(_ activations: GateActivations) throws -> FloatModel
  {
    let network = try Network([
      .lstm(inputSize: 1, hiddenSize: 1, activations: activations)
    ])
    var parameters = Array(repeating: Float(0), count: network.parameterCount)
    // Rows and biases of i f g o: all gates at 1, the candidate x.
    parameters[2] = 1
    for (gate, bias) in [Float(0.5), 0.5, 0, 0.5].enumerated() {
      parameters[8 + gate] = bias
    }
    return try FloatModel(
      network: network, parameters: parameters, inputs: [.init(name: "x")],
      outputs: [.init(name: "y")], task: .regression, scoring: .everyStep)
  }

  @Test("a hard forget gate at 1 keeps a cell state for ever")
  func keepsForEver() throws {
    let model = try accumulator(.init(candidate: .linear, gates: .hardSigmoid))
    let inputs = (0..<64).map { Double($0 % 4) } + Array(repeating: 0, count: 9)
    let sequence = DataSequence(
      features: inputs, targets: inputs, featureCount: 1)
    var windowed = model
    windowed.window = inputs.count
    let network = try Quantizer(
      windowed, QuantizationOptions(), calibration: [sequence]
    ).quantize()
    let stream = QuantizedStream(
      try QuantizedModel(bytes: Data(network.fileBytes())))
    var last: [Int16] = []
    for x in inputs { last = try stream.step(stream.quantize([x])) }
    let kept = last
    for _ in 0..<100_000 { last = try stream.step(stream.quantize([0])) }
    #expect(last == kept)
    #expect(abs(stream.read(last)[0] - 96) < 0.1)
  }

  @Test("states without a bound are calibrated within the model's windows")
  func windows() throws {
    var model = try accumulator(.init(candidate: .relu, gates: .hardSigmoid))
    model.window = 10
    let ones = Array(repeating: 1.0, count: 1000)
    let sequence = DataSequence(features: ones, targets: ones, featureCount: 1)
    func range(_ model: FloatModel) throws -> Double {
      let quantizer = try Quantizer(
        model, QuantizationOptions(), calibration: [sequence])
      return try quantizer.report(quantizer.quantize()).layers[0].outputRange
    }
    #expect(abs(try range(model) - 20) < 0.1)
    model.window = nil
    #expect(try range(model) > 2000)
  }
}
