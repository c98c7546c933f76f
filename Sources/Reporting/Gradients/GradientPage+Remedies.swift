import Foundation
import SwiftletExplaining

extension GradientPage {
  /// What clipping is good for.
  var clippingSection: ReportSection {
    let (free, clipped) = (explanation.unclipped, explanation.clipped)
    let (first, longest) = (
      free.norms.first ?? .nan,
      max(free.norms.max() ?? .nan, clipped.norms.max() ?? .nan)
    )
    return ReportSection(
      id: "clipping", title: "Clipping",
      body: """
        <p>The tanh RNN with a spectral radius of 1.5 again, with plain \
        gradient descent: an update moves the weights by the learning rate, \
        \(GradientDescent.learningRate.short), times the gradient. Its norm is \
        \(first.short) at the start, so the first update leaps far beyond \
        where the gradient is right. <em>Clipping</em> scales a gradient that \
        is longer than 1 down to 1, and keeps its direction:</p>
        <p class="equation">g ← g · min(1, 1 / ‖g‖)</p>
        \(LineLegend(keys: [
          ("rest", "without clipping"), ("hidden", "clipped to 1"),
        ]).markup)
        <div class="charts">
        \(chart("loss", "The loss", "mean loss", \.losses, .numbers))
        \(chart("norm", "The gradient, before it is clipped", "norm", \.norms, .powers))
        </div>
        <p>After \(GradientDescent.updates) updates the loss is \
        \((free.losses.last ?? .nan).short) without clipping, and \
        \((clipped.losses.last ?? .nan).short) with it; a network that guesses \
        has 0.6931. The largest norm on the way is \(longest.short). Clipping \
        cures no vanishing gradient: it makes long ones shorter, and no short \
        one longer. <code>swiftlet train</code> clips to 1 (<code>--clip\
        </code>), and Adam divides by the gradient's usual size besides.</p>
        """)
  }

  private func chart(
    _ id: String, _ title: String, _ unit: String,
    _ numbers: KeyPath<GradientDescent, [Double]>, _ scale: LineChart.Scale
  ) -> Markup {
    func points(_ descent: GradientDescent) -> [(x: Double, y: Double)] {
      descent[keyPath: numbers].enumerated().map { (Double($0), $1) }
    }
    return LineChart(
      id: "descent-\(id)", title: title, unit: unit, time: "update",
      lines: [
        ("rest", "Without clipping", points(explanation.unclipped)),
        ("hidden", "Clipped", points(explanation.clipped)),
      ], scale: scale
    ).figure.markup
  }

  /// Truncated against full backpropagation through time.
  var truncationSection: ReportSection {
    ReportSection(
      id: "truncated", title: "Truncated backpropagation through time",
      body: """
        <p>A long sequence is cut into windows: the state carries over from \
        one to the next, the gradient stops at the window's begin. That saves \
        memory, and leaves out of the sum all that lies before. The full \
        gradient here goes back through all \(GradientExplanation.steps) \
        steps; the truncated one is that of the last window. Norm and cosine \
        are of the tanh RNN with an orthogonal matrix before it learns; the \
        other columns say which share is right after \
        \(GradientStudy.epochCount) epochs with such windows, of that network \
        and of the plain tanh RNN with small weights.</p>
        \(truncationTable.markup)
        <p>\(truncationSentence)</p>
        """)
  }

  private var truncationTable: DataTable {
    DataTable(
      caption: "Gradients that stop after a window",
      head: [
        "window, steps", "norm, share of the full gradient's",
        "cosine with the full gradient", "right, orthogonal",
        "right, small weights",
      ],
      rows: explanation.truncated.map {
        [
          "\($0.window)", $0.share.short, String(format: "%.3f", $0.cosine),
          $0.accuracy.percent, $0.accuracyOfSmall.percent,
        ]
      })
  }

  private var truncationSentence: String {
    let short = explanation.truncated.filter {
      $0.window < GradientExplanation.steps
    }
    let best = short.map(\.accuracyOfSmall).max() ?? .nan
    let full = explanation.truncated.last?.accuracyOfSmall ?? .nan
    return "The shorter the window, the more of the gradient is missing, and "
      + "the further its direction is off. The orthogonal network does well "
      + "even so, and that is no wonder: its state keeps a trace of the first "
      + "step by itself, and the last layer needs only to read it. The network "
      + "with small weights has no such trace and must learn to keep one: "
      + "\(full.percent) are right with full backpropagation, and at most "
      + "\(best.percent) with any shorter window. A window has to be as long "
      + "as the dependency, or the state must carry it without being taught."
  }

  /// What to do with it.
  var adviceSection: ReportSection {
    ReportSection(
      id: "advice", title: "What to take along",
      body: """
        <ul>
        <li>Take a GRU or an LSTM where something long past matters; the \
        forget gate's bias starts at 1 in Swiftlet.</li>
        <li>Recurrent matrices start orthogonal in Swiftlet.</li>
        <li>Where you know how many steps a dependency lasts, start with chrono \
        biases: <code>--init chrono --longest STEPS</code>.</li>
        <li>Leave clipping on.</li>
        <li>Make <code>--window</code> as long as what has to be remembered.\
        </li>
        <li>See your own training: <code>swiftlet train --gradients \
        gradients.tsv</code>, then <code>swiftlet explain gradients \
        gradients.tsv</code>.</li>
        </ul>
        """)
  }
}
