import Foundation
import Swiftlet
import TemporaryFolder
import Testing

private func fixture(_ path: String) -> URL {
  URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures/\(path)")
}

/// Rows as a file of data without targets.
private func data(
  _ sequences: [[[Double]]], in folder: URL, _ name: String
) throws -> DataSource {
  let width = sequences.first?.first?.count ?? 0
  var text = (["seq"] + (0..<width).map { "x\($0)" }).joined(separator: ",")
  for (index, sequence) in sequences.enumerated() {
    for row in sequence {
      text += "\n\(index)," + row.map { "\($0)" }.joined(separator: ",")
    }
  }
  let file = folder.appendingPathComponent(name)
  try Data(text.utf8).write(to: file)
  return try DataSource(named: file.path)
}

/// How far the integers of a model are from float.
private struct Comparison {
  var rmsError = 0.0
  /// The root of the mean square of what the integers give.
  var signal = 0.0

  /// - Parameters:
  ///   - calibration: What calibrates.
  ///   - test: What is compared on.
  init(
    _ float: FloatModel, weightBits: Int, calibration: [[[Double]]],
    test: [[[Double]]]
  ) throws {
    self = try withFolder { folder in
      let outcome = try float.quantize(
        calibration: data(calibration, in: folder, "calibration.csv"),
        options: QuantizationOptions(weightBits: weightBits))
      var comparison = Self()
      comparison.rmsError = try outcome.model.verify(
        against: float, on: data(test, in: folder, "test.csv"), streamSteps: 0
      ).report.rmsError
      var stream = outcome.model.makeStream()
      let outputs = try test.joined().map { try stream.step($0)[0] }
      let squares = outputs.reduce(0) { $0 + $1 * $1 }
      comparison.signal = (squares / Double(outputs.count)).squareRoot()
      return comparison
    }
  }

  private init() {}
}

@Suite("Trained amplifiers")
struct AmplifierTests {
  /// Plucked strings (Karplus and Strong 1983) of some periods in samples.
  private func strings(_ periods: [Int]) -> [[Double]] {
    var state: UInt64 = 7
    func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 33) / Double(1 << 30) - 1
    }
    return periods.flatMap { period in
      var string = (0..<period).map { _ in 0.6 * next() }
      return (0..<1500).map { step in
        let place = step % period
        let sample = string[place]
        string[place] = 0.498 * (sample + string[(place + 1) % period])
        return [sample]
      }
    }
  }

  @Test(
    "leave an error-to-signal ratio of 1e-3 with int8 and of 1e-6 with int16",
    arguments: ["amplifier-lstm16.json", "amplifier-lstm8x2.nam"])
  func ratio(file: String) throws {
    let float = try FloatModel.importModel(
      from: fixture("amplifiers/\(file)")
    ).model
    for (bits, most) in [(8, 1e-3), (16, 1e-6)] {
      let comparison = try Comparison(
        float, weightBits: bits,
        calibration: [strings([268, 178, 150, 119])],
        test: [strings([225, 134, 100])])
      let ratio = comparison.rmsError / comparison.signal
      #expect(ratio * ratio < most)
    }
  }
}

@Suite("A trained graph like RNNoise's")
struct DenoiserTests {
  private struct Vectors: Decodable {
    var inputs: [[[Double]]]
  }

  private func model(_ format: String, grid: Double?) throws -> FloatModel {
    let outcome = try FloatModel.importModel(
      from: fixture("denoiser/denoiser.\(format)"),
      options: ImportOptions(
        grid: grid, reference: fixture("denoiser/vectors.json"),
        tolerance: 1e-5))
    return outcome.model
  }

  @Test(
    "is the same from Keras and from ONNX, and quantizes within 0.003",
    arguments: ["keras", "onnx"])
  func quantized(format: String) throws {
    let contents = try Data(contentsOf: fixture("denoiser/vectors.json"))
    let inputs = try JSONDecoder().decode(Vectors.self, from: contents).inputs
    for (bits, grid) in [(8, 1.0 / 256), (16, nil)] as [(Int, Double?)] {
      let comparison = try Comparison(
        try model(format, grid: grid), weightBits: bits,
        calibration: Array(inputs.prefix(3)), test: Array(inputs.suffix(2)))
      #expect(comparison.rmsError < 0.003)
    }
  }
}
