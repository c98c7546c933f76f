import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletQuantization
import Testing

@Suite("Weights that make up for others' errors")
struct WeightCorrectionTests {
  /// Eight features that two causes move.
  private func sample(
    seed: UInt64, _ layers: [Layer]
  ) throws -> (FloatModel, DataSequence) {
    var random = RandomModel(seed: seed)
    let model = try random.model(layers)
    let size = model.network.inputSize
    let mix = (0..<2 * size).map { _ in random.next() }
    let features = (0..<400).flatMap { _ in
      let causes = [random.next(), random.next()]
      return (0..<size).map { k in
        let channel = model.inputs[k]
        let value =
          causes[0] * mix[2 * k] + causes[1] * mix[2 * k + 1]
          + 0.02 * random.next()
        return value * channel.deviation + channel.mean
      }
    }
    let targets = Array(repeating: 0.0, count: 400 * model.outputs.count)
    return (
      model,
      DataSequence(features: features, targets: targets, featureCount: size)
    )
  }

  @Test(
    "leave half of the error where operands go together",
    arguments: [
      [.dense(inputSize: 8, outputSize: 6, activation: .linear)],
      [.lstm(inputSize: 8, hiddenSize: 6)],
      [.gru(inputSize: 8, hiddenSize: 6, resetAfter: true)],
      [.gru(inputSize: 8, hiddenSize: 6, resetAfter: false)],
      [
        .history(size: 16, inputSize: 8),
        .conv1D(
          Convolution(frames: 3, channels: 8, outputChannels: 6, kernel: 2),
          activation: .linear),
      ],
    ] as [[Layer]])
  func correlated(layers: [Layer]) throws {
    var sums = (plain: 0.0, corrected: 0.0)
    for seed in UInt64(1)...6 {
      let (model, walk) = try sample(seed: seed, layers)
      func square(_ corrects: Bool) throws -> Double {
        let network = try Quantizer(
          model, QuantizationOptions(correctsWeights: corrects),
          calibration: [walk]
        ).quantize()
        let error = try Verification(
          QuantizedModel(bytes: .init(network.fileBytes())), reference: model
        ).run([walk]).rmsError
        return error * error
      }
      sums.plain += try square(false)
      sums.corrected += try square(true)
    }
    let isRecurrent = layers[0].isRecurrent
    #expect(
      sums.corrected < sums.plain * (isRecurrent ? 0.5 : 0.2),
      "\(layers[0].kindName): \(sums)")
  }

  @Test("leave a weight of 0 as it is", arguments: [4, 8, 16])
  func zeros(weightBits: Int) throws {
    let (random, walk) = try sample(
      seed: 3, [.lstm(inputSize: 8, hiddenSize: 5)])
    var model = random
    for index in model.parameters.indices where index % 3 != 0 {
      model.parameters[index] = 0
    }
    let network = try Quantizer(
      model, QuantizationOptions(weightBits: weightBits), calibration: [walk]
    ).quantize()
    for (role, columns) in [(TensorRole.inputWeight, 8), (.recurrentWeight, 5)]
    {
      let tensor = try #require(model.network.tensor(role, ofLayer: 0))
      for (place, index) in tensor.range.enumerated()
      where model.parameters[index] == 0 {
        let row = network.layers[0].rows[place / columns]
        let weights =
          role == .inputWeight ? row.inputWeights : row.hiddenWeights
        #expect(weights[place % columns] == 0)
      }
    }
  }
}
