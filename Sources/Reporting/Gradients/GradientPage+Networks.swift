import SwiftletExplaining
import SwiftletTraining

extension GradientPage {
  /// How far gradients reach before the networks learn.
  var startSection: ReportSection {
    ReportSection(
      id: "start", title: "Before learning",
      body: """
        <p>The norm of the gradient by the hidden state at each step back. \
        Each chart has the same axis of powers of 10: a straight line is a \
        factor a step.</p>
        \(LineLegend(keys: [
          ("rest", "at rest"), ("hidden", "on sequences"),
          ("cell", "on sequences, by the cell state"),
        ]).markup)
        <div class="charts">
        \(explanation.studies.enumerated().map { chart($0, $1).figure.markup })
        </div>
        \(startTable.markup)
        <ul>
        <li>The plain tanh RNN's gradient <em>vanishes</em>: of 1 at the last \
        step, \(driven(small).power) is left \(Self.stepsBack) steps back. No \
        learning rate makes up for that.</li>
        <li>With a spectral radius of 1.5 it <em>explodes</em>: \
        \(explosive.hidden(at: 60).power) at rest. On sequences the states are \
        far from 0 and tanh is flat there, so that it is \
        \(driven(explosive).power), which is still too much: see Clipping.</li>
        <li>An <em>orthogonal</em> matrix turns vectors and keeps their \
        length: \(orthogonal.hidden(at: 60).power) at rest. On sequences the \
        slopes of tanh leave \(driven(orthogonal).power).</li>
        <li>Gates help only if they are open. With all biases 0 an LSTM and a \
        GRU keep half of their state a step: \(cell(halving).power) and \
        \(driven(gru).power) are left. A <em>forget bias of 1</em> is enough \
        to make \(cell(lstm).power) of it, and chrono biases \
        \(cell(chrono).power).</li>
        </ul>
        """)
  }

  private func chart(_ index: Int, _ study: GradientStudy) -> LineChart {
    let lines = [
      ("rest", "At rest", study.atRest.states.first),
      ("hidden", "On sequences", study.epochs[0].states.first),
      ("cell", "By the cell", study.epochs[0].states.dropFirst().first),
    ].compactMap { style, name, series in
      series.map { (style: style, name: name, points: points($0)) }
    }
    return LineChart(
      id: "start-\(index)", title: study.name, unit: "norm, last step = 1",
      time: "steps back", lines: lines, scale: .powersBetween(-16...12))
  }

  private func points(_ series: GradientNorms.Series) -> [(
    x: Double, y: Double
  )] {
    series.norms.indices.map { (Double($0), series.ratio(at: $0) ?? 0) }
  }

  private var startTable: DataTable {
    DataTable(
      caption: "The norm \(Self.stepsBack) steps back, before learning; 1 is "
        + "that at the last step",
      head: [
        "network", "at rest", "on sequences", "cell", "what it starts from",
      ],
      rows: explanation.studies.map { study in
        [
          study.name, study.hidden(at: Self.stepsBack).power,
          driven(study).power,
          study.cell(at: Self.stepsBack, epoch: 0)?.power ?? "–", study.start,
        ]
      }, endsInWords: true)
  }

  /// What becomes of the gradients while the networks learn.
  var learningSection: ReportSection {
    ReportSection(
      id: "learning", title: "While learning",
      body: """
        <p>The same networks learn for \(GradientStudy.epochCount) epochs with \
        Adam. A row is an epoch, the first at the bottom; the colour is the \
        gradient so many steps back, compared with that at the last step; of \
        an LSTM by its cell state.</p>
        \(GradientHeatMap.legend)
        <div class="charts">
        \(explanation.studies.enumerated().map { map($0, $1).figure.markup })
        </div>
        \(learningTable.markup)
        <p>A network learns the task once its map has a full colour as far as \
        the right edge, for that is where the sign is. Where the gradient vanishes, the \
        first epochs change nothing; noise and chance open the way, if they \
        do. Where it reaches the first step from the start, one or two epochs \
        are enough.</p>
        """)
  }

  private func map(_ index: Int, _ study: GradientStudy) -> GradientHeatMap {
    GradientHeatMap(
      id: "map-\(index)", title: study.name,
      epochs: study.epochs.compactMap { norms in
        norms.states.last.map { (norms.epoch, $0) }
      })
  }

  private var learningTable: DataTable {
    let last = GradientStudy.epochCount
    return DataTable(
      caption: "After \(last) epochs",
      head: [
        "network", "right", "first epoch with 99 %",
        "norm \(Self.stepsBack) steps back", "by the cell",
      ],
      rows: explanation.studies.map { study in
        [
          study.name, (study.accuracies.last ?? .nan).percent,
          study.epochLearned.map { "\($0)" } ?? "–",
          study.hidden(at: Self.stepsBack, epoch: last).power,
          study.cell(at: Self.stepsBack, epoch: last)?.power ?? "–",
        ]
      })
  }
}
