import SwiftletCells
import SwiftletFormat
import SwiftletQuantization

extension HTMLReport {
  /// The head of the page: what was compared, and what came of it.
  var summary: Markup {
    """
    <p class="kind">Quantized model, compared with its float model</p>
    <h1>\(heading.title)</h1>
    <p>\(verdict)</p>
    \(FactList(facts: keyFigures).markup("figures"))
    \(findings.isEmpty ? "" : findingList)
    """
  }

  /// A score as a text.
  func score(_ value: Double) -> String {
    result.metric == .accuracy ? value.percent : value.short
  }

  private var verdict: String {
    let steps =
      "\(result.steps.counted("step")) of \(heading.data), in "
      + result.sequences.counted("sequence")
    return isClassifier
      ? "On \(steps), both models name the same class on "
        + "\(result.agreement.percent) of the steps."
      : "On \(steps), \(result.agreement.percent) of the quantized model's "
        + "values lie within a hundredth of the data's standard deviation of "
        + "the float model's."
  }

  private var keyFigures: [(term: String, value: String)] {
    let scores =
      result.scoredSteps == 0
      ? []
      : [
        ("\(result.metric.title), quantized", score(result.quantizedScore)),
        ("\(result.metric.title), float", score(result.floatScore)),
      ]
    return scores + [
      ("agreement", result.agreement.percent),
      ("flash for the model", "\(model.flashSize.grouped) bytes"),
      (
        "RAM for a stream",
        "\((model.stateSize + model.scratchSize).grouped) bytes"
      ),
    ]
  }

  /// What is to be looked at: classes that are never told, and what a long
  /// stream shows.
  private var findings: [String] {
    neverTold + (recurrence?.warnings ?? [])
  }

  private var neverTold: [String] {
    guard result.metric == .accuracy, let confusion = result.confusion else {
      return []
    }
    return confusion.neverTold.prefix(8).map {
      "The class “\(confusion.names[$0])” is never told, on "
        + "\(confusion.steps(of: $0).counted("step")) of it."
    }
  }

  private var findingList: Markup {
    """
    <div class="findings"><h2>To look at</h2>
    <ul>\(findings.map { "<li>\($0)</li>" as Markup })</ul></div>
    """
  }
}
