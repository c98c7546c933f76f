import ArgumentParser
import Foundation
import Swiftlet
import SwiftletCells
import SwiftletFiles
import SwiftletImporting
import SwiftletQuantization

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
    let data = try DataSource(named: data)
    let page = try report.map { try OutputFile($0) }
    try OutputRule.check(
      page.map { [("--report", $0)] } ?? [],
      reading: [
        ("the model", [model]), ("the reference", [reference]),
        ("the data", data.paths),
      ])
    var outcome = try Model(contentsOfFile: model).verify(
      against: FloatModel(contentsOf: URL(fileURLWithPath: reference)),
      on: data, streamSteps: steps)
    let warnings = outcome.recurrence?.warnings ?? []
    outcome.recurrence?.warnings = warnings.map(\.withOptionNames)
    if let page { try outcome.writePage(to: page) }
    let recurrence = outcome.recurrence
    if output.json {
      var record = outcome.report.record
      record["recurrent"] = recurrence?.record
      try output.print(record)
    } else {
      try Console.print(outcome.report.table)
      if let recurrence { try Console.print("\n" + recurrence.text) }
    }
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
