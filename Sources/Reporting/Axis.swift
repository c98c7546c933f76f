import Foundation

/// An axis of a chart: the values that it shows and the round ones among them
/// that it names.
package struct Axis {
  /// The values at the ends; they differ.
  package let range: ClosedRange<Double>
  /// The distance of two ticks: by default 1, 2 or 5 times a power of 10.
  private let step: Double
  /// Whether the values are powers of 10, by their exponents.
  private let isOfPowers: Bool

  /// An axis that shows powers of 10, by their exponents.
  package init(powersOfTen exponents: ClosedRange<Double>, step: Double) {
    range = exponents
    self.step = step
    isOfPowers = true
  }

  /// An axis that shows all of some values, of which those that are not finite,
  /// or of 1e300 and more, do not count.
  ///
  /// - Parameters:
  ///   - values: the values.
  ///   - ticks: about how many there are.
  ///   - isRound: whether the axis begins and ends at a tick.
  package init(
    showing values: [Double], ticks: Double = 4, isRound: Bool = false
  ) {
    let shown = values.filter { abs($0) < 1e300 }
    let (least, most) = (shown.min() ?? 0, shown.max() ?? 1)
    let largest = max(abs(least), abs(most))
    let isFlat = most - least <= max(1e-9 * largest, 1e-300)
    let margin = !isFlat ? 0 : largest < 1e-290 ? 1 : largest / 10
    let (low, high) = (least - margin, most + margin)
    isOfPowers = false
    step = Axis.roundStep((high - low) / ticks)
    range =
      isRound
      ? (low / step).rounded(.down) * step...(high / step).rounded(.up) * step
      : low...high
  }

  /// The ticks, from low to high.
  package var ticks: [Double] {
    let first = (range.lowerBound / step - 1e-9).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    return first > last
      ? [] : stride(from: first, through: last, by: 1).map { $0 * step }
  }

  /// Where a value lies, from 0 at the axis's beginning to 1 at its end.
  package func position(_ value: Double) -> Double {
    (value - range.lowerBound) / (range.upperBound - range.lowerBound)
  }

  /// The text beside a tick: as many digits as tell it from the next.
  package func label(_ tick: Double) -> String {
    if isOfPowers { return tick == 0 ? "1" : String(format: "1e%.0f", tick) }
    let largest = max(abs(range.lowerBound), abs(range.upperBound))
    if largest < 1e6, step >= 1e-4 {
      let digits = max(0, Int(-log10(step).rounded(.down)))
      return String(format: "%.\(digits)f", tick == 0 ? 0 : tick)
    }
    let digits = max(1, Int(log10(largest / step).rounded(.up)) + 1)
    return String(format: "%.\(digits)g", tick == 0 ? 0 : tick)
  }

  /// The least round number that is at least `step`.
  private static func roundStep(_ step: Double) -> Double {
    let power = pow(10, log10(step).rounded(.down))
    return power * ([1, 2, 5].first { $0 * power >= 0.999 * step } ?? 10)
  }
}
