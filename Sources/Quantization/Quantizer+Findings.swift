import Foundation
public import SwiftletCells
import SwiftletFormat

extension QuantizationReport {
  /// The least agreement with the float model that is taken without a warning:
  /// 0.98, and 0.95 where symbols are predicted, of which the likeliest two are
  /// often about equal.
  public static func leastAgreement(of metric: Metric) -> Double {
    metric == .bitsPerSymbol ? 0.95 : 0.98
  }
}

extension Quantizer {
  /// Fewer steps show little of the values to come.
  private static let fewSteps = 100

  /// What is wrong with a network, each with what to change.
  ///
  /// - Parameters:
  ///   - compared: how the network compares with the float model.
  ///   - lesson: what a training of the network learned; nil without one.
  func findings(
    _ network: QuantizedNetwork, _ compared: VerificationReport,
    lesson: QuantizationAwareTraining.Lesson?
  ) -> [String] {
    let least = QuantizationReport.leastAgreement(of: plan.model.metric)
    let steps = plan.calibration.steps
    var findings = constantFeatures.map {
      "the feature '\($0)' never varies on the calibration steps; give data in "
        + "which it does, or train without it"
    }
    if steps < Self.fewSteps {
      findings.append(
        "\(steps) calibration \(steps == 1 ? "step shows" : "steps show") "
          + "little of the values to come; give \(Self.fewSteps) or more")
    }
    if lesson == nil, let finding = gridFinding { findings.append(finding) }
    if compared.agreement < least {
      let cause = cause(network, lesson, least)
      findings.append(
        "the agreement with the float model is "
          + "\(compared.agreement.percent), below \(least.percent): \(cause)")
    }
    return findings
  }

  /// Which integers of the weights' grid are not kept, and what keeps them.
  private var gridFinding: String? {
    let left = plan.rowsOffGrid
    guard let (layer, count) = left.first else { return nil }
    let others = left.count > 1 ? ", and rows of \(left.count - 1) more," : ""
    var wider = options
    wider.weightBits = 16
    let remedy =
      QuantizationPlan(plan.model, plan.calibration, wider).rowsOffGrid.isEmpty
      ? "`weightBits` 16 keeps them"
      : "what they meet, or their sum, is too large for them"
    return "layer \(layer): the integers of \(count) rows\(others) do not fit "
      + "\(options.weightBits) bits and are rounded; \(remedy)"
  }

  private var constantFeatures: [String] {
    guard !plan.takesSymbols else { return [] }
    return zip(plan.model.inputs, plan.calibration.inputs).compactMap {
      $1.reach == 0 ? $0.name : nil
    }
  }

  /// Why the integers answer otherwise than float, and the remedy.
  private func cause(
    _ network: QuantizedNetwork, _ lesson: QuantizationAwareTraining.Lesson?,
    _ least: Double
  ) -> String {
    if lesson == .targets {
      return "the training learned the data's targets; compare the scores, or "
        + "give `model` as the `lesson`"
    }
    let remedies = remedies(isTrained: lesson != nil)
    return remedies.lazy.compactMap { $0.line(for: self, least) }.first
      ?? dataCause(network) ?? "compare the scores with verify"
  }
}

extension Double {
  /// A share, as people write it.
  var percent: String { String(format: "%.2f %%", 100 * self) }
}
