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
      squared errors in the data's units. Agreement is the share of steps with \
      the same class, or of values that differ by at most a hundredth of the \
      deviation of the targets (without targets, of the float outputs). Of a \
      classifier, a table shows each class's recall: the share of its steps on \
      which it is told; a class that is never told is named. A model of windows \
      runs on, in float, against its windows. A recurrent network then runs \
      over the data again and again, never reset: its error as time goes on, \
      how long its units remember, what saturates, and how soon it forgets its \
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

  @OptionGroup(title: "Columns") var columns: ColumnOptions

  @Option(
    help: """
      Also write a page that shows the model and the comparison: one HTML file \
      for a browser.
      """,
    completion: .file(extensions: ["html"]))
  var report: String?

  @Option(
    parsing: .unconditional,
    help: """
      How many steps the stream has that is never reset; 0 leaves it out. The \
      errors of its first 1,000, 10,000, … steps are told apart.
      """)
  var steps = 100_000

  @Option(
    name: .customLong("require"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      """
      What the comparison has to reach, or the command fails once it has \
      printed the result: a number of the JSON, such as agreement=0.98. Names: \
      \(Requirement.names). Of errors, and of scores that are not accuracies, \
      the value is the largest allowed, of all others the least. Give it \
      again for more.
      """, valueName: "name=value"), transform: Requirement.init)
  var requirements: [Requirement] = []

  @OptionGroup var output: OutputOptions

  func validate() throws {
    try check("--steps", steps, in: 0...1_000_000_000)
  }

  func run() throws {
    let source = try DataSource(named: data, roles: columns.roles)
    let page = try report.map { try OutputFile($0) }
    try OutputRule.check(
      page.map { [("--report", $0)] } ?? [],
      reading: [
        ("the model", [model]), ("the reference", [reference]),
        ("the data", source.paths),
      ])
    let quantized = try Model(contentsOfFile: model)
    let float = try FloatModel(contentsOf: URL(fileURLWithPath: reference))
    var outcome = try quantized.verify(
      against: float, on: source, streamSteps: steps)
    GapPolicy.warn(quantized.gapPolicy, reference: float)
    let warnings = outcome.recurrence?.warnings ?? []
    outcome.recurrence?.warnings = warnings.map(\.withOptionNames)
    if let page {
      let title = URL(fileURLWithPath: model).lastPathComponent
      try outcome.writePage(to: page, title: title)
    }
    outcome.report.neverToldWarning.map { Console.message($0) }
    if outcome.report.scoredSteps == 0 {
      Console.message(
        "note: \(data) has no targets, so nothing is scored; --label COLUMN or "
          + "--predict COLUMN says where they are")
    }
    let recurrence = outcome.recurrence
    var record = outcome.report.record
    if output.json {
      record["gap_policy"] = quantized.gapPolicy.name
      record["recurrent"] = recurrence?.record
      record.merge(outcome.window?.record ?? [:]) { first, _ in first }
      try output.print(record)
    } else {
      try Console.print(
        outcome.report.table(gaps: quantized.gapPolicy.name))
      if let window = outcome.window { try Console.print("\n" + window.text) }
      if let recurrence { try Console.print("\n" + recurrence.text) }
    }
    try requirements.check(record, metric: outcome.report.metric)
  }
}

extension VerificationReport {
  /// The JSON object of `verify`.
  fileprivate var record: [String: any Sendable] {
    var record: [String: any Sendable] = [
      "agreement": agreement, "max_abs_error": maxAbsError,
      "rms_error": rmsError, "score_name": metric.rawValue, "steps": steps,
    ]
    guard scoredSteps > 0 else { return record }
    record["float_score"] = floatScore
    record["quantized_score"] = quantizedScore
    record["classes"] = confusion?.names
    record["confusion"] = confusion?.table
    record["recall"] = confusion?.recallByName
    record["float_recall"] = floatConfusion?.recallByName
    record["float_accuracy"] = accuracies?.float
    record["quantized_accuracy"] = accuracies?.quantized
    return record
  }

  /// The text of `verify`.
  fileprivate func table(gaps: String) -> String {
    func number(_ value: Double) -> String { String(format: "%.6g", value) }
    let scores =
      scoredSteps == 0
      ? ""
      : """

      float score      \(number(floatScore)) (\(metric.rawValue))
      quantized score  \(number(quantizedScore))
      """
    return """
      steps            \(steps)
      gaps             \(gaps)\(scores)
      agreement        \(String(format: "%.2f %%", 100 * agreement))
      largest error    \(number(maxAbsError))
      rms error        \(number(rmsError))
      """ + recallTable
  }
}
