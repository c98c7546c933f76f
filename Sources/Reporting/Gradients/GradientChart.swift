import Foundation
import SwiftletTraining

/// The norms of gradients at each step back, as multiples of that at the last
/// step, on an axis of powers of 10.
struct GradientChart {
  /// What tells the drawing from others of the page.
  let id: String
  let title: String
  /// The series and the class of the style sheet that draws each.
  let lines: [(style: String, series: GradientNorms.Series)]
  /// The powers of 10 at the axis's ends.
  var exponents = -16.0...12.0

  /// The drawing.
  var figure: Figure {
    Figure(
      id: id, title: title, description: description, width: 400, height: 220,
      content: """
        \(area.frame)
        \(area.yGrid)
        \(lines.map { area.line(runs($0.series), $0.style) })
        \(area.heading("norm, last step = 1"))
        \(area.xTicks("steps back"))
        """)
  }

  private var area: ChartArea {
    let steps = lines.map(\.series.norms.count).max() ?? 1
    return ChartArea(
      x: Axis(showing: [0, Double(max(steps, 2) - 1)]),
      y: Axis(powersOfTen: exponents, step: 4), left: 46, top: 24, width: 344,
      height: 150)
  }

  /// The points that lie in the area.
  private func runs(
    _ series: GradientNorms.Series
  ) -> [[(x: Double, y: Double)]] {
    var runs: [[(x: Double, y: Double)]] = [[]]
    for step in series.norms.indices {
      let y = log10(series.ratio(at: step) ?? 0)
      if exponents.contains(y) {
        runs[runs.count - 1].append((Double(step), y))
      } else {
        runs.append([])
      }
    }
    return runs
  }

  private var description: String {
    lines.map { line in
      let step = line.series.norms.count - 1
      let ratio = line.series.ratio(at: step) ?? .nan
      return "\(line.series.name): \(ratio.short) at "
        + "\(step.counted("step")) back."
    }.joined(separator: " ")
  }
}
