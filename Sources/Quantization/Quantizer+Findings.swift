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
    if compared.agreement < least {
      let cause = cause(network, lesson, least)
      findings.append(
        "the agreement with the float model is "
          + "\(compared.agreement.percent), below \(least.percent): \(cause)")
    }
    return findings
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

  /// What else could be chosen, in the order in which it is tried: no training,
  /// finer integers, these together, a narrower range.
  private func remedies(isTrained: Bool) -> [Remedy] {
    let finer = finerIntegers
    return
      (isTrained && options.weightBits > 4
      ? [Remedy("the training left it", "rounding alone", options)] : [])
      + finer + (finer.count > 1 ? [together(finer)] : [])
      + [0.999, 0.99].map { share in
        Remedy(
          "few values of a feature are far from all others",
          "`inputRange` quantile \(share)", options
        ) { $0.inputRange = .quantile(share) }
      }
  }

  private var finerIntegers: [Remedy] {
    var finer: [Remedy] = []
    if clips {
      finer.append(
        Remedy("features are clipped", "`inputRange` largest", options) {
          $0.inputRange = .largest
        })
    }
    if options.activationBits == 8 {
      finer.append(
        Remedy("activations have 8 bits", "`activationBits` 16", options) {
          $0.activationBits = 16
        })
    }
    if options.weightBits < 16 {
      let (bits, wider) = (options.weightBits, options.weightBits == 4 ? 8 : 16)
      finer.append(
        Remedy("weights have \(bits) bits", "`weightBits` \(wider)", options) {
          $0.weightBits = wider
        })
    }
    return finer
  }

  private func together(_ remedies: [Remedy]) -> Remedy {
    Remedy(
      remedies.map(\.cause).joined(separator: ", "),
      remedies.map(\.change).joined(separator: " with "), options
    ) { options in
      for remedy in remedies { remedy.edit(&options) }
    }
  }

  /// Whether the chosen range may leave values out.
  private var clips: Bool {
    switch options.inputRange {
    case .automatic: options.activationBits == 8
    case .largest: false
    case .quantile: true
    }
  }
}

/// Other options that could bring the integers nearer to float.
private struct Remedy {
  let cause: String
  /// What to change.
  let change: String
  let edit: (inout QuantizationOptions) -> Void
  private let options: QuantizationOptions

  init(
    _ cause: String, _ change: String, _ options: QuantizationOptions,
    edit: @escaping (inout QuantizationOptions) -> Void = { _ in }
  ) {
    self.cause = cause
    self.change = change
    self.edit = edit
    self.options = options
  }

  /// What to say of it; nil where it does not bring the least agreement.
  func line(for quantizer: Quantizer, _ least: Double) -> String? {
    var changed = options
    edit(&changed)
    guard let agreement = try? quantizer.agreement(with: changed),
      agreement >= least
    else { return nil }
    return "\(cause); \(change) gives \(agreement.percent)"
  }
}

extension Quantizer {
  /// What of the data the integers cannot show.
  private func dataCause(_ network: QuantizedNetwork) -> String? {
    let inputs = plan.takesSymbols ? [] : network.inputs.indices.map { $0 }
    return inputs.lazy.compactMap { inputCause($0, network) }.first
      ?? plan.calibration.layers.indices.lazy.compactMap {
        cellCause($0, network)
      }.first
  }

  /// A feature of which a deviation is few of the device's numbers, or few
  /// units of its int16.
  private func inputCause(
    _ index: Int, _ network: QuantizedNetwork
  ) -> String? {
    let (channel, range) = (plan.model.inputs[index], plan.calibration.inputs)
    let numbers =
      channel.deviation * pow(2, Double(network.inputs[index].fractionBits))
    if !range[index].isInteger, numbers < 64 {
      return "a deviation of the feature '\(channel.name)' is "
        + "\(Int(numbers)) of the device's numbers; "
        + (abs(channel.mean) > channel.deviation
          ? "subtract a constant from it"
          : "scale it up, for example by \(channel.power)")
    }
    return range[index].reach > 64 && 1 / plan.inputScales[index] < 64
      ? QuantizationError.far(channel, range[index]).description : nil
  }

  private func cellCause(
    _ index: Int, _ network: QuantizedNetwork
  ) -> String? {
    let largest = plan.calibration.layers[index].largestCell
    let limit = pow(2, Double(network.layers[index].cellRange))
    guard network.layers[index].kind == .lstm, largest > limit else {
      return nil
    }
    return String(
      format: "layer %d: cell states reach %.6g, and the device's %.0f; reset "
        + "the stream now and then, or train a GRU", index, largest, limit)
  }
}

extension Double {
  fileprivate var percent: String { String(format: "%.2f %%", 100 * self) }
}
