import Foundation
public import SwiftletCells
public import SwiftletDatasets
import SwiftletEncoding
public import SwiftletFormat
public import SwiftletQuantization
public import SwiftletTraining

/// What a quantization came to.
public struct QuantizationOutcome: Sendable {
  /// The quantized model.
  public let model: Model
  /// What calibration chose, beside what the data show, how the integers
  /// compare with float on the calibration's steps, and what is wrong.
  public let report: QuantizationReport
}

extension FloatModel {
  /// Quantizes the model: integers for weights, with a scale for each row, and
  /// for activations, with ranges learned from data. No input can overflow the
  /// result: that is proven for every row.
  ///
  /// - Parameters:
  ///   - source: Data like those that the model will meet; their training part
  ///     is used.
  ///   - options: The widths of the integers, and what becomes of gaps.
  ///   - fineTuning: A training of the integers; nil for none.
  ///   - layout: How weights lie in the file: `narrow` runs on every core,
  ///     `wide` is faster on a Cortex-M55, `panels` on hosts. It changes no
  ///     answer, but with a density below 1 which weights become zero: panels
  ///     keep blocks of 16 units.
  ///   - progress: Called at the end of every epoch of the training.
  /// - Throws: ``DataError`` or ``DataEncodingError`` when the data do not fit
  ///   the model; ``QuantizationError`` when an option is out of range, a range
  ///   of values fits no integer, or there are no targets to learn; ``TrainingError`` as training from the
  ///   start does; ``ModelError`` when the network is beyond the file's format;
  ///   ``GapError`` when a value is missing that may not.
  public func quantize(
    calibration source: DataSource,
    options: QuantizationOptions = QuantizationOptions(),
    fineTuning: FineTuning? = nil, layout: WeightLayout = .narrow,
    progress: (TrainingProgress) -> Void = { _ in }
  ) throws -> QuantizationOutcome {
    try quantize(
      calibration: source, part: source.trainingPart(for: self),
      options: options, fineTuning: fineTuning, layout: layout,
      progress: progress)
  }

  /// The same, with the training part that was read.
  package func quantize(
    calibration source: DataSource, part: Dataset,
    options: QuantizationOptions, fineTuning: FineTuning?,
    layout: WeightLayout, progress: (TrainingProgress) -> Void
  ) throws -> QuantizationOutcome {
    try options.check(with: fineTuning)
    var options = options
    options.layout = layout
    let quantizer = try Quantizer(
      self, options, calibration: part.sequences)
    let lesson = try fineTuning?.lesson(on: part)
    var network =
      if let fineTuning, let lesson {
        try fineTuning.training(
          of: quantizer,
          fineTuning.options.fineTuning(
            source.settings.recommended, of: self),
          lesson: lesson
        ).run(progress: progress)
      } else {
        try quantizer.quantize()
      }
    network.setLayout(layout)
    let model = try QuantizedModel(bytes: Data(network.fileBytes()))
    var report = try quantizer.report(network, lesson: lesson)
    if let density = fineTuning?.density, density < 1, model.keepsAllBlocks {
      report.warnings.append(
        layout == .narrow
          ? "a density of \(density) saves nothing in layers this small; leave "
            + "`density` out"
          : "the file stores zeros too: \(layout.title) run faster with them "
            + "than kept blocks do there; leave `layout` out for a smaller file"
      )
    }
    return QuantizationOutcome(model: Model(model), report: report)
  }
}

extension QuantizedModel {
  /// Whether the file stores every block of weights, zeros too.
  fileprivate var keepsAllBlocks: Bool {
    layers.allSatisfy { $0.keptBlocks == nil }
  }
}

extension FineTuning {
  fileprivate func training(
    of quantizer: Quantizer, _ configuration: TrainingConfiguration,
    lesson: Lesson
  ) -> QuantizationAwareTraining {
    QuantizationAwareTraining(
      quantizer, configuration, density: density, lesson: lesson)
  }

  /// What to learn of data.
  ///
  /// - Throws: `QuantizationError` when it is targets that they do not have.
  fileprivate func lesson(on part: Dataset) throws -> Lesson {
    guard part.hasNoTargets else {
      return lesson ?? (density < 1 ? .targets : .model)
    }
    guard lesson != .targets else {
      throw QuantizationError(
        "the data have no targets to learn; give data with targets, or `model` "
          + "as the `lesson`")
    }
    return .model
  }
}

extension QuantizationOptions {
  /// Refuses what the types do not.
  fileprivate func check(with fineTuning: FineTuning?) throws {
    let density = fineTuning?.density ?? 1
    guard [4, 8, 16].contains(weightBits) else {
      throw QuantizationError(
        "`weightBits` is \(weightBits); it must be 4, 8 or 16")
    }
    guard [nil, 8, 16].contains(convolutionBits) else {
      throw QuantizationError(
        "`convolutionBits` is \(convolutionBits ?? 0); it must be 8 or 16")
    }
    guard [8, 16].contains(activationBits) else {
      throw QuantizationError(
        "`activationBits` is \(activationBits); it must be 8 or 16")
    }
    if case .quantile(let share) = inputRange, !(0...1).contains(share) {
      throw QuantizationError(
        "`inputRange` is the quantile \(share); give one from 0 to 1")
    }
    guard goldenStepCount >= 0 else {
      throw QuantizationError(
        "`goldenStepCount` is \(goldenStepCount); it must be 0 or more")
    }
    guard density > 0, density <= 1 else {
      throw QuantizationError(
        "`density` is \(density); give a share above 0 and up to 1")
    }
    guard density == 1 || weightBits == 8 else {
      throw QuantizationError(
        "a `density` below 1 is for `weightBits` 8, not \(weightBits)")
    }
    guard weightBits != 4 || fineTuning != nil else {
      throw QuantizationError(
        "`weightBits` 4 needs `fineTuning`: rounding to 15 values without "
          + "training loses the model")
    }
  }
}
