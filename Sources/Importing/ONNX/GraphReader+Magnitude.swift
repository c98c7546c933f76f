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
    let wires = signal.wires ?? []
    return signal.replacing(
      layers.add(node.outputs[0], .multiply, to: wires, wires))
  }

  /// `Sqrt` of a sum of two squares.
  mutating func magnitude(_ node: GraphNode) throws -> Signal {
    let signal = try features(node)
    let wires = signal.wires ?? []
    guard let sum = layers.whole(wires),
      case .pointwise(.add, _) = sum.layer.layer,
      let real = root(sum.operands[0]), let imaginary = root(sum.operands[1])
    else {
      throw node.error(
        "it takes another root than sqrt(re² + im²) of two signals; compute it "
          + "outside the model, or leave it out")
    }
    let values = layers.add(node.outputs[0], .magnitude, to: real, imaginary)
    return signal.replacing(wires.map { values[$0.index] })
  }

  /// What is squared; nil of what is no square.
  private func root(_ wires: [Wire]) -> [Wire]? {
    guard let square = layers.whole(wires),
      case .pointwise(.multiply, _) = square.layer.layer,
      square.operands[0] == square.operands[1]
    else { return nil }
    return wires.map { square.operands[0][$0.index] }
  }
}
