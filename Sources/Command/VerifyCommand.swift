import ArgumentParser
import SwiftletCells
import SwiftletDatasets
import SwiftletEncoding
import Foundation
import SwiftletImporting
import SwiftletFormat
import SwiftletQuantization
import SwiftletReporting

/// `verify`: a quantized model against its float reference on real data.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compare a quantized model with its float reference.",
    discussion: """
      Both run over the data's test part, or over the whole of a single CSV \
      file, with the state carried through each sequence. Scores are \
      accuracies, bits per symbol of a model that predicts symbols, or mean \
      squared errors in the data's units. A recurrent network then runs over \
      the data again and again, never reset: its error as time goes on, how \
      long its units remember, what saturates, and how soon it forgets its \
      start.
      """)

  @Argument(help: "The quantized model, a .swlt file.")
  var model: String

  @Option(
    help: "The float model, a .safetensors file.",
    completion: .file(extensions: ["safetensors"]))
  var reference: String

  @Option(
    help: "The data: a folder, a CSV file or the name of a bundled dataset.")
  var data: String

  @Option(
    help: "Also write a page that shows the comparison.",
    completion: .file(extensions: ["html"]))
  var report: String?

  @Option(
    help: """
      How many steps the stream has that is never reset; 0 leaves it out. The \
      errors of its first 1,000, 10,000, … steps are told apart.
      """)
  var steps = 100_000

  @OptionGroup var output: OutputOptions

  func validate() throws {
    try check("--steps", steps, in: 0...1_000_000_000)
  }

  func run() throws {
    let quantized = try QuantizedModel(
      contentsOf: URL(fileURLWithPath: model))
    let float = try FloatModel(contentsOf: URL(fileURLWithPath: reference))
    let source = try DataSource(named: data)
    let sequences = try source.testPart(for: float).sequences
    let warmUp = try source.warmUp(for: float).last
    let result = try Verification(quantized, reference: float)
      .run(sequences, warmUp: warmUp)
    let recurrence = try examine(quantized, float, sequences)
    if let report {
      try HTMLReport(
        quantized, reference: float, result: result, recurrence: recurrence,
        sample: sequences.first
      ).write(to: URL(fileURLWithPath: report))
    }
    if output.json {
      var record = result.record
      record["recurrent"] = recurrence?.record
      try output.print(record)
    } else {
      print(result.table)
      if let recurrence { print("\n" + recurrence.text) }
    }
  }

  private func examine(
    _ model: QuantizedModel, _ reference: FloatModel,
    _ sequences: [DataSequence]
  ) throws -> RecurrentReport? {
    let examination = RecurrentVerification(model, reference: reference)
    guard examination.applies, steps > 0 else { return nil }
    return try examination.run(sequences, steps: steps)
  }
}

extension VerificationReport {
  /// The JSON object of `verify`.
  fileprivate var record: [String: any Sendable] {
    var record: [String: any Sendable] = [
      "agreement": agreement, "float_score": floatScore,
      "max_abs_error": maxAbsError, "quantized_score": quantizedScore,
      "rms_error": rmsError, "score_name": metric.rawValue, "steps": steps,
    ]
    record["float_accuracy"] = accuracies?.float
    record["quantized_accuracy"] = accuracies?.quantized
    return record
  }

  /// The text of `verify`.
  fileprivate var table: String {
    func number(_ value: Double) -> String { String(format: "%.6g", value) }
    return """
      steps            \(steps)
      float score      \(number(floatScore)) (\(metric.rawValue))
      quantized score  \(number(quantizedScore))
      agreement        \(String(format: "%.2f %%", 100 * agreement))
      largest error    \(number(maxAbsError))
      rms error        \(number(rmsError))
      """
  }
}
