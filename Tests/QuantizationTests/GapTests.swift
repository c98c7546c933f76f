import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletQuantization
import SwiftletRuntime
import SwiftletTraining
import Testing

@Suite("Gaps")
struct GapTests {
  static let policies = [
    GapPolicy.hold, .mean, .holdThenMean(steps: 1), .holdThenReset(steps: 1),
  ]

  /// A model, and walks of which some values and some whole steps are missing.
  private func sample(
    _ policy: GapPolicy
  ) throws -> (FloatModel, [DataSequence]) {
    var random = RandomModel(seed: 31)
    var model = try random.model([
      .lstm(inputSize: 3, hiddenSize: 6),
      .dense(inputSize: 6, outputSize: 2, activation: .linear),
    ])
    model.gapPolicy = policy
    let walks = (0..<4).map { _ in
      let walk = random.sequence(model, timesteps: 40)
      let features = walk.features.indices.map { index in
        index / 3 % 9 > 5 || random.next() > 0.5 ? .nan : walk.features[index]
      }
      return DataSequence(
        features: features, targets: walk.targets, featureCount: 3)
    }
    return (model, walks)
  }

  @Test(
    "a training of the integers and verification fill as the device does",
    arguments: policies)
  func sameLoss(policy: GapPolicy) throws {
    let (model, walks) = try sample(policy)
    let quantizer = try Quantizer(
      model, QuantizationOptions(correctsBiases: false, correctsWeights: false),
      calibration: walks)
    let quantized = try QuantizedModel(
      bytes: Data(quantizer.quantize().fileBytes()))
    #expect(quantized.gapPolicy == policy)
    let report = try Verification(quantized, reference: model).run(walks)
    #expect(report.maxAbsError < 0.02)
    #expect(report.floatScore == (try model.score(on: walks)))
    let loss = try QuantizationAwareTraining(
      quantizer, TrainingConfiguration()
    ).loss()
    #expect(loss.count == 4 * 40 * 2)
    #expect(abs(loss.meanLoss / report.quantizedScore - 1) < 1e-4)
  }

  @Test("golden steps keep gaps, which the device fills", arguments: policies)
  func goldenSteps(policy: GapPolicy) throws {
    let (model, walks) = try sample(policy)
    let network = try Quantizer(
      model, QuantizationOptions(), calibration: walks
    ).quantize()
    let gaps = network.goldenSteps.map {
      $0.inputs.map { $0 == QuantizedStream.gap }
    }
    let expected = (0..<16).map { step in
      walks[0].features(at: step).map(\.isNaN)
    }
    #expect(gaps == expected && gaps.joined().contains(true))
    try QuantizedModel(bytes: Data(network.fileBytes())).selfTest()
  }

  @Test("an option of the quantization wins over the float model")
  func option() throws {
    let (model, walks) = try sample(.mean)
    let network = try Quantizer(
      model, QuantizationOptions(gapPolicy: .hold), calibration: walks
    ).quantize()
    #expect(network.gapPolicy == .hold)
  }

  @Test("calibration data with gaps are refused where the policy refuses them")
  func refused() throws {
    let (model, walks) = try sample(.refuse)
    #expect(throws: GapError.self) {
      try Quantizer(model, QuantizationOptions(), calibration: walks)
    }
  }

  @Test("a long stream is reset in the network's integers as on the device")
  func longStreams() throws {
    let (model, walks) = try sample(.holdThenReset(steps: 1))
    let quantized = try QuantizedModel(
      bytes: Data(
        Quantizer(model, QuantizationOptions(), calibration: walks)
          .quantize().fileBytes()))
    let report = try RecurrentVerification(quantized, reference: model)
      .run(walks, steps: 1000)
    // Every lane starts again within a few steps.
    #expect(report.warmUp.longestSteps < 20)
    #expect(report.warmUp.exactSteps.map { $0 < 20 } == true)
  }
}
