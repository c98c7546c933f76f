import SwiftletCells
import SwiftletFormat
import SwiftletQuantization

extension HTMLReport {
  /// Outputs over time.
  var outputSection: ReportSection? {
    guard result.trace.steps > 0 else { return nil }
    return ReportSection(
      id: "outputs", title: "Outputs over time",
      body: """
        <p>\(shownSteps)\(shownOutputs)</p>
        \(legend)
        <div class="charts">
        \(charted.map { chart($0).figure.markup })
        </div>
        """)
  }

  private func chart(_ index: Int) -> OutputChart {
    OutputChart(
      trace: result.trace, index: index, name: model.outputNames[index],
      task: model.task)
  }

  private static let mostCharts = 6

  /// The outputs that are drawn: of many classes those that are told or meant
  /// on most of the steps, of many values the first.
  private var charted: [Int] {
    let all = Array(0..<model.outputCount)
    guard isClassifier, all.count > Self.mostCharts else {
      return Array(all.prefix(Self.mostCharts))
    }
    var votes = all.map { _ in 0 }
    for step in result.trace.stretches.joined() {
      votes[step.quantized.largestIndex] += 1
      if let target = step.target.first, !target.isNaN {
        votes[Int(target)] += 1
      }
    }
    return all.sorted { (votes[$1], $0) < (votes[$0], $1) }
      .prefix(Self.mostCharts).sorted()
  }

  private var shownSteps: String {
    let stretches = result.trace.stretches.filter { !$0.isEmpty }
    let longest = stretches.map(\.count).max() ?? 0
    return stretches.count == 1
      ? "The first \(longest.counted("step")) compared. "
      : "The first steps, at most \(longest), of \(stretches.count) sequences "
        + "of \(result.sequences.grouped): a dotted line is where one begins. "
  }

  private var shownOutputs: String {
    guard model.outputCount > Self.mostCharts else { return "" }
    return "\(Self.mostCharts) of \(model.outputCount.grouped) outputs"
      + (isClassifier
        ? ": the classes that are told or meant most often." : ", the first.")
  }

  private var legend: Markup {
    let truth: Markup =
      isClassifier
      ? key("truth", "the data say this class") : key("target", "the data")
    return """
      <ul class="legend">
      \(key("float", "float model"))
      \(key("quantized", "quantized model"))
      \(truth)
      \(key("error", "quantized less float"))
      </ul>
      """
  }

  private func key(_ style: String, _ text: String) -> Markup {
    let sample: Markup =
      style == "truth"
      ? "<rect class=\"truth\" width=\"28\" height=\"12\"/>"
      : "<path class=\"\(style)\" d=\"M1,6h26\"/>"
    return """
      <li><svg width="28" height="12" aria-hidden="true">\(sample)</svg> \
      \(text)</li>
      """
  }
}
