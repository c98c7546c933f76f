import SwiftletCells

/// Activations that multiply a value by a gate of itself.
extension GraphReader {
  /// `HardSwish`, `x clip(x / 6 + 1/2, 0, 1)`, or `Swish`, `x sigmoid(alpha x)`.
  mutating func swish(_ node: GraphNode) throws -> Signal {
    let isHard = node.operation == "HardSwish"
    let slope = isHard ? 1 / 6 : Double(try node.float("alpha") ?? 1)
    let signal = try features(node)
    let (name, x) = (node.outputs[0], signal.featureWires)
    func map(_ wires: [Wire], _ scale: Double) -> [Wire] {
      layers.map(
        wires, by: .same(x.count, scale: scale, shift: 0), named: name)
    }
    guard slope != 0 else { return signal.replacing(map(x, 0.5)) }
    let scaled = map(x, slope)
    let gates = layers.add(
      name, .activation(isHard ? .hardSigmoid : .sigmoid), to: scaled)
    guard layers.unmapped(scaled) == nil else {
      return signal.replacing(layers.add(name, .multiply, to: x, gates))
    }
    // The layer before gives the slope times x; those after take it back.
    let product = layers.add(name, .multiply, to: scaled, gates)
    return signal.replacing(map(product, 1 / slope))
  }
}
