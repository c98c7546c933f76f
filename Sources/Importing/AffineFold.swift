import SwiftletCells

/// `scale x + shift` of each feature, in Double.
struct FeatureAffine: Equatable {
  /// What each feature is multiplied by.
  var scales: [Double]
  /// What is added after that.
  var shifts: [Double]

  /// This map, and another one of as many features after it.
  func followed(by next: FeatureAffine) -> FeatureAffine {
    FeatureAffine(
      scales: zip(scales, next.scales).map(*),
      shifts: shifts.indices.map {
        next.scales[$0] * shifts[$0] + next.shifts[$0]
      })
  }

  /// The map of features that are those at some indices of its own.
  subscript(indices: [Int]) -> FeatureAffine {
    FeatureAffine(
      scales: indices.map { scales[$0] }, shifts: indices.map { shifts[$0] })
  }

  /// The maps of two signals, for one after the other.
  func joined(with other: FeatureAffine) -> FeatureAffine {
    FeatureAffine(
      scales: scales + other.scales, shifts: shifts + other.shifts)
  }
}

/// Batch normalization as it runs after training (Ioffe and Szegedy 2015):
/// `gamma (x - mean) / deviation + beta`.
struct BatchNormalization {
  let means: [Double]
  /// `√(variance + epsilon)`.
  let deviations: [Double]
  /// `gamma` and `beta`.
  let rest: FeatureAffine

  /// - Parameters:
  ///   - gamma: Ones, where there is none.
  ///   - beta: Zeros, where there is none.
  ///   - owner: How messages call it.
  /// - Throws: `ImportError` when the numbers are not as many, not finite, or
  ///   a deviation is not above 0.
  init(
    mean: [Float], variance: [Float], epsilon: Double, gamma: [Float]?,
    beta: [Float]?, of owner: String
  ) throws {
    means = mean.map(Double.init)
    deviations = variance.map { (Double($0) + epsilon).squareRoot() }
    rest = FeatureAffine(
      scales: gamma?.map(Double.init) ?? mean.map { _ in 1 },
      shifts: beta?.map(Double.init) ?? mean.map { _ in 0 })
    let counts = [deviations.count, rest.scales.count, rest.shifts.count]
    guard !means.isEmpty, counts.allSatisfy({ $0 == means.count }),
      deviations.allSatisfy({ $0 > 0 }),
      (means + deviations + rest.scales + rest.shifts).allSatisfy(\.isFinite)
    else {
      throw ImportError(
        "\(owner): its \(mean.count) means and \(variance.count) variances do "
          + "not fit each other, or are no finite numbers above 0; train the "
          + "model again")
    }
  }

  /// The whole of it.
  var affine: FeatureAffine {
    FeatureAffine(
      scales: deviations.map { 1 / $0 },
      shifts: zip(means, deviations).map { -$0 / $1 }
    ).followed(by: rest)
  }
}

/// What is left to fold of the affine maps that follow a layer.
///
/// A map goes into the linear layer before it, whose rows it scales, or waits
/// for the dense or recurrent layer after it, whose columns it scales and whose
/// biases it shifts; not for a convolution, whose zeros it would shift. Both
/// are exact: the weights are rounded to Float when all is done.
struct AffineFold: Equatable {
  private(set) var rest: FeatureAffine?
  /// What the last map that waits is called; empty where none does.
  private(set) var name = ""

  /// Adds a map.
  ///
  /// - Parameter last: The layer before, where nothing else takes what it
  ///   gives; else nil.
  mutating func add(
    _ map: FeatureAffine, named name: String, to last: inout ImportedLayer?
  ) {
    if rest == nil, let folded = last?.giving(map) {
      last = folded
      return
    }
    rest = rest?.followed(by: map) ?? map
    self.name = name
  }

  /// A layer that takes what the maps give, with them folded in; nil where it
  /// has no weights to fold them into.
  func folded(into layer: ImportedLayer) -> ImportedLayer? {
    rest.map { layer.taking($0) } ?? layer
  }

  /// What waits of two signals, for one after the other.
  func joined(
    _ count: Int, with other: AffineFold, _ otherCount: Int
  ) -> AffineFold {
    guard rest != nil || other.rest != nil else { return self }
    var joined = rest == nil ? other : self
    joined.rest = (rest ?? .identity(count)).joined(
      with: other.rest ?? .identity(otherCount))
    return joined
  }
}

extension AffineFold {
  /// What waits of some of the features.
  subscript(range: Range<Int>) -> AffineFold {
    var part = self
    part.rest = rest?[Array(range)]
    return part
  }
}

extension FeatureAffine {
  /// What changes nothing.
  static func identity(_ count: Int) -> FeatureAffine {
    same(count, scale: 1, shift: 0)
  }

  /// The same numbers for each of `count` features.
  static func same(
    _ count: Int, scale: Double, shift: Double
  ) -> FeatureAffine {
    FeatureAffine(
      scales: Array(repeating: scale, count: count),
      shifts: Array(repeating: shift, count: count))
  }
}

extension ImportedLayer {
  /// The layer of `map(x)` in the place of `x`; nil where it has no weights
  /// over its inputs.
  func taking(_ map: FeatureAffine) -> ImportedLayer? {
    guard let role = inputRole, let weight = exact[role],
      let bias = exact[.bias]
    else { return nil }
    let columns = map.scales.count
    guard bias.count * columns == weight.count else { return nil }
    var layer = self
    layer.exact[role] = weight.indices.map {
      weight[$0] * map.scales[$0 % columns]
    }
    layer.exact[.bias] = bias.indices.map { row in
      (0..<columns).reduce(bias[row]) {
        $0 + weight[row * columns + $1] * map.shifts[$1]
      }
    }
    return layer
  }

  /// The layer that gives `map(y)` in the place of `y`; nil unless it is a
  /// linear dense one, a linear convolution whose frames are mapped alike, or a
  /// layer normalization.
  func giving(_ map: FeatureAffine) -> ImportedLayer? {
    guard let role = outputRole, let weight = exact[role],
      let bias = exact[.bias], self.layer.outputSize == map.scales.count,
      map == map[map.scales.indices.map { $0 % bias.count }]
    else { return nil }
    let columns = weight.count / bias.count
    var layer = self
    layer.exact[role] = weight.indices.map {
      weight[$0] * map.scales[$0 / columns]
    }
    layer.exact[.bias] = bias.indices.map {
      bias[$0] * map.scales[$0] + map.shifts[$0]
    }
    return layer
  }

  /// The role of what multiplies before the biases, where nothing follows
  /// them; else nil.
  private var outputRole: TensorRole? {
    switch layer {
    case .dense(_, _, .linear), .conv1D(_, .linear): .weight
    case .layerNorm: .gain
    default: nil
    }
  }

  /// The role of the matrix over the inputs; nil where there is none.
  private var inputRole: TensorRole? {
    if case .dense = layer { return .weight }
    return exact[.inputWeight] == nil ? nil : .inputWeight
  }
}
