import Foundation
import RandomNetworks
import SwiftletCells
import SwiftletFormat
import SwiftletQuantization

/// Rows of `evaluate drift`: what the integers of the state add to the error
/// over a million steps, against Double with the same weights.
struct DriftTable {
  let steps: Int

  static let header =
    "cell\tgate\tactivations\tsteps\trms\tlargest\tbias in 2^-15"

  /// Every row of a network.
  func rows(
    _ slow: SlowModel, activationBits: Int
  ) throws -> [String] {
    var generator = Generator(seed: 5)
    let model = try slow.model(&generator)
    let sequence = DataSequence(
      features: (0..<50_000 * SlowModel.inputSize).map { _ in
        generator.uniform()
      }, targets: Array(repeating: 0, count: 50_000 * SlowModel.hiddenSize),
      featureCount: SlowModel.inputSize)
    let quantizer = try Quantizer(
      model, QuantizationOptions(activationBits: activationBits),
      calibration: [sequence])
    let network = try quantizer.quantize()
    let drift = try RecurrentVerification(
      QuantizedModel(bytes: Data(network.fileBytes())),
      reference: quantizer.dequantized(network)
    ).drift([sequence], steps: steps)
    return drift.map {
      String(
        format: "%@\t%g\tint%d\t%d\t%.3g\t%.3g\t%.2f", slow.kind.rawValue,
        slow.gate, activationBits, $0.steps, $0.rmsError, $0.maxAbsError,
        $0.meanError * 32768)
    }
  }
}
