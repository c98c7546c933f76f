import SwiftletCells
import SwiftletQuantization

extension HTMLReport {
  /// How the errors spread.
  var errorSection: ReportSection? {
    guard result.errors.total > 0 else { return nil }
    let chart = ErrorChart(histogram: result.errors, unit: errorUnit)
    return ReportSection(
      id: "errors-spread", title: "Errors",
      body: """
        <p>By how much the quantized model's outputs differ from the float \
        model's, over every step and output. Bars hold at least \
        \((100 * ErrorChart.shownShare).short) % of them.</p>
        <div class="charts">
        \(chart.figure.markup)
        \(quantiles.markup)
        </div>
        """)
  }

  private var errorUnit: String {
    isClassifier ? "logits" : "standard deviations of the target"
  }

  private var quantiles: DataTable {
    DataTable(
      caption: "Magnitude of the errors, in \(errorUnit)",
      head: ["share of the values", "below"],
      rows: [0.5, 0.9, 0.99, 0.999, 1].map {
        ["\((100 * $0).short) %", result.errors.magnitude(of: $0).short]
      })
  }
}
