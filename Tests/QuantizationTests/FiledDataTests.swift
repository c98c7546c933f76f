import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletQuantization
import SwiftletRuntime
import Testing

/// The sequences in a file, as data that memory should not hold are.
private func filed(_ sequences: [DataSequence]) throws -> [DataSequence] {
  let width = sequences[0].featureCount + sequences[0].targetCount
  let file = try RowFile(width: width)
  var row = 0
  let filed = try sequences.map { sequence in
    for timestep in 0..<sequence.timesteps {
      try file.append(
        sequence.features(at: timestep) + sequence.targets(at: timestep))
    }
    defer { row += sequence.timesteps }
    return DataSequence(
      id: sequence.id, file: file, firstRow: row,
      timesteps: sequence.timesteps, featureCount: sequence.featureCount)
  }
  try file.finish()
  return filed
}

@Suite("Quantization on data in a file")
struct FiledDataTests {
  @Test("models and reports are those of data in memory")
  func same() throws {
    var random = RandomModel(seed: 11)
    var model = try random.model(
      [
        .gru(inputSize: 3, hiddenSize: 4, resetAfter: true),
        .dense(inputSize: 4, outputSize: 2, activation: .linear),
      ], task: .regression)
    model.window = 12
    // More than a piece of a file, and none of whole pieces.
    let sequences = [6600, 1, 40].map {
      random.sequence(model, timesteps: $0)
    }
    let filed = try filed(sequences)
    let options = QuantizationOptions(activationBits: 8)
    let expected = try Quantizer(model, options, calibration: sequences)
    let found = try Quantizer(model, options, calibration: filed)
    let network = try expected.quantize()
    #expect(try found.quantize() == network)
    #expect(try found.report(network) == expected.report(network))

    let quantized = try QuantizedModel(bytes: Data(network.fileBytes()))
    let verification = try Verification(quantized, reference: model)
    #expect(try verification.run(filed) == verification.run(sequences))
    let recurrence = RecurrentVerification(quantized, reference: model)
    #expect(
      try recurrence.drift(filed, steps: 100)
        == recurrence.drift(sequences, steps: 100))
    let windows = try #require(
      WindowVerification(model, gapPolicy: model.gapPolicy))
    #expect(try windows.run(filed) == windows.run(sequences))
  }

  @Test("a sample keeps all of few numbers, and even ones of many")
  func sample() {
    for (count, interval) in [(16_384, 1), (16_385, 2), (100_000, 8)] {
      var sample = EvenSample<Int>(columns: 4096)
      for number in 0..<count { sample.add(number) }
      #expect(sample.values == Array(stride(from: 0, to: count, by: interval)))
    }
  }
}
