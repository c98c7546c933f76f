import Foundation
public import SwiftletCells
public import SwiftletFormat
import SwiftletRuntime

/// What a comparison of a quantized model with its float reference finds.
public struct VerificationReport: Equatable, Sendable {
  /// Sequences compared.
  public var sequences = 0
  /// Timesteps compared.
  public var steps = 0
  /// Of these, how many are scored: they count and have a target.
  public var scoredSteps = 0
  /// The score of the float reference; NaN where no step is scored.
  public var floatScore = 0.0
  /// The score of the quantized model; NaN where no step is scored.
  public var quantizedScore = 0.0
  /// What the scores are.
  public var metric = Metric.accuracy
  /// Of a model that predicts symbols: the shares of scored steps on which the
  /// likeliest symbol is the right one.
  public var accuracies: Accuracies?
  /// Of a classifier with at most `ConfusionMatrix.mostClasses`: what the
  /// quantized model tells on the scored steps.
  public var confusion: ConfusionMatrix?
  /// What the float reference tells on them.
  public var floatConfusion: ConfusionMatrix?
  /// The share of steps on which both name the same class; of a regression,
  /// the share of values that differ by at most a hundredth of the spread: the
  /// deviation of the output's targets over these data, or without targets of
  /// the float reference's outputs.
  public var agreement = 0.0
  /// The largest difference of an output from the float reference's.
  public var maxAbsError = 0.0
  /// The root of the mean squared difference of the outputs.
  public var rmsError = 0.0
  /// The differences of all outputs, quantized less float: of logits, or in
  /// deviations of the target.
  public var errors = ErrorHistogram()
  /// The outputs at the beginning of some sequences.
  public var trace = ComparisonTrace(sequences: 0, outputs: 0)

  /// The accuracy of both models.
  public struct Accuracies: Equatable, Sendable {
    /// That of the float reference, and of the quantized model.
    public var float, quantized: Double
  }
}

/// Compares a quantized model with its float reference, step by step.
public struct Verification {
  private let model: FloatModel
  private let quantized: QuantizedModel

  /// A comparison of two models.
  ///
  /// - Throws: `QuantizationError` when their widths or names differ.
  public init(_ quantized: QuantizedModel, reference model: FloatModel) throws {
    guard
      quantized.inputNames == model.inputs.map(\.name),
      quantized.outputNames == model.outputs.map(\.name)
    else {
      throw QuantizationError(
        "the quantized model and the reference differ in their inputs or "
          + "outputs; give the model that was quantized")
    }
    self.model = model
    self.quantized = quantized
  }

  /// Runs both models over the sequences and compares every step.
  ///
  /// - Parameters:
  ///   - sequences: The data; each starts from a state of zeros.
  ///   - warmUp: A sequence that the only sequence of the data continues: run
  ///     first, not compared.
  /// - Throws: `QuantizationError` when the data do not fit the models;
  ///   `ModelError` when a step is refused.
  public func run(
    _ sequences: [DataSequence], warmUp: DataSequence? = nil
  ) throws -> VerificationReport {
    let stream = QuantizedStream(quantized)
    var reference = FloatStream(model, gapPolicy: quantized.gapPolicy)
    var tally = Tally(model, sequences: sequences.count)
    var output: [Double] = []
    for sequence in sequences {
      try check(sequence, fits: model)
      tally.begin()
      stream.reset()
      reference.reset()
      if let warmUp {
        try check(warmUp, fits: model)
        try warmUp.forEachTimestep { values, _ in
          try stream.step(values, into: &output)
          _ = try reference.step(values)
        }
      }
      var left = sequence.timesteps
      try sequence.forEachTimestep { values, targets in
        left -= 1
        try stream.step(values, into: &output)
        tally.add(
          try reference.step(values), output, target: targets,
          isScored: model.scoring == .everyStep || left == 0)
      }
    }
    return tally.finish()
  }
}

/// The sums that a report is computed from.
private struct Tally {
  private let model: FloatModel
  private var report = VerificationReport()
  private var scores: (float: Score, quantized: Score)
  private var accuracies = (
    float: Score(.accuracy), quantized: Score(.accuracy)
  )
  private var agreement: Agreement
  private var values = 0
  private var squares = 0.0

  init(_ model: FloatModel, sequences: Int) {
    self.model = model
    agreement = Agreement(model)
    scores = (Score(model.metric), Score(model.metric))
    report.metric = model.metric
    report.trace = ComparisonTrace(
      sequences: sequences, outputs: model.outputs.count)
    if model.task == .classification,
      model.outputs.count <= ConfusionMatrix.mostClasses
    {
      let none = ConfusionMatrix(model.outputs.map(\.name))
      (report.confusion, report.floatConfusion) = (none, none)
    }
  }

  /// Begins a sequence.
  mutating func begin() {
    report.sequences += 1
    report.trace.begin()
  }

  mutating func add(
    _ reference: [Double], _ output: [Double], target: [Double],
    isScored: Bool
  ) {
    report.steps += 1
    report.trace.add(
      .init(
        float: reference, quantized: output,
        target: isScored ? target : target.map { _ in .nan }))
    for index in reference.indices {
      let error = output[index] - reference[index]
      values += 1
      squares += error * error
      report.maxAbsError = max(report.maxAbsError, abs(error))
      report.errors.add(error / model.outputs[index].deviation)
    }
    agreement.add(reference, output, target: target)
    guard isScored, target.contains(where: { !$0.isNaN }) else { return }
    report.scoredSteps += 1
    report.confusion?.add(Int(target[0]), told: output.largestIndex)
    report.floatConfusion?.add(Int(target[0]), told: reference.largestIndex)
    scores.float.add(reference, target)
    scores.quantized.add(output, target)
    if model.metric == .bitsPerSymbol {
      accuracies.float.add(reference, target)
      accuracies.quantized.add(output, target)
    }
  }

  func finish() -> VerificationReport {
    var report = report
    report.floatScore = scores.float.mean ?? .nan
    report.quantizedScore = scores.quantized.mean ?? .nan
    if let float = accuracies.float.mean,
      let quantized = accuracies.quantized.mean
    {
      report.accuracies = .init(float: float, quantized: quantized)
    }
    report.agreement = agreement.share
    report.rmsError = (squares / Double(values)).squareRoot()
    return report
  }
}
