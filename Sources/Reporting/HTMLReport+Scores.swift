import SwiftletCells
import SwiftletQuantization

extension HTMLReport {
  /// How right both models are, class by class.
  var scoreSection: ReportSection {
    ReportSection(
      id: "scores", title: "Scores",
      body: """
        \(result.scoredSteps == 0 ? unscored : "")
        \(scoreTable.markup)
        \(result.scoredSteps == 0 ? "" : classTables)
        """)
  }

  private var unscored: Markup {
    "<p>The data have no targets, so nothing is scored.</p>"
  }

  private var scoreTable: DataTable {
    DataTable(
      caption: "Both models on \(heading.data)",
      head: ["measure", "float", "quantized"],
      rows: scores + [
        [
          isClassifier ? "steps with the same class" : closeValues, "–",
          result.agreement.percent,
        ],
        ["largest difference of an output", "–", result.maxAbsError.short],
        ["rms difference of the outputs", "–", result.rmsError.short],
        ["steps compared", result.steps.grouped, result.steps.grouped],
        [
          "steps scored", result.scoredSteps.grouped,
          result.scoredSteps.grouped,
        ],
      ])
  }

  private var closeValues: String {
    "values within a hundredth of the deviation"
  }

  private var scores: [[String]] {
    guard result.scoredSteps > 0 else { return [] }
    let score = [
      result.metric.title, score(result.floatScore),
      score(result.quantizedScore),
    ]
    let accuracies = result.accuracies.map {
      ["accuracy", $0.float.percent, $0.quantized.percent]
    }
    return [score] + (accuracies.map { [$0] } ?? [])
  }

  private var classTables: Markup {
    guard let float = result.floatConfusion, let quantized = result.confusion
    else { return "" }
    return """
      <h3>By class</h3>
      \(RecallTable(float: float, quantized: quantized).table.markup)
      <h3>What the quantized model tells</h3>
      \(ConfusionTable(confusion: quantized).markup)
      """
  }
}
