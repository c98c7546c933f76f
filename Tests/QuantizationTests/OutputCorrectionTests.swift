import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletQuantization
import Testing

@Suite("Biases behind recurrent layers")
struct OutputCorrectionTests {
  /// The errors of the output over the data of the calibration.
  private func errors(
    _ model: FloatModel, _ walk: DataSequence, corrects: Bool
  ) throws -> [Double] {
    let network = try Quantizer(
      model,
      QuantizationOptions(weightBits: 16, correctsBiases: corrects),
      calibration: [walk]
    ).quantize()
    let stream = QuantizedStream(
      try QuantizedModel(bytes: Data(network.fileBytes())))
    var float = FloatStream(model)
    return try (0..<walk.timesteps).map { timestep in
      let values = walk.features(at: timestep)
      let output = stream.read(try stream.step(stream.quantize(values)))
      return output[0] - (try float.step(values)[0])
    }
  }

  /// The sum of a measure of the errors over some models with an LSTM and a
  /// dense layer, without and with the correction.
  private func compare(
    _ activation: Layer.DenseActivation, by measure: ([Double]) -> Double
  ) throws -> (plain: Double, corrected: Double) {
    var sums = (plain: 0.0, corrected: 0.0)
    for seed in UInt64(1)...8 {
      var random = RandomModel(seed: seed)
      let model = try random.model([
        .lstm(inputSize: 2, hiddenSize: 4),
        .dense(inputSize: 4, outputSize: 1, activation: activation),
      ])
      let walk = random.sequence(model, timesteps: 1500)
      sums.plain += measure(try errors(model, walk, corrects: false))
      sums.corrected += measure(try errors(model, walk, corrects: true))
    }
    return sums
  }

  @Test("take out what states and functions in integers leave on the mean")
  func means() throws {
    let sums = try compare(.linear) { abs($0.reduce(0, +)) }
    #expect(sums.corrected < 0.2 * sums.plain, "\(sums)")
  }

  @Test("behind a sigmoid lessen the squared error of the output")
  func squares() throws {
    let sums = try compare(.sigmoid) { $0.reduce(0) { $0 + $1 * $1 } }
    #expect(sums.corrected < 0.97 * sums.plain, "\(sums)")
  }
}
