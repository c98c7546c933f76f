import ArgumentParser
import Cells
import Datasets
import Foundation
import Importing
import ModelFormat
import Quantization

/// `verify`: a quantized model against its float reference on real data.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compare a quantized model with its float reference.",
    discussion: """
      Both run over the data's test part, or over the whole of a single CSV \
      file, with the state carried through each sequence. Scores are \
      accuracies, bits per symbol of a model that predicts symbols, or mean \
      squared errors in the data's units.
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

  @OptionGroup var output: OutputOptions

  func run() throws {
    let quantized = try QuantizedModel(
      contentsOf: URL(fileURLWithPath: model))
    let float = try FloatModel(contentsOf: URL(fileURLWithPath: reference))
    let source = try DataSource.resolve(data)
    let sequences = try source.testSamples(for: float)
    let warmUp = try source.warmUpSamples(for: float).last
    let result = try Verification(quantized, reference: float)
      .run(sequences, warmUp: warmUp)
    if let report {
      try HTMLReport(quantized, float, result, sample: sequences.first)
        .write(to: URL(fileURLWithPath: report))
    }
    if output.json {
      try output.print(result.record)
    } else {
      print(result.table)
    }
  }
}

extension VerificationReport {
  /// The JSON object of `verify`.
  fileprivate var record: [String: any Sendable] {
    [
      "agreement": agreement, "float_score": floatScore,
      "max_abs_error": maxAbsError, "quantized_score": quantizedScore,
      "rms_error": rmsError, "score_name": metric.rawValue, "steps": steps,
    ]
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
