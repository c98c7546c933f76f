/// A value that is so far from all others of its column that it may be no
/// measurement.
public struct Outlier: Equatable, Sendable {
  /// The file.
  public let source: String
  /// The line, from 1, in which the value stands.
  public let line: Int
  /// The name of the column.
  public let column: String
  /// The value, in the unit of the data.
  public let value: Double
  /// How many deviations of the others it is from their mean.
  public let deviations: Double
  /// How many values are as far, itself included: more than half its distance
  /// from the mean of all.
  public let count: Int
}

/// The least and the largest value of a column, and their lines.
struct Extremes {
  private var least = (value: Double.infinity, line: 0)
  private var largest = (value: -Double.infinity, line: 0)

  /// Takes the next value; a gap does not count.
  mutating func take(_ value: Double, line: Int) {
    if value < least.value { least = (value, line) }
    if value > largest.value { largest = (value, line) }
  }

  /// The farther of the two, when it is more than 20 deviations of the values
  /// within half its distance from their mean, and beyond these are at most
  /// one, and one in 500.
  ///
  /// - Parameter values: the column's.
  func outlier(
    among values: some Sequence<Double>, source: String, column: String
  ) -> Outlier? {
    let all = Moments(values)
    let center = all.mean
    let isAbove = largest.value - center > center - least.value
    let farthest = isAbove ? largest : least
    let limit = abs(farthest.value - center) / 2
    let near = Moments(values.lazy.filter { abs($0 - center) <= limit })
    let beyond = Int(all.count - near.count)
    let distance = abs(farthest.value - near.mean)
    guard !near.isConstant, near.count >= 20,
      beyond <= 1 + Int(near.count) / 500,
      distance > 20 * near.deviation
    else { return nil }
    return Outlier(
      source: source, line: farthest.line, column: column,
      value: farthest.value, deviations: distance / near.deviation,
      count: beyond)
  }
}
