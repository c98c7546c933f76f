import SwiftletCells

extension ImportedLayer {
  /// A linear dense layer with what follows it: a sum, a difference, a product
  /// or a quotient with numbers, one an output.
  ///
  /// - Parameters:
  ///   - operation: ONNX's name.
  ///   - isReversed: Whether the numbers are the first operand.
  /// - Returns: The layer; nil where it is no linear dense layer, or the
  ///   operation is not linear.
  func applying(
    _ operation: String, _ numbers: [Float], isReversed: Bool
  ) -> ImportedLayer? {
    switch operation {
    case "Add": mapped(factors: nil, terms: numbers)
    case "Sub" where isReversed:
      mapped(factors: numbers.map { _ in -1 }, terms: numbers)
    case "Sub": mapped(factors: nil, terms: numbers.map { -$0 })
    case "Mul": mapped(factors: numbers, terms: nil)
    case "Div" where !isReversed:
      mapped(factors: numbers.map { 1 / $0 }, terms: nil)
    default: nil
    }
  }

  private func mapped(factors: [Float]?, terms: [Float]?) -> ImportedLayer? {
    guard case .dense(let inputSize, _, .linear) = layer,
      let weight = tensors[.weight], let bias = tensors[.bias]
    else { return nil }
    var layer = self
    if let factors {
      layer.tensors[.weight] = weight.indices.map {
        weight[$0] * factors[$0 / inputSize]
      }
      layer.tensors[.bias] = zip(bias, factors).map(*)
    }
    if let terms {
      layer.tensors[.bias] = zip(layer.tensors[.bias] ?? [], terms).map(+)
    }
    return layer
  }
}
