import SwiftletExplaining

extension GradientPage {
  /// What the networks learn.
  var taskSection: ReportSection {
    ReportSection(
      id: "task", title: "The task",
      body: """
        <p>A sequence has \(GradientExplanation.steps) steps. The first brings \
        a sign, 1 or −1, all others bring noise. At the last step the network \
        has to say which sign it was: guessing is right half of the time. So \
        everything depends on a step \(GradientExplanation.steps - 1) steps \
        ago: a <em>long-term dependency</em>. Each network has one recurrent \
        layer of 32 units and learns from 512 sequences; it is scored on 256 \
        others.</p>
        """)
  }

  /// The equations that the measurements follow.
  var equationSection: ReportSection {
    ReportSection(
      id: "equations", title: "The equations",
      body: """
        <p>A tanh RNN computes its hidden state <i>h</i> from its input \
        <i>x</i> and the state one step before. The loss <i>L</i> is that of \
        the last step, <i>T</i>. By the chain rule, the gradient by a state \
        follows from that by the state after it: <em>backpropagation through \
        time</em>. (⊤ turns rows into columns; diag puts numbers on the \
        diagonal of a matrix of zeros; ⊙ multiplies place by place.)</p>
        \(equations([
          "h<sub>t</sub> = tanh(W x<sub>t</sub> + U h<sub>t−1</sub> + b)",
          """
          ∂L/∂h<sub>t−1</sub> = U<sup>⊤</sup> diag(1 − h<sub>t</sub>²) \
          ∂L/∂h<sub>t</sub>
          """,
          """
          ∂L/∂h<sub>T−k</sub> = J<sub>T−k+1</sub><sup>⊤</sup> ⋯ \
          J<sub>T</sub><sup>⊤</sup> ∂L/∂h<sub>T</sub>, where \
          J<sub>t</sub> = diag(1 − h<sub>t</sub>²) U
          """,
          """
          ∂L/∂U = Σ<sub>t</sub> (1 − h<sub>t</sub>²) ⊙ ∂L/∂h<sub>t</sub> · \
          h<sub>t−1</sub><sup>⊤</sup>
          """,
        ]))
        <p>So <i>k</i> steps back are a product of <i>k</i> Jacobian matrices. \
        A network at rest (no input, all states 0) has slopes of 1, and the \
        product is U<sup>⊤</sup> <i>k</i> times: it grows or shrinks by the \
        <em>spectral radius</em> ρ of U, the largest magnitude of an \
        eigenvalue, at every step. With ρ = 1.5, \(Self.stepsBack) steps make \
        1.5<sup>\(Self.stepsBack)</sup> = \(explosive.hidden(at: 60).power). \
        States away from 0 have slopes below 1, which make every product \
        smaller.</p>
        <p>Gates open a second way. An LSTM adds to its cell state <i>c</i>, \
        and a GRU to its hidden state, instead of computing it anew:</p>
        \(equations([
          """
          LSTM: c<sub>t</sub> = f<sub>t</sub> ⊙ c<sub>t−1</sub> + \
          i<sub>t</sub> ⊙ g<sub>t</sub>, h<sub>t</sub> = o<sub>t</sub> ⊙ \
          tanh(c<sub>t</sub>)
          """,
          """
          GRU: h<sub>t</sub> = z<sub>t</sub> ⊙ h<sub>t−1</sub> + (1 − \
          z<sub>t</sub>) ⊙ n<sub>t</sub>
          """,
          """
          ∂c<sub>t</sub>/∂c<sub>t−1</sub> = diag(f<sub>t</sub>) + what goes \
          through the gates
          """,
        ]))
        <p>The gates f and z lie between 0 and 1; where they are near 1, the \
        gradient passes almost as it is. <em>Chrono initialisation</em> starts \
        there: a forget gate's bias of ln(t) gives f = t / (t + 1), and a cell \
        keeps 1/e of its state after about t steps.</p>
        """)
  }

  private func equations(_ lines: [Markup]) -> Markup {
    let lines: [Markup] = lines.map { "<p>\($0)</p>" }
    return ScrollBox(label: "Equations") {
      "<div class=\"equation\">\(lines)</div>"
    }.markup
  }
}
