public import SwiftletCells

/// The mean and the deviation of each column, learned on training data only.
public struct Normalization: Equatable, Sendable {
  /// The mean of each column, in the unit of the data; 0 where every value is
  /// a gap.
  public let means: [Double]
  /// The population standard deviation of each column, in the unit of the
  /// data; 1 for a column that does not vary.
  public let deviations: [Double]

  /// Learns from the features of sequences; gaps do not count.
  public init(features sequences: [DataSequence]) {
    self.init(
      sequences.map(\.features), columns: sequences.first?.featureCount ?? 0)
  }

  /// Learns from the targets of sequences; masked ones do not count.
  public init(targets sequences: [DataSequence]) {
    self.init(
      sequences.map(\.targets), columns: sequences.first?.targetCount ?? 0)
  }

  private init(_ matrices: [[Double]], columns: Int) {
    var moments = Array(repeating: Moments(), count: columns)
    for matrix in matrices {
      for (index, value) in matrix.enumerated() where !value.isNaN {
        moments[index % columns].add(value)
      }
    }
    means = moments.map(\.mean)
    deviations = moments.map(\.deviation)
  }
}

/// The running mean and sum of squared differences from it (Welford 1962).
struct Moments {
  var count = 0.0
  var mean = 0.0
  var squares = 0.0
  var isConstant = true
  var first = 0.0

  init(_ values: some Sequence<Double> = []) {
    for value in values { add(value) }
  }

  mutating func add(_ value: Double) {
    if count == 0 { first = value }
    isConstant = isConstant && value == first
    count += 1
    let difference = value - mean
    mean += difference / count
    squares += difference * (value - mean)
  }

  var deviation: Double {
    let deviation = (squares / max(count, 1)).squareRoot()
    let isUsable = !isConstant && deviation.isNormal
    return isUsable ? deviation : 1
  }
}
