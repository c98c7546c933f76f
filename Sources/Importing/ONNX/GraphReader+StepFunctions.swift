/// Functions of each value that the body of a loop has, as where it writes out
/// a gate.
extension GraphReader {
  /// `Add`, `Sub`, `Mul`, `Div` of a constant in the body of a loop; nil
  /// elsewhere.
  mutating func stepArithmetic(
    _ node: GraphNode, _ signal: Signal, _ numbers: [Float]
  ) -> Signal? {
    guard loopBody != nil else { return nil }
    let (zeros, ones) = (
      numbers.map { _ in Float(0) }, numbers.map { _ in Float(1) }
    )
    let function: StepFunction? =
      switch (node.operation, node.takesConstant(0)) {
      case ("Add", _): .scale(ones, numbers)
      case ("Sub", true): .scale(ones.map { -$0 }, numbers)
      case ("Sub", false): .scale(ones, numbers.map { -$0 })
      case ("Mul", _): .scale(numbers, zeros)
      case ("Div", false): .scale(numbers.map { 1 / $0 }, zeros)
      default: nil
      }
    return function.map { adding($0, to: signal) }
  }

  /// `Clip`, `HardSigmoid`, or `Min` and `Max` with a constant.
  mutating func clipped(_ node: GraphNode) throws -> Signal {
    guard loopBody != nil else { return try activation(node) }
    let place = node.takesConstant(0) ? 1 : 0
    let signal = try features(node, place)
    switch node.operation {
    case "HardSigmoid":
      let count = signal.featureWires.count
      let slope = try node.float("alpha") ?? 0.2
      let shift = try node.float("beta") ?? 0.5
      let line = adding(
        .scale(
          Array(repeating: slope, count: count),
          Array(repeating: shift, count: count)), to: signal)
      return adding(.clip(0...1), to: line)
    case "Clip":
      let low = try node.bound(1, "min") ?? -.infinity
      let high = try node.bound(2, "max") ?? .infinity
      guard low <= high else { throw node.misfit("its bounds", signal.shape) }
      return adding(.clip(low...high), to: signal)
    default:
      guard let number = try node.bound(1 - place), !number.isNaN else {
        throw node.misfit("its bound", signal.shape)
      }
      return adding(
        .clip(
          node.operation == "Max" ? number...(.infinity) : -.infinity...number),
        to: signal)
    }
  }

  private mutating func adding(
    _ function: StepFunction, to signal: Signal
  ) -> Signal {
    signal.with(
      layers.add(function, to: signal.featureWires),
      along: signal.featureAxis ?? signal.axes.count - 1)
  }
}
