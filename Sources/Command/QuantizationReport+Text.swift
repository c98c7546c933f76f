import Foundation
import SwiftletFormat
import SwiftletQuantization

extension QuantizationReport {
  /// What calibration chose, and the comparison, of the JSON of `quantize`.
  var record: [String: any Sendable] {
    [
      "agreement": comparison.agreement, "compared_steps": comparison.steps,
      "inputs": inputs.map(\.record), "layers": layers.map(\.record),
      "max_abs_error": comparison.maxAbsError,
      "warnings": warnings.map(\.withOptionNames),
    ]
  }

  /// The text of `quantize`.
  var text: String {
    (inputLines + layerLines + ["", comparisonLine]).joined(separator: "\n")
  }

  private var comparisonLine: String {
    String(
      format: "agreement with float %.2f %%, largest error %.3g, on %d "
        + "calibration steps", 100 * comparison.agreement,
      comparison.maxAbsError, comparison.steps)
  }

  /// So many features have a line each, of more only the most clipped ones.
  private static let listed = 12

  private var inputLines: [String] {
    guard !inputs.isEmpty else { return [] }
    let shown =
      inputs.count <= Self.listed
      ? inputs
      : Array(
        inputs.sorted { $0.clippedShare > $1.clippedShare }
          .prefix(Self.listed))
    let left = inputs.count - shown.count
    return ["input                 range                       unit   clipped"]
      + shown.map(\.line)
      + (left > 0 ? ["  and \(left) more that clip no more often"] : [])
      + [""]
  }

  private var layerLines: [String] {
    let title =
      "layer                 outputs    of data  cell  of data  "
      + "input shift  biases moved"
    return [title] + layers.map(\.line)
  }
}

extension QuantizationReport.Input {
  fileprivate var record: [String: any Sendable] {
    [
      "clipped_share": clippedShare, "highest": range.upperBound,
      "lowest": range.lowerBound, "name": name, "unit": unit,
    ]
  }

  fileprivate var line: String {
    [
      "  \(name)".padded(to: 22),
      String(format: "%.5g … %.5g", range.lowerBound, range.upperBound)
        .padded(to: 22), String(format: "%10.3g", unit),
      String(format: "%.3g %%", 100 * clippedShare).leftPadded(to: 10),
    ].joined()
  }
}

extension QuantizationReport.Layer {
  fileprivate var record: [String: any Sendable] {
    var record: [String: any Sendable] = [
      "input_shift": inputShift, "kind": title,
      "largest_output": largestOutput, "moved_biases": movedBiases,
      "output_range": outputRange, "rows": rows,
    ]
    if let cellRange {
      record["cell_range"] = cellRange
      record["largest_cell"] = largestCell
    }
    return record
  }

  fileprivate var line: String {
    let cell = cellRange.map { String(format: "±%.4g", $0) } ?? "-"
    let largest =
      cellRange == nil ? "-" : String(format: "±%.3g", largestCell)
    return [
      "  \(title) ".padded(to: 22),
      String(format: "±%.4g", outputRange).padded(to: 11),
      String(format: "±%.3g", largestOutput).padded(to: 9),
      (cell + " ").padded(to: 6), largest.padded(to: 9),
      (kind.isRecurrent ? "\(inputShift)" : "-").padded(to: 13),
      rows > 0 ? "\(movedBiases) of \(rows)" : "-",
    ].joined()
  }
}
