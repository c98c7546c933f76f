import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletRuntime

extension Quantizer {
  /// About so many steps are compared.
  private static let comparedSteps = 1000

  /// A sequence gives at least so many steps, where it has them.
  private static let leastPart = 250

  /// Compares the finished integers with the float model on parts of the
  /// calibration's sequences, evenly spread.
  func compare(_ network: QuantizedNetwork) throws -> VerificationReport {
    let model = try QuantizedModel(bytes: Data(network.fileBytes()))
    return try Verification(model, reference: plan.model).run(sample)
  }

  /// How the model would agree with the float model if its rows were rounded
  /// with other options, and not trained.
  func agreement(with options: QuantizationOptions) throws -> Double {
    var options = options
    options.goldenStepCount = 0
    let other = Quantizer(
      plan: QuantizationPlan(plan.model, plan.calibration, options),
      sequences: sequences)
    return try other.compare(other.quantize()).agreement
  }

  private var sample: [DataSequence] {
    let part = max(
      Self.leastPart, Self.comparedSteps / max(sequences.count, 1))
    let steps = sequences.reduce(0) { $0 + min(part, $1.timesteps) }
    let stride = max(1, steps / Self.comparedSteps)
    return Swift.stride(from: 0, to: sequences.count, by: stride).map {
      sequences[$0].part(0..<min(part, sequences[$0].timesteps))
    }
  }
}
