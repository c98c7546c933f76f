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

  /// Adds the first part of a batch normalization, what goes before `gamma`
  /// and `beta`.
  ///
  /// - Throws: `ImportError`, as `add` does.
  mutating func apply(_ normalization: BatchNormalization) throws {
    try add(normalization.means.map { -$0 })
    try divide(by: normalization.deviations)
  }

  /// What a normalization does, and this after it.
  func after(_ first: InputNormalization?) throws -> InputScaling {
    guard let first else { return self }
    var all = InputScaling()
    all.means = first.means
    all.deviations = first.deviations
    try all.add(means.map { -$0 })
    try all.divide(by: deviations)
    return all
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
    guard let first = layers.first else { return nil }
    return try Self.normalization(
      [(self, first.layer.inputSize)], before: first)
  }

  /// The numbers of the inputs of a model, one after the other, each of some
  /// features; nil where nothing is done.
  ///
  /// - Throws: `ImportError`, as with one input.
  static func normalization(
    _ inputs: [(scaling: InputScaling, size: Int)],
    before first: ImportedLayer
  ) throws -> InputNormalization? {
    guard inputs.contains(where: { !$0.scaling.isEmpty }) else { return nil }
    for (scaling, size) in inputs {
      guard !first.layer.isEmbedding, [1, size].contains(scaling.means.count)
      else {
        throw ImportError(
          "the model scales \(scaling.means.count) inputs, but layer "
            + "'\(first.name)' takes "
            + "\(first.layer.isEmbedding ? "symbols" : "\(size)"); save "
            + "the model without that and give its numbers as `mean` and "
            + "`deviation`")
      }
    }
    let means = inputs.flatMap { Self.spread($0.scaling.means, $0.size) }
    let deviations = inputs.flatMap {
      Self.spread($0.scaling.deviations, $0.size)
    }
    for (index, deviation) in deviations.enumerated()
    where !(deviation > 0 && deviation.isFinite && means[index].isFinite) {
      throw ImportError(
        "the model multiplies input \(index) by \(1 / deviation), where "
          + "swiftlet takes finite factors above 0; scale the data alike and "
          + "save the model without that")
    }
    return InputNormalization(means: means, deviations: deviations)
  }

  private static func spread(_ numbers: [Double], _ size: Int) -> [Double] {
    (0..<size).map { numbers[$0 % numbers.count] }
  }
}
