import SwiftletCells

/// Sums, differences and products of two signals.
extension GraphReader {
  /// `Add`, `Sub` or `Mul` of two signals of the same timesteps; one value
  /// goes with as many as the other signal has.
  mutating func combination(_ node: GraphNode) throws -> Signal {
    let operands = [try features(node, 0), try features(node, 1)]
    if let signal = normalized(node, operands) { return signal }
    let functions: [String: Pointwise] = [
      "Add": .add, "Sub": .subtract, "Mul": .multiply,
    ]
    guard let function = functions[node.operation] else {
      throw node.error(
        "it divides one signal by another, which swiftlet does not; compute the "
          + "quotient outside the model, or leave it out")
    }
    return try combination(node, function, operands)
  }

  /// A function of two signals of the same timesteps.
  mutating func combination(
    _ node: GraphNode, _ function: Pointwise, _ signals: [Signal]
  ) throws -> Signal {
    let rank = max(signals[0].axes.count, signals[1].axes.count)
    let operands = signals.map { $0.padded(to: rank) }
    let axis = operands.compactMap(\.featureAxis).first ?? rank - 1
    guard isAlike(operands[0], operands[1], but: axis) else {
      throw node.error(
        "it takes two signals that are not of the same timesteps (shapes "
          + "\(operands[0].shape) and \(operands[1].shape)); export the model so "
          + "that both are of every timestep, or both of the last")
    }
    let size = max(
      operands[0].featureWires.count, operands[1].featureWires.count)
    let wires = try operands.map { try spread($0.featureWires, size, node) }
    return operands[0].with(
      layers.add(node.outputs[0], function, to: wires[0], wires[1]),
      along: axis)
  }

  /// `Add`, `Sub`, `Mul` or `Div` of a signal and numbers, one a feature, which
  /// a dense layer without weights gives.
  mutating func combination(
    _ node: GraphNode, _ signal: Signal, with numbers: [Float]
  ) throws -> Signal {
    let isReversed = node.takesConstant(0)
    if node.operation == "Div", isReversed, numbers.allSatisfy({ $0 == 1 }) {
      return try reciprocal(node, signal)
    }
    guard let wires = signal.wires, let first = wires.first,
      node.operation != "Div" || !isReversed
    else {
      throw node.error(
        "it divides by a signal, which swiftlet does not; compute the quotient "
          + "outside the model, or leave it out")
    }
    let isQuotient = node.operation == "Div"
    let constants = layers.add(
      .dense(
        node.outputs[0],
        Matrix(
          rows: numbers.count, columns: 1, values: numbers.map { _ in 0 }),
        bias: isQuotient ? numbers.map { 1 / $0 } : numbers),
      to: [first])
    let function: Pointwise =
      switch node.operation {
      case "Add": .add
      case "Sub": .subtract
      default: .multiply
      }
    return signal.with(
      layers.add(
        node.outputs[0], function, to: isReversed ? constants : wires,
        isReversed ? wires : constants),
      along: signal.axes.count - 1)
  }

  /// One value as many times as features; others as they are.
  private mutating func spread(
    _ wires: [Wire], _ size: Int, _ node: GraphNode
  ) throws -> [Wire] {
    if wires.count == size { return wires }
    guard wires.count == 1 else {
      throw node.error(
        "it takes \(wires.count) and \(size) features, which do not go "
          + "together; export the model again")
    }
    return layers.add(
      .dense(
        node.outputs[0],
        Matrix(
          rows: size, columns: 1, values: Array(repeating: 1, count: size))),
      to: wires)
  }
}
