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

/// The least and the largest value of a column, and their lines, among all.
struct Extremes {
  private var least = (value: Double.infinity, line: 0)
  private var largest = (value: -Double.infinity, line: 0)
  private var all = Moments()

  /// Takes the next value; a gap does not count.
  mutating func take(_ value: Double, line: Int) {
    guard !value.isNaN else { return }
    if value < least.value { least = (value, line) }
    if value > largest.value { largest = (value, line) }
    all.add(value)
  }

  /// The farther of the two from the mean.
  private var farthest: (value: Double, line: Int) {
    largest.value - all.mean > all.mean - least.value ? largest : least
  }

  /// The values within half the farthest one's distance from the mean.
  var neighbourhood: Neighbourhood {
    Neighbourhood(
      center: all.mean, limit: abs(farthest.value - all.mean) / 2)
  }

  /// The farthest value, when it is more than 20 deviations of the values in
  /// its neighbourhood from their mean, and beyond these are at most one, and
  /// one in 500.
  ///
  /// - Parameter near: the values of the neighbourhood.
  func outlier(
    besides near: Moments, source: String, column: String
  ) -> Outlier? {
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

/// The values around a mean.
struct Neighbourhood {
  let center, limit: Double

  /// Whether a value is one of them; a gap is none.
  func contains(_ value: Double) -> Bool { abs(value - center) <= limit }
}
