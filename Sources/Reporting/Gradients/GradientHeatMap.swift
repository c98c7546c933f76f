import Foundation
import SwiftletTraining

/// The gradient by a state, steps back to the right and epochs upwards: the
/// fuller the colour, the nearer it is to that at the last step.
struct GradientHeatMap {
  /// What tells the drawing from others of the page.
  let id: String
  let title: String
  /// The state's series of each epoch, of the same state.
  let epochs: [(epoch: Int, series: GradientNorms.Series)]

  /// So many decades below the last step's gradient the colour ends.
  static let decades = 8
  /// The most rows that are drawn.
  private static let mostRows = 60

  /// The drawing.
  var figure: Figure {
    Figure(
      id: id, title: title, description: description, width: 400, height: 220,
      content: """
        \(area.yGrid)
        \(shown.enumerated().flatMap(row))
        \(area.frame)
        \(area.heading("epoch"))
        \(area.xTicks("steps back"))
        """)
  }

  /// What the colours say.
  static var legend: Markup {
    let scale: [(level: Int, text: String)] = [
      (1, "more than at the last step"), (0, "1 to 0.1 of it"),
      (-3, "1e-3 of it"), (-6, "1e-6"), (-decades, "1e-8 or less"),
    ]
    let keys: [Markup] = scale.map { level, text in
      """
      <li><svg width="28" height="12" aria-hidden="true"><rect class="\
      \(style(level))" style="--share:\(share(level))%" width="28" \
      height="12"/></svg> \(text)</li>
      """
    }
    return "<ul class=\"legend\">\(keys)</ul>"
  }

  /// The epochs that have a row: all, or as many of them as there is room for.
  private var shown: [(epoch: Int, series: GradientNorms.Series)] {
    let count = min(epochs.count, Self.mostRows)
    return (0..<count).map { epochs[$0 * epochs.count / count] }
  }

  private var steps: Int { epochs.map(\.series.norms.count).max() ?? 1 }

  private var area: ChartArea {
    ChartArea(
      x: Axis(showing: [-0.5, Double(steps) - 0.5]),
      y: Axis(showing: [-0.5, Double(epochs.last?.epoch ?? 0) + 0.5]),
      left: 46, top: 24, width: 344, height: 150)
  }

  /// The rectangles of a row, one for neighbours of one colour.
  private func row(
    _ index: Int, _ row: (epoch: Int, series: GradientNorms.Series)
  ) -> [Markup] {
    let levels = row.series.norms.indices.map { level(row.series, $0) }
    let next =
      index + 1 < shown.count
      ? Double(shown[index + 1].epoch)
      : (epochs.last?.epoch).map { Double($0) + 1 } ?? 1
    let height = Double(row.epoch) - 0.5...next - 0.5
    var (cells, start): ([Markup], Int) = ([], 0)
    for end in 1...levels.count
    where end == levels.count || levels[end] != levels[start] {
      cells.append(
        area.cell(
          Double(start) - 0.5...Double(end) - 0.5, height,
          share: Self.share(levels[start]), Self.style(levels[start])))
      start = end
    }
    return cells
  }

  /// By how many powers of 10 a norm is above the last step's, from 1 for any
  /// above it down to `-decades`.
  private func level(_ series: GradientNorms.Series, _ step: Int) -> Int {
    let ratio = series.ratio(at: step) ?? 0
    // The last step itself, and what no number holds any more.
    guard step > 0, ratio > 0 else { return step == 0 ? 0 : -Self.decades }
    return ratio > 1
      ? 1 : max(-Self.decades, Int(log10(ratio).rounded(.down)) + 1)
  }

  private static func style(_ level: Int) -> String {
    level > 0 ? "more" : "less"
  }

  private static func share(_ level: Int) -> Int {
    level > 0 ? 100 : 100 - 94 * -level / decades
  }

  private var description: String {
    guard let first = epochs.first, let last = epochs.last else { return "" }
    let step = steps - 1
    func ratio(_ row: (epoch: Int, series: GradientNorms.Series)) -> String {
      row.series.ratio(at: step).map(\.short) ?? "nothing"
    }
    return "At \(step.counted("step")) back the gradient is \(ratio(first)) "
      + "times that at the last step in epoch \(first.epoch), and "
      + "\(ratio(last)) times in epoch \(last.epoch)."
  }
}
