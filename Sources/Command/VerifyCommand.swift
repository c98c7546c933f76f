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

  @OptionGroup(title: "Columns") var columns: ColumnOptions

  @Option(
    help: "Also write a page that shows the comparison.",
    completion: .file(extensions: ["html"]))
  var report: String?

  @Option(
    parsing: .unconditional,
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
    if let page { try outcome.writePage(to: page) }
    if outcome.report.scoredSteps == 0 {
      Console.message(
        "note: \(data) has no targets, so nothing is scored; --label COLUMN or "
          + "--predict COLUMN says where they are")
    }
    let recurrence = outcome.recurrence
    if output.json {
      var record = outcome.report.record
      record["gap_policy"] = quantized.gapPolicy.name
      record["recurrent"] = recurrence?.record
      try output.print(record)
    } else {
      try Console.print(
        outcome.report.table(gaps: quantized.gapPolicy.name))
      if let recurrence { try Console.print("\n" + recurrence.text) }
    }
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
    if let confusion {
      record["classes"] = confusion.names
      record["confusion"] = confusion.table
      record["recall"] = Dictionary(
        confusion.names.indices.compactMap { index in
          confusion.recall(of: index).map { (confusion.names[index], $0) }
        }, uniquingKeysWith: { first, _ in first })
    }
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
      """ + recalls
  }

  /// How often the quantized model tells each class; nothing where symbols or
  /// values are told.
  private var recalls: String {
    guard let confusion, scoredSteps > 0, metric == .accuracy else { return "" }
    let width = confusion.names.map(\.count).max() ?? 0
    let lines = confusion.names.indices.compactMap { index in
      confusion.recall(of: index).map { recall in
        "  \(confusion.names[index].padded(to: width))"
          + String(format: "  %.4f of ", recall)
          + "\(confusion.steps(of: index)) steps"
          + (confusion.neverTold.contains(index) ? ", never told" : "")
      }
    }
    return "\nrecall by class\n" + lines.joined(separator: "\n")
  }
}
