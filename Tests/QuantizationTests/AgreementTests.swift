import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletQuantization
import SwiftletRuntime
import Testing

private let gru: [Layer] = [
  .gru(inputSize: 3, hiddenSize: 8, resetAfter: true),
  .dense(inputSize: 8, outputSize: 4, activation: .linear),
]

/// What `quantize` says of a model.
private func report(
  _ model: FloatModel, _ data: [DataSequence],
  _ options: QuantizationOptions = QuantizationOptions(weightBits: 16)
) throws -> QuantizationReport {
  let quantizer = try Quantizer(model, options, calibration: data)
  return try quantizer.report(quantizer.quantize())
}

@Suite("The agreement that quantize measures")
struct AgreementTests {
  @Test("it is counted on the finished integers, step by step")
  func counted() throws {
    for bits in [8, 16] {
      var random = RandomModel(seed: 4)
      let model = try random.model(gru, task: .classification)
      let data = [random.sequence(model, timesteps: 200)]
      let options = QuantizationOptions(activationBits: bits)
      let measured = try report(model, data, options).comparison

      let network = try Quantizer(model, options, calibration: data).quantize()
      let stream = QuantizedStream(
        try QuantizedModel(bytes: Data(network.fileBytes())))
      var float = FloatStream(model)
      var (same, worst) = (0, 0.0)
      for step in 0..<200 {
        let values = data[0].features(at: step)
        let output = stream.read(try stream.step(stream.quantize(values)))
        let exact = try float.step(values)
        let largest = { (row: [Double]) in row.firstIndex(of: row.max() ?? 0) }
        same += largest(output) == largest(exact) ? 1 : 0
        worst = zip(output, exact).reduce(worst) { max($0, abs($1.0 - $1.1)) }
      }
      #expect(measured.steps == 200)
      #expect(measured.agreement == Double(same) / 200)
      #expect(measured.maxAbsError == worst)
    }
  }

  @Test("about a thousand steps of all sequences are enough")
  func bounded() throws {
    var random = RandomModel(seed: 4)
    let model = try random.model(gru)
    for (count, timesteps) in [(1, 5000), (7, 900), (700, 7), (30, 400)] {
      let data = (0..<count).map { _ in
        random.sequence(model, timesteps: timesteps)
      }
      let steps = try report(model, data).comparison.steps
      #expect(
        (250...2000).contains(steps), "\(count) of \(timesteps): \(steps)")
    }
  }

  @Test("few calibration steps are told, many are not")
  func fewSteps() throws {
    var random = RandomModel(seed: 4)
    let model = try random.model(gru)
    let few = try report(model, [random.sequence(model, timesteps: 12)])
    #expect(
      few.warnings.first
        == "12 calibration steps show little of the values to come; give 100 "
        + "or more")
    let many = try report(model, [random.sequence(model, timesteps: 100)])
    #expect(many.warnings == [])
  }

  @Test(
    "below the limit a change is named that brings the agreement",
    arguments: [
      QuantizationOptions(activationBits: 8),
      QuantizationOptions(inputRange: .quantile(0.5)),
      QuantizationOptions(activationBits: 8, inputRange: .quantile(0.5)),
    ])
  func remedies(options: QuantizationOptions) throws {
    var random = RandomModel(seed: 6)
    let model = try random.model(gru, spread: 6)
    let data = [random.sequence(model, timesteps: 600)]
    let line = try #require(report(model, data, options).warnings.first)
    #expect(line.hasPrefix("the agreement with the float model is "))
    var changed = options
    if line.contains("`inputRange` largest") { changed.inputRange = .largest }
    if line.contains("`activationBits` 16") { changed.activationBits = 16 }
    if line.contains("`weightBits` 16") { changed.weightBits = 16 }
    #expect(changed != options, "\(line)")
    #expect(try report(model, data, changed).warnings == [], "\(line)")
  }

  @Test("a feature with few of the device's numbers is named with a remedy")
  func fewNumbers() throws {
    func run(_ mean: Double) throws -> QuantizationReport {
      var random = RandomModel(seed: 6)
      var model = try random.model(gru)
      model.inputs[1].mean = mean
      model.inputs[1].deviation = 0.1
      return try report(model, [random.sequence(model, timesteps: 600)])
    }
    let line = try #require(run(100_000).warnings.first)
    #expect(
      line.hasSuffix(
        "a deviation of the feature 'in1' is 6 of the device's numbers; "
          + "subtract a constant from it"), "\(line)")
    #expect(try run(0).warnings == [])
  }

  @Test("an output with few of the device's numbers is named with a remedy")
  func fewOutputNumbers() throws {
    func run(_ mean: Double) throws -> QuantizationReport {
      var random = RandomModel(seed: 6)
      var model = try random.model(gru)
      for index in model.outputs.indices {
        model.outputs[index].mean = mean
        model.outputs[index].deviation = 1e-7
      }
      return try report(model, [random.sequence(model, timesteps: 600)])
    }
    let line = try #require(run(1).warnings.first)
    #expect(
      line.hasSuffix(
        "a deviation of the output 'out0' is 26 of the device's numbers; "
          + "subtract a constant from the target"), "\(line)")
    #expect(try run(0).warnings == [])
  }

  @Test("a feature that never varies is named, and takes nothing from others")
  func constantFeature() throws {
    var random = RandomModel(seed: 6)
    var model = try random.model(gru)
    model.inputs[1] = .init(name: "still", mean: 1e9)
    let walk = random.sequence(model, timesteps: 600)
    let data = DataSequence(
      features: walk.features.enumerated().map { $0 % 3 == 1 ? 1e9 : $1 },
      targets: walk.targets, featureCount: 3)
    let report = try report(model, [data])
    #expect(report.comparison.agreement > 0.98)
    #expect(
      report.warnings == [
        "the feature 'still' never varies on the calibration steps; give data "
          + "in which it does, or train without it"
      ])
  }

  @Test("gaps are filled for the comparison as on the device, or refused")
  func gaps() throws {
    var random = RandomModel(seed: 4)
    let model = try random.model(gru)
    var features = random.sequence(model, timesteps: 300).features
    for index in stride(from: 1, to: features.count, by: 7) {
      features[index] = .nan
    }
    let data = DataSequence(
      features: features, targets: Array(repeating: 0, count: 1200),
      featureCount: 3)
    for policy in [GapPolicy.mean, .hold] {
      let report = try report(
        model, [data],
        QuantizationOptions(weightBits: 16, gapPolicy: policy))
      #expect(report.comparison.agreement > 0.98)
    }
    #expect(throws: GapError.self) {
      try report(model, [data], QuantizationOptions(gapPolicy: .refuse))
    }
  }
}
