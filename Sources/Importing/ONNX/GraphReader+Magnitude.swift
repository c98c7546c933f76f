import SwiftletCells

/// The magnitude of complex numbers, `sqrt(re² + im²)`.
extension GraphReader {
  /// `Pow` with 2: a product of a signal with itself.
  mutating func power(_ node: GraphNode) throws -> Signal {
    let signal = try features(node)
    guard try vector(node, 1, count: 1) == [2] else {
      throw node.error(
        "it raises to another power than 2; compute it outside the model, or "
          + "leave it out")
    }
    let wires = signal.featureWires
    return signal.replacing(
      layers.add(node.outputs[0], .multiply, to: wires, wires))
  }

  /// `Sqrt` of a sum of two squares, or of a variance.
  mutating func magnitude(_ node: GraphNode) throws -> Signal {
    let signal = try features(node)
    if let deviation = deviation(node, signal) { return deviation }
    let wires = signal.featureWires
    guard let sum = layers.whole(wires),
      case .pointwise(.add, _) = sum.layer.layer,
      let real = layers.squareRoot(sum.operands[0]),
      let imaginary = layers.squareRoot(sum.operands[1])
    else {
      throw node.error(
        "it takes another root than sqrt(re² + im²) of two signals, or that of "
          + "a layer normalization; compute it outside the model, or leave it "
          + "out")
    }
    let values = layers.add(node.outputs[0], .magnitude, to: real, imaginary)
    return signal.replacing(wires.map { values[$0.index] })
  }
}
