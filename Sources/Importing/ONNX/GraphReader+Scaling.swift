/// Arithmetic on the graph's input, before the first layer.
extension GraphReader {
  /// `Add`, `Sub`, `Mul`, `Div` of an input and a constant; nil of other
  /// values.
  ///
  /// - Throws: `ImportError` when the constant is not one number, or one for
  ///   each feature.
  func scaled(_ node: GraphNode) throws -> Signal? {
    let index = node.takesConstant(0) ? 1 : 0
    guard case .signal(var signal)? = node.input(index),
      case .input = signal.source, node.takesConstant(1 - index)
    else { return nil }
    if case .input(let name, _) = signal.source, signal.shape.isEmpty,
      inputs[name]?.isInteger == true
    {
      throw node.error(
        "it computes with input '\(name)', a whole number; give the value that "
          + "the input always has: `fixed` \(name)=VALUE")
    }
    let numbers = try factors(of: signal, node, 1 - index)
    if numbers.count > 1 { signal.scaledAxis = signal.axes.last }
    guard node.operation != "Div" || index == 0 else {
      throw node.error(
        "it divides by an input, which swiftlet does not; compute that feature "
          + "outside the model")
    }
    do {
      switch (node.operation, index) {
      case ("Add", _): try signal.scaling.add(numbers)
      case ("Sub", 0): try signal.scaling.add(numbers.map { -$0 })
      case ("Sub", _):
        try signal.scaling.multiply(by: [-1])
        try signal.scaling.add(numbers)
      case ("Mul", _): try signal.scaling.multiply(by: numbers)
      default: try signal.scaling.divide(by: numbers)
      }
    } catch {
      throw node.error("\(error)")
    }
    return signal
  }

  /// The numbers of a constant: one for all, or one a feature.
  private func factors(
    of signal: Signal, _ node: GraphNode, _ index: Int
  ) throws -> [Double] {
    let tensor = try node.constant(index)
    if tensor.count == 1, let value = tensor.floats?.first {
      return [Double(value)]
    }
    return try vector(node, index, count: signal.lastSize)
      .map(Double.init)
  }

  /// Checks that an input's numbers are those of the features, its last axis.
  func checkScaling(_ signal: Signal, _ node: GraphNode) throws {
    guard let axis = signal.scaledAxis, axis != signal.axes.last else {
      return
    }
    throw node.error(
      "its input is scaled along another axis than the features; normalise "
        + "outside the model (`mean`, `deviation`)")
  }
}
