import Foundation
package import SwiftletExplaining
import SwiftletTraining

/// A page on why gradients vanish and explode, and what helps: measurements
/// with the equations beside them.
package struct GradientPage {
  let explanation: GradientExplanation

  /// The page of measurements.
  package init(_ explanation: GradientExplanation) {
    self.explanation = explanation
  }

  /// The page's text.
  package var page: String {
    Page(
      title: "How far back a gradient reaches", subject: "the measurements",
      head: head,
      sections: [
        taskSection, equationSection, startSection, learningSection,
        clippingSection, truncationSection, adviceSection,
      ], rules: Stylesheet.gradientRules
    ).markup.text
  }

  /// What is looked at: so many steps back.
  static let stepsBack = 60

  private var head: Markup {
    """
    <p class="kind">Recurrent networks, explained</p>
    <h1>How far back a gradient reaches</h1>
    <p>A recurrent network learns what depends on a step long ago only if the \
    gradient of its loss still reaches that step. On the way back it is \
    multiplied once a step, so it <em>vanishes</em> or <em>explodes</em>. \
    Below, small networks show it: all numbers were computed while this page \
    was written. Key figures are norms \(Self.stepsBack) steps back, where 1 \
    is the norm at the last step.</p>
    \(FactList(facts: keyFigures).markup("figures"))
    """
  }

  private var keyFigures: [(term: String, value: String)] {
    [
      ("tanh RNN, small weights", driven(small).power),
      ("tanh RNN, radius 1.5, at rest", explosive.hidden(at: 60).power),
      ("LSTM, forget bias 1, its cell", cell(lstm).power),
      ("LSTM, chrono, its cell", cell(chrono).power),
    ]
  }

  var small: GradientStudy { explanation.studies[0] }
  var explosive: GradientStudy { explanation.studies[1] }
  var orthogonal: GradientStudy { explanation.studies[2] }
  var gru: GradientStudy { explanation.studies[3] }
  var halving: GradientStudy { explanation.studies[4] }
  var lstm: GradientStudy { explanation.studies[5] }
  var chrono: GradientStudy { explanation.studies[6] }

  /// What is left before learning, on sequences.
  func driven(_ study: GradientStudy) -> Double {
    study.hidden(at: Self.stepsBack, epoch: 0)
  }

  /// The same by an LSTM's cell state.
  func cell(_ study: GradientStudy) -> Double {
    study.cell(at: Self.stepsBack, epoch: 0) ?? .nan
  }
}

extension Double {
  /// The number with two digits and a power of 10 where it is far from 1.
  var power: String {
    (0.01..<1000).contains(self)
      ? String(format: "%.2g", self) : String(format: "%.1e", self)
  }
}
