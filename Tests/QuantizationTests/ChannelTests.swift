import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletQuantization
import SwiftletRuntime
import Testing

/// A stream of a one-layer model over one feature with the given values.
private func stream(
  _ values: [Double], mean: Double, deviation: Double,
  _ options: QuantizationOptions = QuantizationOptions()
) throws -> (QuantizedNetwork, QuantizedStream) {
  let network = try Network([
    .dense(inputSize: 1, outputSize: 1, activation: .linear)
  ])
  let channel = FloatModel.Channel(
    name: "value", mean: mean, deviation: deviation)
  let model = try FloatModel(
    network: network, parameters: [1, 0], inputs: [channel],
    outputs: [channel], task: .regression, scoring: .everyStep)
  let sequence = DataSequence(
    features: values, targets: values, featureCount: 1)
  let quantized = try Quantizer(
    model, options, calibration: [sequence]
  ).quantize()
  return (
    quantized,
    QuantizedStream(
      try QuantizedModel(bytes: Data(try quantized.fileBytes())))
  )
}

@Suite("Channels")
struct ChannelTests {
  @Test(
    "A value comes back through an identity network",
    arguments: [
      (mean: 0.0, deviation: 1.0), (mean: 1000, deviation: 20),
      (mean: -3e-5, deviation: 1e-4), (mean: 12, deviation: 4000),
    ])
  func roundTrip(mean: Double, deviation: Double) throws {
    let values = (0..<101).map {
      mean + deviation * (Double($0) / 25 - 2.02)
    }
    let (_, stream) = try stream(values, mean: mean, deviation: deviation)
    for value in values {
      let output = stream.read(try stream.step(stream.quantize([value])))
      #expect(abs(output[0] - value) < deviation / 2000)
    }
  }

  @Test("Features of whole numbers need no fraction bits")
  func integers() throws {
    let (network, _) = try stream([-981, 3, 1024], mean: 12.5, deviation: 700)
    #expect(network.inputs[0].fractionBits == 0)
    let (other, _) = try stream([-0.5, 3, 1], mean: 0, deviation: 1)
    #expect(other.inputs[0].fractionBits > 8)
  }

  @Test(
    "a feature that the device's numbers cannot hold is refused with a remedy",
    arguments: [
      (1e-10, "is too small for the device's 2^-31; scale it up", 1e10),
      (1e-15, "is too small for the device's 2^-31; scale it up", 1e15),
      (1e12, "is too large for the device's 32 bits; scale it down", 1e-12),
    ])
  func beyond(size: Double, line: String, remedy: Double) throws {
    func run(_ size: Double) throws {
      let values = (0..<50).map { size * sin(Double($0)) }
      let (_, stream) = try stream(values, mean: 0, deviation: size)
      for value in values {
        let output = stream.read(try stream.step(stream.quantize([value])))
        #expect(abs(output[0] - value) < size / 1000)
      }
    }
    #expect {
      try run(size)
    } throws: {
      "\($0)" == "the feature 'value' \(line), for example by "
        + String(format: "1e%.0f", log10(remedy))
    }
    try run(size * remedy)
  }

  @Test("values that are clipped leave the others their resolution")
  func clipped() throws {
    let values = (0..<200).map { $0 == 100 ? 1e8 : sin(Double($0)) }
    let (_, stream) = try stream(
      values, mean: 0, deviation: 1,
      QuantizationOptions(inputRange: .quantile(0.99)))
    #expect(stream.quantize([0.5])[0] > 16000)
    #expect(stream.quantize([1e8]) == [32767])
    #expect(stream.quantize([-1e300]) == [-32767])
  }

  @Test("a feature that is near the device's limits still comes back")
  func nearLimits() throws {
    for size in [1e-7, 1e8] {
      let values = (0..<50).map { size * sin(Double($0)) }
      let (_, stream) = try stream(values, mean: 0, deviation: size)
      for value in values {
        let output = stream.read(try stream.step(stream.quantize([value])))
        #expect(abs(output[0] - value) < size / 100)
      }
    }
  }

  @Test("Values beyond the range saturate, and a gap takes the policy's value")
  func saturation() throws {
    for (policy, expected) in [
      (GapPolicy.hold, 2.0), (.mean, 0.5),
    ] {
      let (_, stream) = try stream(
        [-2, 2.5, 1], mean: 0.5, deviation: 1,
        QuantizationOptions(gapPolicy: policy))
      #expect(stream.quantize([1e9]) == [32767])
      #expect(stream.quantize([-1e9]) == [-32767])
      #expect(stream.quantize([.nan]) == [QuantizedStream.gap])
      _ = try stream.step(stream.quantize([2]))
      let held = stream.read(try stream.step([QuantizedStream.gap]))
      #expect(abs(held[0] - expected) < 0.001)
    }
  }

  @Test("A model that refuses gaps says so")
  func refusal() throws {
    let (_, stream) = try stream(
      [1, 2], mean: 0, deviation: 1, QuantizationOptions(gapPolicy: .refuse))
    let error = #expect(throws: ModelError.self) {
      try stream.step([QuantizedStream.gap])
    }
    #expect(error?.description.contains("gap") == true)
  }

  @Test(
    "a large constant with a small spread is taken",
    arguments: [
      (101_325.0, 4.0, 16), (101_325, 4, 8), (-1e6, 10, 16), (1000, 0.01, 16),
      (273.15, 0.002, 16),
    ])
  func farFromZero(mean: Double, deviation: Double, bits: Int) throws {
    let values = (0..<100).map { mean + deviation * sin(Double($0)) }
    let (network, stream) = try stream(
      values, mean: mean, deviation: deviation,
      QuantizationOptions(activationBits: bits))
    let numbers = deviation * pow(2, Double(network.inputs[0].fractionBits))
    #expect(numbers > 16)
    for value in values {
      let output = stream.read(try stream.step(stream.quantize([value])))
      let tolerance = 0.55 / numbers + (bits == 8 ? 0.06 : 0.01)
      #expect(abs(output[0] - value) < tolerance * deviation)
    }
  }

  /// An identity network whose output has a channel of its own.
  private func quantized(
    to output: FloatModel.Channel, weight: Float = 1
  ) throws -> QuantizedNetwork {
    let model = try FloatModel(
      network: Network([
        .dense(inputSize: 1, outputSize: 1, activation: .linear)
      ]), parameters: [weight, 0], inputs: [.init(name: "x")],
      outputs: [output], task: .regression, scoring: .everyStep)
    let values = (0..<100).map { sin(Double($0)) }
    return try Quantizer(
      model, QuantizationOptions(),
      calibration: [
        DataSequence(features: values, targets: values, featureCount: 1)
      ]
    ).quantize()
  }

  @Test(
    "an output that the device's numbers cannot hold is refused with a remedy",
    arguments: [
      (0.0, 1e-12, "too small for the device's 2^-31; scale the target up", 12),
      (
        0, 1e12, "too large for the device's 32 bits; scale the target down",
        -12
      ),
      (
        1e12, 1e9, "too large for the device's 32 bits; scale the target down",
        -9
      ),
    ])
  func outputScale(
    mean: Double, deviation: Double, line: String, power: Int
  ) throws {
    #expect {
      try quantized(to: .init(name: "y", mean: mean, deviation: deviation))
    } throws: {
      let suggested = "\($0)".split(separator: "1e").last.flatMap { Int($0) }
      return "\($0)".hasPrefix("the output 'y' is \(line), for example by ")
        && abs((suggested ?? 99) - power) <= 1
    }
    let factor = pow(10, Double(power))
    _ = try quantized(
      to: .init(name: "y", mean: factor * mean, deviation: factor * deviation))
  }

  @Test("an output far from 0 that hardly varies is refused with a remedy")
  func outputConstant() throws {
    #expect {
      try quantized(to: .init(name: "y", mean: 1e12, deviation: 1))
    } throws: {
      "\($0)".hasPrefix("the output 'y' varies too little for its size (mean ")
        && "\($0)".hasSuffix("); subtract a constant from the target")
    }
    _ = try quantized(to: .init(name: "y", mean: 0, deviation: 1))
  }

  @Test("outputs in a unit of their own are scaled by what they reach")
  func largeOutputs() throws {
    #expect {
      try quantized(to: .init(name: "y"), weight: 1e12)
    } throws: {
      "\($0)".hasSuffix("scale the target down, for example by 1e-11")
    }
    _ = try quantized(to: .init(name: "y"), weight: 10)
  }

  @Test("A feature that hardly varies is refused by name")
  func constant() throws {
    let error = #expect(throws: QuantizationError.self) {
      try stream([1e6, 1e6 + 0.002], mean: 1e6, deviation: 1e-3)
    }
    #expect(error?.description.contains("'value'") == true)
  }
}
