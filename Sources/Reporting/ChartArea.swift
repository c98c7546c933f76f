import Foundation

/// A rectangle of a drawing in which values stand: x to the right, y upwards.
struct ChartArea {
  /// What the rectangle's width and height show.
  let x, y: Axis
  /// Where the rectangle lies in the drawing.
  let left, top, width, height: Double

  /// Lines across the area at the ticks of y, and the ticks' texts.
  var yGrid: Markup {
    let lines: [Markup] = y.ticks.map { tick in
      """
      <path class="grid" d="M\(place(left)),\(place(down(tick)))h\
      \(place(width))"/><text class="end" x="\(place(left - 6))" y="\
      \(place(down(tick) + 4))">\(y.label(tick))</text>
      """
    }
    return "\(lines)"
  }

  /// The texts of x's ticks below the area, and what they count.
  func xTicks(_ title: String) -> Markup {
    let texts: [Markup] = x.ticks.map { tick in
      """
      <text class="middle" x="\(place(right(tick)))" y="\
      \(place(top + height + 16))">\(x.label(tick))</text>
      """
    }
    return """
      \(texts)
      <text class="middle" x="\(place(left + width / 2))" y="\
      \(place(top + height + 34))">\(title)</text>
      """
  }

  /// A line of text above the area: what y measures.
  func heading(_ text: String) -> Markup {
    "<text x=\"\(place(left))\" y=\"\(place(top - 7))\">\(text)</text>"
  }

  /// The area's edge.
  var frame: Markup {
    """
    <rect class="frame" x="\(place(left))" y="\(place(top))" width="\
    \(place(width))" height="\(place(height))"/>
    """
  }

  /// Lines through points, one a run of neighbouring ones.
  func line(_ runs: [[(x: Double, y: Double)]], _ style: String) -> Markup {
    let runs = runs.filter { !$0.isEmpty }.map { run in
      // A point alone is seen by the ends of a line without length.
      "M" + point(run[0]) + "h0"
        + (run.count > 1
          ? "L" + run.dropFirst().map(point).joined(separator: " ") : "")
    }
    return "<path class=\"\(style)\" d=\"\(runs.joined())\"/>"
  }

  /// A line from the bottom of the area to its top.
  func rule(at value: Double, _ style: String) -> Markup {
    """
    <path class="\(style)" d="M\(place(right(value))),\(place(top))v\
    \(place(height))"/>
    """
  }

  /// A bar from the bottom of the area, or from its top where `y` is nil.
  func bar(
    _ x: ClosedRange<Double>, to value: Double? = nil, _ style: String
  ) -> Markup {
    let upper = value.map(down) ?? top
    return """
      <rect class="\(style)" x="\(place(right(x.lowerBound)))" y="\
      \(place(upper))" width="\
      \(place(right(x.upperBound) - right(x.lowerBound)))" height="\
      \(place(top + height - upper))"/>
      """
  }

  /// A rectangle, wherever it lies in the area.
  ///
  /// - Parameter share: how much of its class's colour it has, in percent.
  func cell(
    _ x: ClosedRange<Double>, _ y: ClosedRange<Double>, share: Int,
    _ style: String
  ) -> Markup {
    """
    <rect class="\(style)" style="--share:\(share)%" x="\
    \(place(right(x.lowerBound)))" y="\(place(down(y.upperBound)))" width="\
    \(place(right(x.upperBound) - right(x.lowerBound)))" height="\
    \(place(down(y.lowerBound) - down(y.upperBound)))"/>
    """
  }

  private func point(_ point: (x: Double, y: Double)) -> String {
    place(right(point.x)) + "," + place(down(point.y))
  }

  private func right(_ value: Double) -> Double {
    left + width * x.position(value)
  }

  private func down(_ value: Double) -> Double {
    top + height * (1 - y.position(value))
  }

  private func place(_ value: Double) -> String {
    String(format: "%.1f", value)
  }
}
