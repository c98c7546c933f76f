import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletQuantization
import SwiftletReporting
import SwiftletRuntime

/// A comparison whose page is looked at: a network with random parameters on
/// random data, both the same on every run.
struct Comparison {
  var layers: [Layer]
  var task = ModelTask.classification
  var scoring = Scoring.everyStep
  var inputNames: [String]?
  var outputNames: [String]?
  var sequences = 3
  var timesteps = 40
  var hasTargets = true
  /// Of the stream that is never reset; 0 for none.
  var streamSteps = 0
  var title = "model.swlt"
  var data = "walks"

  /// A classifier of two features.
  static func classifier(_ classes: Int) -> Comparison {
    Comparison(layers: [
      .gru(inputSize: 2, hiddenSize: 8, resetAfter: true),
      .dense(inputSize: 8, outputSize: classes, activation: .linear),
    ])
  }

  /// A model that predicts values from two features.
  static func regression(_ outputs: Int) -> Comparison {
    Comparison(
      layers: [
        .lstm(inputSize: 2, hiddenSize: 8),
        .dense(inputSize: 8, outputSize: outputs, activation: .linear),
      ], task: .regression)
  }

  /// A model that predicts the next symbol.
  static let symbols = Comparison(layers: [
    .embedding(vocabularySize: 12, outputSize: 4),
    .lstm(inputSize: 4, hiddenSize: 8),
    .dense(inputSize: 8, outputSize: 12, activation: .linear),
  ])

  /// The page.
  func page(date: Date = Date(timeIntervalSince1970: 0)) throws -> String {
    var random = RandomNumbers()
    let reference = try model(&random)
    let walks = (0..<sequences).map { _ in sequence(reference, &random) }
    let network = try Quantizer(
      reference, QuantizationOptions(), calibration: walks
    ).quantize()
    let quantized = try QuantizedModel(bytes: Data(try network.fileBytes()))
    let recurrence = RecurrentVerification(quantized, reference: reference)
    return try HTMLReport(
      quantized, reference: reference,
      result: try Verification(quantized, reference: reference).run(walks),
      recurrence: streamSteps == 0
        ? nil : try recurrence.run(walks, steps: streamSteps),
      heading: .init(title: title, data: data, date: date)
    ).page
  }

  private func model(_ random: inout RandomNumbers) throws -> FloatModel {
    let network = try Network(layers)
    return try FloatModel(
      network: network,
      parameters: (0..<network.parameterCount).map { _ in
        Float(random.next() / 2)
      },
      inputs: (0..<network.inputSize).map {
        .init(name: inputNames?[$0] ?? "in\($0)")
      },
      outputs: (0..<network.outputSize).map {
        .init(name: outputNames?[$0] ?? "out\($0)")
      }, task: task, scoring: scoring)
  }

  private func sequence(
    _ model: FloatModel, _ random: inout RandomNumbers
  ) -> DataSequence {
    let width = model.network.inputSize
    var features: [Double] = []
    for _ in 0..<timesteps * width {
      features.append(
        layers[0].isEmbedding
          ? (6 + 6 * random.next()).rounded(.down)
          : random.next())
    }
    let classes = Double(model.outputs.count)
    let targetCount = task == .classification ? 1 : model.outputs.count
    var targets: [Double] = []
    for _ in 0..<(hasTargets ? timesteps * targetCount : 0) {
      let number = random.next()
      targets.append(
        task == .classification
          ? ((number + 1) / 2 * classes).rounded(.down) : number)
    }
    return DataSequence(
      features: features, targets: targets, featureCount: width)
  }
}

/// Numbers in `-1..<1` (SplitMix64, Steele et al. 2014).
struct RandomNumbers {
  private var state: UInt64 = 1

  mutating func next() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) / 4_503_599_627_370_496 - 1
  }
}
