import SwiftletQuantization

/// How often errors of each size occur: bars over the errors around 0, of
/// which a few that are far away are left out.
struct ErrorChart {
  let histogram: ErrorHistogram
  /// What an error counts.
  let unit: String

  /// The share of the errors that the bars hold at least.
  static let shownShare = 0.995
  private static let barsASide = 20

  /// The drawing.
  var figure: Figure {
    Figure(
      id: "errors", title: "Errors of all outputs, in \(unit)",
      description: description, width: 400, height: 250,
      content: """
        \(area.frame)\(area.yGrid)
        \(shares.enumerated().map { area.bar(edges($0), to: $1, "bar") })
        \(area.rule(at: 0, "boundary"))
        \(area.heading("share of the values, %"))
        \(area.xTicks("quantized less float"))
        """)
  }

  /// Bins in a bar.
  private var merged: Int {
    let reach = histogram.reach(of: Self.shownShare)
    return (reach + Self.barsASide - 1) / Self.barsASide
  }

  /// Bars on each side of 0.
  private var side: Int {
    let reach = histogram.reach(of: Self.shownShare)
    return min(
      (reach + merged - 1) / merged, ErrorHistogram.reach / merged)
  }

  /// What each bar holds, in percent.
  private var shares: [Double] {
    (-side..<side).map { bar in
      let first = ErrorHistogram.reach + bar * merged
      let held = histogram.counts[first..<first + merged].reduce(0, +)
      return 100 * Double(held) / Double(max(histogram.total, 1))
    }
  }

  private func edges(_ bar: Int) -> ClosedRange<Double> {
    let width = histogram.binWidth * Double(merged)
    let left = Double(bar - side) * width
    return left...left + width
  }

  private var area: ChartArea {
    let end = edges(2 * side - 1).upperBound
    return ChartArea(
      x: Axis(showing: [-end, end]),
      y: Axis(showing: [0] + shares, isRound: true), left: 58,
      top: 24, width: 332, height: 178)
  }

  private var description: String {
    "\(histogram.total.grouped) differences; half of them are below "
      + "\(histogram.magnitude(of: 0.5).short), 99 % below "
      + "\(histogram.magnitude(of: 0.99).short)."
  }
}

extension ErrorHistogram {
  /// The magnitude below which a share of the errors lies, to a bin.
  func magnitude(of share: Double) -> Double {
    Double(reach(of: share)) * binWidth
  }
}
