import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletQuantization
import Testing

@Suite("Biases behind recurrent layers")
struct OutputCorrectionTests {
  /// The magnitude of the mean error over the data of the calibration.
  private func meanError(
    _ model: FloatModel, _ walk: DataSequence, corrects: Bool
  ) throws -> Double {
    let network = try Quantizer(
      model,
      QuantizationOptions(weightBits: 16, correctsBiases: corrects),
      calibration: [walk]
    ).quantize()
    let stream = QuantizedStream(
      try QuantizedModel(bytes: Data(network.fileBytes())))
    var float = FloatStream(model)
    var sum = 0.0
    for timestep in 0..<walk.timesteps {
      let values = walk.features(at: timestep)
      let output = stream.read(try stream.step(stream.quantize(values)))
      sum += output[0] - (try float.step(values)[0])
    }
    return abs(sum / Double(walk.timesteps))
  }

  @Test("take out what states and functions in integers leave on the mean")
  func means() throws {
    var sums = (plain: 0.0, corrected: 0.0)
    for seed in UInt64(1)...8 {
      var random = RandomModel(seed: seed)
      let model = try random.model([
        .lstm(inputSize: 2, hiddenSize: 4),
        .dense(inputSize: 4, outputSize: 1, activation: .linear),
      ])
      let walk = random.sequence(model, timesteps: 1500)
      sums.plain += try meanError(model, walk, corrects: false)
      sums.corrected += try meanError(model, walk, corrects: true)
    }
    #expect(sums.corrected < 0.2 * sums.plain, "\(sums)")
  }
}
