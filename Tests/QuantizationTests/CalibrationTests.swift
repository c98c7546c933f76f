import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletQuantization
import SwiftletRuntime
import Testing

@Suite("Calibration")
struct CalibrationTests {
  @Test("correcting biases lowers the mean error of the outputs")
  func biasCorrection() throws {
    var better = 0
    for seed in UInt64(1)...8 {
      var random = RandomModel(seed: seed)
      let model = try random.model([
        .dense(inputSize: 12, outputSize: 6, activation: .linear)
      ])
      // Features far from 0 on average.
      let walk = random.sequence(model, timesteps: 500)
      let shifted = DataSequence(
        features: walk.features.enumerated().map { index, value in
          value + 3 * model.inputs[index % 12].deviation
        }, targets: walk.targets, featureCount: 12)
      func bias(_ corrects: Bool) throws -> Double {
        let network = try Quantizer(
          model, QuantizationOptions(weightBits: 8, correctsBiases: corrects),
          calibration: [shifted]
        ).quantize()
        return try meanError(network, model, shifted)
      }
      let (plain, corrected) = (try bias(false), try bias(true))
      #expect(corrected < 0.0005)
      better += corrected < plain / 4 ? 1 : 0
    }
    #expect(better >= 7)
  }

  /// The largest magnitude of the mean error of an output.
  private func meanError(
    _ network: QuantizedNetwork, _ model: FloatModel, _ data: DataSequence
  ) throws -> Double {
    let stream = QuantizedStream(
      try QuantizedModel(bytes: Data(network.fileBytes())))
    var float = FloatStream(model)
    var sums = model.outputs.map { _ in 0.0 }
    let width = model.inputs.count
    for step in 0..<data.timesteps {
      let values = Array(data.features[step * width..<(step + 1) * width])
      let outputs = stream.read(try stream.step(stream.quantize(values)))
      for (k, exact) in try float.step(values).enumerated() {
        sums[k] += outputs[k] - exact
      }
    }
    return sums.map { abs($0) / Double(data.timesteps) }.max() ?? 0
  }

  @Test("the report counts clipped values and corrected biases")
  func report() throws {
    var random = RandomModel(seed: 21)
    let model = try random.model([
      .lstm(inputSize: 3, hiddenSize: 6),
      .dense(inputSize: 6, outputSize: 2, activation: .linear),
    ])
    let walk = random.sequence(model, timesteps: 400)
    for corrects in [false, true] {
      let quantizer = try Quantizer(
        model,
        QuantizationOptions(
          activationBits: 8, inputRange: .quantile(0.9),
          correctsBiases: corrects), calibration: [walk])
      let network = try quantizer.quantize()
      let report = try quantizer.report(network)
      for (index, input) in report.inputs.enumerated() {
        let values = stride(from: index, to: walk.features.count, by: 3)
          .map { walk.features[$0] }
        let inside = values.count { input.range.contains($0) }
        #expect(abs(input.clippedShare - 0.1) < 0.01)
        #expect(abs(input.clippedShare - Double(400 - inside) / 400) < 0.003)
      }
      #expect(report.layers.map(\.rows) == [24, 2])
      #expect(report.layers.allSatisfy { ($0.movedBiases > 0) == corrects })
      #expect(report.layers.allSatisfy { $0.largestOutput <= $0.outputRange })
      let cell = try #require(report.layers[0].cellRange)
      #expect(cell >= 2 * report.layers[0].largestCell)
      #expect(report.layers[1].cellRange == nil)
    }
  }

  @Test("ranges reach what the flag says")
  func inputRanges() throws {
    for (range, largest) in [
      (InputRange.largest, 100.0), (.quantile(0.5), 1.0), (.automatic, 150.0),
    ] {
      let network = try quantized([0.5, 1, -1, 1, 100], range)
      let channel = network.inputs[0]
      let unit = pow(2.0, Double(channel.fractionBits + channel.shift))
      let reach = 32767 * 4_294_967_296 / Double(channel.multiplier) / unit
      #expect(abs(reach / largest - 1) < 0.001, "\(range)")
    }
  }

  private func quantized(
    _ values: [Double], _ range: InputRange
  ) throws -> QuantizedNetwork {
    let model = try FloatModel(
      network: Network([
        .dense(inputSize: 1, outputSize: 1, activation: .linear)
      ]), parameters: [1, 0], inputs: [.init(name: "x")],
      outputs: [.init(name: "y")], task: .regression, scoring: .everyStep)
    return try Quantizer(
      model, QuantizationOptions(inputRange: range),
      calibration: [
        DataSequence(
          features: values, targets: values, featureCount: 1)
      ]
    ).quantize()
  }

  @Test("a cell that grows from sequence to sequence finds room")
  func carriedState() throws {
    // One LSTM unit that keeps everything: f = i = 1, c grows by tanh(x).
    let network = try Network([.lstm(inputSize: 1, hiddenSize: 1)])
    let model = try FloatModel(
      network: network,
      parameters: [0, 0, 1, 0] + [0, 0, 0, 0] + [20, 20, 0, 20],
      inputs: [.init(name: "x")], outputs: [.init(name: "h")],
      task: .regression, scoring: .everyStep)
    let sequence = DataSequence(
      features: [1, 1, 1], targets: [0, 0, 0], featureCount: 1)
    let range = { (count: Int) throws -> Int in
      try Quantizer(
        model, QuantizationOptions(),
        calibration: Array(repeating: sequence, count: count)
      ).quantize()
        .layers[0].cellRange
    }
    #expect(try range(1) < range(20))
  }
}

@Suite("The overflow proof")
struct OverflowTests {
  @Test(
    "every row that is written holds on inputs that drive it to its bound",
    arguments: [4, 8, 16], [8, 16])
  func adversarial(weightBits: Int, activationBits: Int) throws {
    var random = RandomModel(seed: 21)
    for layers: [Layer] in [
      [.gru(inputSize: 6, hiddenSize: 9, resetAfter: true)],
      [.lstm(inputSize: 40, hiddenSize: 16)],
      [.gru(inputSize: 3, hiddenSize: 5, resetAfter: false)],
      [.simpleRNN(inputSize: 300, hiddenSize: 20, activation: .tanh)],
    ] {
      let model = try random.model(layers, spread: 6)
      let network = try Quantizer(
        model,
        QuantizationOptions(
          weightBits: weightBits, activationBits: activationBits),
        calibration: [random.sequence(model, timesteps: 50)]
      ).quantize()
      for layer in network.layers {
        for row in layer.rows {
          try check(row, layer.inputShift, network.activationBits)
        }
      }
    }
  }

  /// Runs a row as a dense layer over all its operands, both signs of the
  /// worst input, and compares with sums of 64 bits.
  private func check(
    _ row: QuantizedRow, _ inputShift: Int, _ activationBits: Int
  ) throws {
    let weights =
      row.inputWeights.map { Int($0) << inputShift }
      + row.hiddenWeights.map { Int($0) }
    var layer = QuantizedLayer(
      kind: .denseLinear, inputSize: weights.count, outputSize: 1,
      weightBits: 16)
    layer.rows = [
      QuantizedRow(
        inputWeights: try weights.map { try #require(Int16(exactly: $0)) },
        hiddenWeights: [], bias: row.bias, multiplier: row.multiplier)
    ]
    let network = QuantizedNetwork(
      layers: [layer], activationBits: activationBits,
      inputs: weights.indices.map {
        .init(
          name: "x\($0)", zero: 0, multiplier: 1, fractionBits: 0, shift: 0)
      },
      outputs: [.init(name: "y", multiplier: 1, offset: 0, fractionBits: 0)],
      task: .regression, scoring: .everyStep, gapPolicy: .refuse)
    let bound = try #require(layer.accumulatorBound)
    let stream = QuantizedStream(
      try QuantizedModel(bytes: Data(network.fileBytes())))
    for sign in [1, -1] {
      let inputs = weights.map { Int16($0 < 0 ? -32767 * sign : 32767 * sign) }
      let operand =
        activationBits == 8 ? (127 << 8, -128 << 8) : (32767, -32767)
      let sum = zip(weights, inputs).reduce(Int(row.bias)) {
        $0 + $1.0 * ($1.1 > 0 ? operand.0 : operand.1)
      }
      #expect(abs(sum) <= Int(bound) && bound < 1 << 31)
      let product = sum * Int(row.multiplier) + 1 << 31
      let expected = max(-32768, min(32767, product >> 32))
      #expect(try stream.step(inputs) == [Int16(expected)])
    }
  }
}
