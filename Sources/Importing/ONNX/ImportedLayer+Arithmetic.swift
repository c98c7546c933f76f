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
    let terms = numbers.map(Double.init)
    var map = FeatureAffine.identity(numbers.count)
    switch operation {
    case "Add": map.shifts = terms
    case "Sub" where isReversed:
      map = FeatureAffine(scales: terms.map { _ in -1 }, shifts: terms)
    case "Sub": map.shifts = terms.map { -$0 }
    case "Mul": map.scales = terms
    case "Div" where !isReversed: map.scales = numbers.map { Double(1 / $0) }
    default: return nil
    }
    return giving(map)
  }
}
