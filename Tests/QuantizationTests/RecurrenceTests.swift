import Foundation
import RandomNetworks
import SwiftletCells
import SwiftletFormat
import SwiftletQuantization
import SwiftletRuntime
import Testing

#if DEBUG
  private let isOptimized = false
#else
  private let isOptimized = true
#endif

/// A GRU of one unit whose update gate has a fixed value, and that follows its
/// input otherwise.
private func integrator(gate: Double, inputScale: Double = 1) throws
  -> FloatModel
{
  let network = try Network([
    .gru(inputSize: 1, hiddenSize: 1, resetAfter: true)
  ])
  // W (r z n), U (r z n), b (r z n), b_hn.
  let bias = Float(log(gate / (1 - gate)))
  return try FloatModel(
    network: network,
    parameters: [0, 0, 1, 0, 0, 0, 0, bias, 0, 0],
    inputs: [.init(name: "x", deviation: inputScale)],
    outputs: [.init(name: "h")], task: .regression, scoring: .everyStep)
}

private func square(_ amplitude: Double, steps: Int) -> DataSequence {
  DataSequence(
    features: (0..<steps).map { $0 / 50 % 2 == 0 ? amplitude : -amplitude },
    targets: Array(repeating: 0, count: steps), featureCount: 1)
}

private func report(
  _ model: FloatModel, calibration: DataSequence, data: DataSequence,
  steps: Int = 20_000, _ options: QuantizationOptions = QuantizationOptions()
) throws -> RecurrentReport {
  let network = try Quantizer(
    model, options, calibration: [calibration]
  ).quantize()
  let quantized = try QuantizedModel(bytes: Data(network.fileBytes()))
  return try RecurrentVerification(quantized, reference: model)
    .run([data], steps: steps)
}

@Suite("The recurrent report")
struct RecurrenceTests {
  @Test("tells the time constant of a gate and its dead zone")
  func timeConstant() throws {
    let data = square(1, steps: 1000)
    let report = try report(
      integrator(gate: 0.99), calibration: data, data: data)
    let unit = try #require(report.layers.first?.units.first)
    #expect(abs(unit.trainedTimeConstant - -1 / log(0.99)) < 0.01)
    #expect(abs(unit.heldTimeConstant / unit.trainedTimeConstant - 1) < 0.02)
    #expect(abs(unit.longestTimeConstant - 32767) < 1)
    // Half a unit of 2^-15 over 1 - z.
    #expect(abs(unit.deadZone / (0.5 / 0.01 / 32768) - 1) < 0.02)
    #expect(report.warnings.isEmpty, "\(report.warnings)")
  }

  @Test("counts the steps until different starts agree")
  func warmUp() throws {
    let data = square(1, steps: 1000)
    for gate in [0.5, 0.9, 0.98] {
      let report = try report(
        integrator(gate: gate), calibration: data, data: data)
      // A difference of at most 2 of a range of at most 2, to a hundredth.
      let longest = log(0.01 / 2) / log(gate)
      #expect(Double(report.warmUp.longestSteps) <= longest + 2)
      #expect(Double(report.warmUp.medianSteps) > longest / 10)
      #expect(report.warmUp.longestSteps >= report.warmUp.medianSteps)
    }
  }

  @Test("warns of memory that 15 bits of a gate do not hold")
  func memory() throws {
    let data = square(1, steps: 1000)
    let report = try report(
      integrator(gate: 0.99999), calibration: data, data: data)
    #expect(report.warnings.contains { $0.contains("train an LSTM") })
    #expect(report.warnings.contains { $0.contains("does not forget") })
  }

  @Test("counts inputs beyond their range and says what to change")
  func clipping() throws {
    let report = try report(
      integrator(gate: 0.5), calibration: square(1, steps: 200),
      data: square(4, steps: 1000))
    #expect(report.clippedInputs == [1])
    #expect(report.warnings.contains { $0.contains("'x'") })
    #expect(report.warnings.contains { $0.contains("calibration data") })
  }

  @Test("ends a stretch at every power of ten, and at the end")
  func decades() throws {
    let data = square(1, steps: 300)
    let report = try report(
      integrator(gate: 0.9), calibration: data, data: data, steps: 25_000)
    #expect(report.drift.map(\.steps) == [1000, 10_000, 25_000])
    for drift in report.drift {
      #expect(drift.rmsError > 0 && drift.rmsError <= drift.maxAbsError)
      #expect(abs(drift.meanError) <= drift.rmsError)
    }
  }

  @Test("measures an LSTM's cell against its limit")
  func cell() throws {
    var generator = Generator(seed: 3)
    let model = try SlowModel(kind: .lstm, gate: 0.9).model(&generator)
    let data = DataSequence(
      features: (0..<16_000).map { _ in generator.uniform() },
      targets: Array(repeating: 0, count: 64_000), featureCount: 8)
    let layer = try #require(
      report(model, calibration: data, data: data).layers.first)
    #expect(layer.largestCell > 0.05 && layer.largestCell < layer.cellLimit)
    #expect(layer.saturatedCells == 0)
    #expect(layer.units.count == 32)
    #expect(layer.units.allSatisfy { $0.deadZone < 1e-6 })
    #expect(layer.units.allSatisfy { $0.longestTimeConstant > 43_000 })
  }
}

@Suite("Slow states", .enabled(if: isOptimized))
struct SlowStateTests {
  @Test(
    "keep their error and have no bias over 100,000 steps",
    arguments: [
      (SlowModel.Kind.gru, 0.95, 1e-4), (.gru, 0.993, 1.5e-4),
      (.lstm, 0.999, 1e-4),
    ])
  func stationary(
    kind: SlowModel.Kind, gate: Double, largest: Double
  ) throws {
    var generator = Generator(seed: 5)
    let model = try SlowModel(kind: kind, gate: gate).model(&generator)
    let data = DataSequence(
      features: (0..<160_000).map { _ in generator.uniform() },
      targets: Array(repeating: 0, count: 640_000), featureCount: 8)
    let quantizer = try Quantizer(
      model, QuantizationOptions(), calibration: [data])
    let network = try quantizer.quantize()
    let drift = try RecurrentVerification(
      QuantizedModel(bytes: Data(network.fileBytes())),
      reference: quantizer.dequantized(network)
    ).run([data], steps: 100_000).drift
    let (early, late) = (drift[1], drift[2])
    #expect(late.rmsError < largest)
    #expect(abs(late.rmsError / early.rmsError - 1) < 0.2)
    #expect(abs(late.meanError) * 32768 < 0.3)
  }
}
