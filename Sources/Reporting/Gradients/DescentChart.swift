import Foundation

/// Numbers of each update of a training, as lines.
struct DescentChart {
  /// What tells the drawing from others of the page.
  let id: String
  let title: String
  /// What the numbers measure.
  let unit: String
  /// What the numbers are of, such as `update`.
  let time: String
  /// The class of the style sheet that draws each line, what it shows, and its
  /// points; those that are not finite are left out.
  let lines: [(style: String, name: String, points: [(x: Double, y: Double)])]
  /// Whether the axis is of powers of 10.
  var isLogarithmic = false

  /// The drawing.
  var figure: Figure {
    Figure(
      id: id, title: title, description: description, width: 400, height: 220,
      content: """
        \(area.frame)
        \(area.yGrid)
        \(lines.map { area.line([shown($0.points)], $0.style) })
        \(area.heading(unit))
        \(area.xTicks(time))
        """)
  }

  private func shown(
    _ points: [(x: Double, y: Double)]
  ) -> [(x: Double, y: Double)] {
    points.map { ($0.x, isLogarithmic ? log10($0.y) : $0.y) }
      .filter(\.y.isFinite)
  }

  private var area: ChartArea {
    let points = lines.flatMap { shown($0.points) }
    return ChartArea(
      x: Axis(showing: points.map(\.x)), y: vertical(points.map(\.y)),
      left: 46, top: 24, width: 344, height: 150)
  }

  private func vertical(_ values: [Double]) -> Axis {
    guard isLogarithmic else {
      return Axis(showing: values + [0], isRound: true)
    }
    let least = (values.min() ?? 0).rounded(.down)
    let most = max((values.max() ?? 0).rounded(.up), least + 1)
    return Axis(
      powersOfTen: least...most, step: max(1, ((most - least) / 5).rounded(.up))
    )
  }

  private var description: String {
    lines.map { line in
      guard let first = line.points.first, let last = line.points.last else {
        return ""
      }
      return "\(line.name): \(first.y.short) at first, \(last.y.short) at last."
    }.joined(separator: " ")
  }
}
