import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletQuantization
import SwiftletRuntime
import Testing

@Suite("The agreement of predicted values")
struct ValueAgreementTests {
  private let layers: [Layer] = [
    .lstm(inputSize: 2, hiddenSize: 16),
    .dense(inputSize: 16, outputSize: 1, activation: .linear),
  ]

  /// A random model's outputs, times a number; `deviation` is what of it the
  /// output's channel does.
  private func verify(
    times scale: Double, deviation: Double = 1, targets: [Double] = [],
    options: QuantizationOptions = QuantizationOptions(activationBits: 8)
  ) throws -> (report: VerificationReport, differences: [Double]) {
    var random = RandomModel(seed: 5)
    var model = try random.model(layers)
    let walk = random.sequence(model, timesteps: 1000)
    for index in model.network.parameterOffset(
      ofLayer: 1)..<model.parameters
      .count
    {
      model.parameters[index] *= Float(scale / deviation)
    }
    model.outputs[0].deviation = deviation
    let data = DataSequence(
      features: walk.features,
      targets: targets.isEmpty
        ? Array(repeating: .nan, count: 1000) : targets, featureCount: 2)
    let quantized = try QuantizedModel(
      bytes: Data(
        Quantizer(model, options, calibration: [walk]).quantize().fileBytes()))
    var float = FloatStream(model)
    let stream = QuantizedStream(quantized)
    let differences = try (0..<1000).map { timestep in
      let input = data.features(at: timestep)
      let answer = stream.read(try stream.step(stream.quantize(input)))
      return try abs(answer[0] - float.step(input)[0])
    }
    return (
      try Verification(quantized, reference: model).run([data]), differences
    )
  }

  @Test("is the same in every unit, and whatever the channel's deviation is")
  func units() throws {
    let expected = try verify(times: 1).report.agreement
    #expect(expected > 0.02 && expected < 0.98)
    for scale in [1.0 / 256, 256] {
      for deviation in [1, scale] {
        let other = try verify(times: scale, deviation: deviation)
        #expect(abs(other.report.agreement - expected) < 0.01)
      }
    }
  }

  @Test("counts errors up to a hundredth of the targets' deviation")
  func targets() throws {
    // Targets of two values, whose deviation is half their distance.
    for distance in [0.5, 2, 8] {
      let targets = (0..<1000).map { $0 % 2 == 0 ? 3 : 3 + distance }
      let (report, differences) = try verify(times: 1, targets: targets)
      let near = differences.count { $0 <= distance / 200 }
      #expect(abs(report.agreement - Double(near) / 1000) < 0.002)
    }
  }
}
