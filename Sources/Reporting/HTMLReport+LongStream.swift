import Foundation
import SwiftletFormat
import SwiftletQuantization

extension HTMLReport {
  /// How the error and the memory of a stream that is never reset are.
  var longStreamSection: ReportSection? {
    guard let recurrence else { return nil }
    let memory = memoryTable(recurrence)
    return ReportSection(
      id: "long-stream", title: "Never reset",
      body: """
        <p>A stream that runs through the data again and again, as a device \
        does that is never switched off.</p>
        \(driftTable(recurrence).markup)
        \(memory.rows.isEmpty ? "" : memory.markup)
        """)
  }

  private func driftTable(_ report: RecurrentReport) -> DataTable {
    DataTable(
      caption: "Error over time: quantized less float",
      head: ["stretch", "rms", "largest", "mean"],
      rows: report.drift.map {
        [
          "up to step \($0.steps.grouped)", $0.rmsError.short,
          $0.maxAbsError.short, $0.meanError.short,
        ]
      })
  }

  /// The unit of each gated layer that remembers longest.
  private func memoryTable(_ report: RecurrentReport) -> DataTable {
    DataTable(
      caption: "Longest memory of a unit, in steps until 1/e of it is left",
      head: ["layer", "as trained", "as quantized", "the integers hold"],
      rows: report.layers.enumerated().compactMap { index, layer in
        layer.units.max { $0.trainedTimeConstant < $1.trainedTimeConstant }
          .map {
            [
              "\(index) \(layer.title)", $0.trainedTimeConstant.steps,
              $0.heldTimeConstant.steps, $0.longestTimeConstant.steps,
            ]
          }
      })
  }
}

extension Double {
  /// A number of steps.
  fileprivate var steps: String {
    self < 1e9 ? String(format: "%.1f", self) : "endless"
  }
}
