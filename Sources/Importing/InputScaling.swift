import SwiftletCells

/// What a model does to its inputs before the first layer, operation after
/// operation: `(value - mean) / deviation`, with a pair of numbers for each
/// feature, or one for all.
struct InputScaling: Equatable {
  private var means = [0.0]
  private var deviations = [1.0]

  /// Whether there is nothing that it does.
  var isEmpty: Bool { self == InputScaling() }

  /// Adds numbers, one a feature or one for all.
  ///
  /// - Throws: `ImportError` when they are as many as no features.
  mutating func add(_ terms: [Double]) throws {
    try combine(terms) { ($0.mean - $1 * $0.deviation, $0.deviation) }
  }

  /// Multiplies by numbers, one a feature or one for all.
  ///
  /// - Throws: `ImportError`, as `add` does.
  mutating func multiply(by factors: [Double]) throws {
    try combine(factors) { ($0.mean, $0.deviation / $1) }
  }

  /// Divides by numbers, one a feature or one for all.
  ///
  /// - Throws: `ImportError`, as `add` does.
  mutating func divide(by divisors: [Double]) throws {
    try combine(divisors) { ($0.mean, $0.deviation * $1) }
  }

  private typealias Pair = (mean: Double, deviation: Double)

  private mutating func combine(
    _ numbers: [Double], _ operation: (Pair, Double) -> Pair
  ) throws {
    let count = max(means.count, numbers.count)
    guard [1, count].contains(means.count), [1, count].contains(numbers.count)
    else {
      throw ImportError(
        "the model scales \(means.count) inputs, then \(numbers.count); save "
          + "it with one number for each feature")
    }
    let pairs = (0..<count).map { index in
      operation(
        (
          means[index % means.count], deviations[index % deviations.count]
        ), numbers[index % numbers.count])
    }
    means = pairs.map(\.mean)
    deviations = pairs.map(\.deviation)
  }

  /// The numbers of each input of the first layer; nil where nothing is done.
  ///
  /// - Throws: `ImportError` when they do not fit the layer, or a feature's
  ///   factor is not above 0.
  func normalization(
    before layers: [ImportedLayer]
  ) throws -> InputNormalization? {
    guard !isEmpty, let first = layers.first else { return nil }
    let size = first.layer.inputSize
    guard !first.layer.isEmbedding, [1, size].contains(means.count) else {
      throw ImportError(
        "the model scales \(means.count) inputs, but layer '\(first.name)' "
          + "takes \(first.layer.isEmbedding ? "symbols" : "\(size)"); save "
          + "the model without that and give its numbers as `mean` and "
          + "`deviation`")
    }
    for (index, deviation) in deviations.enumerated()
    where !(deviation > 0 && deviation.isFinite && means[index].isFinite) {
      throw ImportError(
        "the model multiplies input \(index) by \(1 / deviation), where "
          + "swiftlet takes finite factors above 0; scale the data alike and "
          + "save the model without that")
    }
    return InputNormalization(
      means: (0..<size).map { means[$0 % means.count] },
      deviations: (0..<size).map { deviations[$0 % deviations.count] })
  }
}
