import SwiftletCells

/// Functions of each value with numbers of its own, of which `ImportedGraph`
/// makes several layers.
extension ImportedLayer {
  /// `x` where it is above 0, else `slope x`, with a slope for each value.
  static func leakyReLU(_ name: String, slopes: [Float]) -> ImportedLayer {
    let slope = slopes.first ?? 0
    let isOne = slopes.allSatisfy { $0 == slope } && slope >= 0
    return ImportedLayer(
      name: name,
      layer: .pointwise(
        isOne && slope == 0 ? .activation(.relu) : .leakyReLU(slope: slope),
        size: slopes.count), tensors: isOne ? [:] : [.weight: slopes])
  }

  /// `scale x + shift` of each value.
  static func affine(_ name: String, _ map: FeatureAffine) -> ImportedLayer {
    var layer = ImportedLayer(
      name: name, layer: .pointwise(.copy, size: map.scales.count),
      tensors: [:])
    layer.exact = [.weight: map.scales, .bias: map.shifts]
    return layer
  }
}

extension ImportedGraph {
  /// Adds a function of each value with numbers of its own.
  ///
  /// - Returns: What it gives; nil of another layer.
  mutating func addValues(
    _ layer: ImportedLayer, to x: NetworkGraph.Signal
  ) -> NetworkGraph.Signal? {
    guard case .pointwise(let function, _) = layer.layer,
      let factors = layer.tensors[.weight]
    else { return nil }
    let name = layer.name
    if let terms = layer.tensors[.bias] {
      let product = add(name, .multiply, x, constants(name, factors, beside: x))
      return add(name, .add, product, constants(name, terms, beside: x))
    }
    guard case .leakyReLU = function else { return nil }
    let above = add(name, .activation(.relu), x)
    let below = add(name, .subtract, x, above)
    return add(
      name, .add, above,
      add(name, .multiply, below, constants(name, factors, beside: x)))
  }

  /// Numbers that never change: the biases of a dense layer without weights.
  private mutating func constants(
    _ name: String, _ numbers: [Float], beside x: NetworkGraph.Signal
  ) -> NetworkGraph.Signal {
    add(
      .dense(
        name,
        Matrix(
          rows: numbers.count, columns: 1, values: numbers.map { _ in 0 }),
        bias: numbers), to: x[0..<1])
  }
}
