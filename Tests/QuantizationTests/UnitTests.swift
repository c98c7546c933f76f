import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletQuantization
import SwiftletRuntime
import Testing

/// A feature that is also what is predicted, in a unit and with an offset.
private struct Signal {
  var unit: Double
  var offset: Double

  /// What quantizing an identity network for it says: the error, or the first
  /// warning; nil where there is nothing to say.
  func sentence() throws -> String? {
    let values = (0..<200).map { offset + unit * sin(Double($0)) }
    let mean = values.reduce(0, +) / 200
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let isConstant = values.allSatisfy { $0 == values[0] }
    let channel = FloatModel.Channel(
      name: "p", mean: isConstant ? values[0] : mean,
      deviation: isConstant ? 1 : (squares / 200).squareRoot())
    let model = try FloatModel(
      network: Network([
        .dense(inputSize: 1, outputSize: 1, activation: .linear)
      ]), parameters: [1, 0], inputs: [channel], outputs: [channel],
      task: .regression, scoring: .everyStep)
    let quantizer = try Quantizer(
      model, QuantizationOptions(),
      calibration: [
        DataSequence(features: values, targets: values, featureCount: 1)
      ])
    do {
      return try quantizer.report(quantizer.quantize()).warnings.first
    } catch let error as QuantizationError {
      return error.description
    }
  }

  /// Does what a sentence says; false where it says nothing to do.
  mutating func follow(_ sentence: String) -> Bool {
    let factor = sentence.split(separator: "for example by ").dropFirst().first
      .flatMap { Double($0) }
    let isConstant =
      sentence.contains("subtract a constant")
      || sentence.contains("never varies")
    if isConstant { offset = 0 }
    if let factor {
      unit *= factor
      offset *= factor
    }
    return isConstant || factor != nil
  }
}

@Suite("Units and offsets")
struct UnitTests {
  @Test(
    "end in a model that agrees, or in sentences that lead to one",
    arguments: [1e-12, 1e-9, 1e-7, 1e-5, 1e-3, 1, 1e3, 1e6, 1e9, 1e12])
  func grid(unit: Double) throws {
    for size in [0, 1e-12, 1e-9, 1e-6, 1e-3, 1, 101_325, 1e9, 1e10, 1e12] {
      for offset in [size, -size] {
        var signal = Signal(unit: unit, offset: offset)
        var said: [String] = []
        while let sentence = try signal.sentence() {
          said.append(sentence)
          guard said.count < 4, signal.follow(sentence) else {
            Issue.record("\(unit) at \(offset): \(said)")
            break
          }
        }
      }
    }
  }
}
