import Foundation

/// Numbers over time, as lines.
struct LineChart {
  /// What tells the drawing from others of the page.
  let id: String
  let title: String
  /// What the numbers measure, and what time is counted in.
  let unit, time: String
  /// The class of the style sheet that draws each line, what it shows, and its
  /// points; those that the axis does not show are left out.
  let lines: [(style: String, name: String, points: [(x: Double, y: Double)])]
  /// What the vertical axis shows.
  var scale = Scale.numbers

  /// A vertical axis.
  enum Scale {
    /// Numbers from 0 on.
    case numbers
    /// Powers of 10 that hold all numbers above 0.
    case powers
    /// Powers of 10 with these exponents.
    case powersBetween(ClosedRange<Double>)
  }

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
    let heights = points.map { ($0.x, isOfPowers ? log10($0.y) : $0.y) }
    guard case .powersBetween(let exponents) = scale else {
      return heights.filter(\.1.isFinite)
    }
    return heights.filter { exponents.contains($0.1) }
  }

  private var isOfPowers: Bool {
    if case .numbers = scale { false } else { true }
  }

  private var area: ChartArea {
    let points = lines.flatMap { shown($0.points) }
    return ChartArea(
      x: Axis(showing: points.map(\.x)), y: vertical(points.map(\.y)),
      left: 46, top: 24, width: 344, height: 150)
  }

  private func vertical(_ values: [Double]) -> Axis {
    switch scale {
    case .numbers: return Axis(showing: values + [0], isRound: true)
    case .powersBetween(let exponents):
      return Axis(powersOfTen: exponents, step: 4)
    case .powers:
      let least = (values.min() ?? 0).rounded(.down)
      let most = max((values.max() ?? 0).rounded(.up), least + 1)
      return Axis(
        powersOfTen: least...most,
        step: max(1, ((most - least) / 5).rounded(.up)))
    }
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
