import SwiftletCells

/// Reads the layers of a loop's body as expressions.
struct CellReading {
  /// The layers, of which those from `start` on are the body's.
  let layers: LayerGraph
  let start: Int
  /// The input and the states, as columns.
  let columns: [Wire: Int]
  /// How many expressions may still be made.
  private var budget = 2000
  /// How many products of constants may still be computed.
  private var products = 1 << 31

  init(_ layers: LayerGraph, from start: Int, columns: [Wire]) {
    self.layers = layers
    self.start = start
    self.columns = Dictionary(
      columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { a, _ in a })
  }

  /// What wires stand for; nil where it is not understood, or too much.
  mutating func expression(_ wires: [Wire]) -> CellExpression? {
    budget -= 1
    guard budget > 0, let first = wires.first else { return nil }
    if wires.allSatisfy({ node(of: $0) == nil }) { return leaf(wires) }
    guard let index = node(of: first),
      wires.allSatisfy({ $0.source == first.source })
    else { return joined(wires) }
    return expression(layers.nodes[index], wires.map(\.index))
  }

  /// The node of the body that gives a wire; nil of the input and of states.
  private func node(of wire: Wire) -> Int? {
    guard case .layer(let index) = wire.source, index >= start else {
      return nil
    }
    return index
  }

  private func leaf(_ wires: [Wire]) -> CellExpression? {
    var rows: [[Float]] = []
    for wire in wires {
      guard let column = columns[wire] else { return nil }
      var row = Array(repeating: Float(0), count: columns.count)
      row[column] = 1
      rows.append(row)
    }
    return .linear(LinearMap(rows: rows, bias: rows.map { _ in 0 }))
  }

  /// Wires of several sources, where all are linear.
  private mutating func joined(_ wires: [Wire]) -> CellExpression? {
    var joined = LinearMap(rows: [], bias: [])
    for run in runs(wires) {
      guard let map = expression(Array(wires[run]))?.map else { return nil }
      joined.rows += map.rows
      joined.bias += map.bias
    }
    return .linear(joined)
  }

  /// Where neighbours come from one node, or from none of the body.
  private func runs(_ wires: [Wire]) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    for index in wires.indices {
      if let last = runs.last,
        node(of: wires[index]) == node(of: wires[index - 1])
      {
        runs[runs.count - 1] = last.lowerBound..<index + 1
      } else {
        runs.append(index..<index + 1)
      }
    }
    return runs
  }

  /// What a node gives at some indices.
  private mutating func expression(
    _ node: LayerGraph.Node, _ indices: [Int]
  ) -> CellExpression? {
    func picked(_ values: [Float]) -> [Float] { indices.map { values[$0] } }
    switch (node.function, node.layer.layer) {
    case (.scale(let factors, let terms)?, _):
      return operand(node, 0, indices)?.scaled(picked(factors), picked(terms))
    case (.clip(let range)?, _):
      return operand(node, 0, indices)?.clipped(range)
    case (nil, .dense(_, _, let activation)):
      let sum = dense(node, indices)
      return activation == .linear
        ? sum : sum.map { .activation(activation, $0) }
    case (nil, .pointwise(let function, _)):
      return pointwise(function, node, indices)
    default: return nil
    }
  }

  private mutating func operand(
    _ node: LayerGraph.Node, _ operand: Int, _ indices: [Int]
  ) -> CellExpression? {
    expression(indices.map { node.operands[operand][$0] })
  }

  private mutating func pointwise(
    _ function: Pointwise, _ node: LayerGraph.Node, _ indices: [Int]
  ) -> CellExpression? {
    guard let a = operand(node, 0, indices) else { return nil }
    if case .activation(let activation) = function {
      return .activation(activation, a)
    }
    guard function.operandCount == 2, let b = operand(node, 1, indices) else {
      return nil
    }
    switch function {
    case .add: return a + b
    case .subtract:
      return a + b.scaled(indices.map { _ in -1 }, indices.map { _ in 0 })
    case .multiply: return a * b
    default: return nil
    }
  }

  /// Rows of a dense layer's sum, over operands of several kinds.
  private mutating func dense(
    _ node: LayerGraph.Node, _ indices: [Int]
  ) -> CellExpression? {
    let size = node.layer.layer.inputSize
    guard let weight = node.layer.tensors[.weight],
      let bias = node.layer.tensors[.bias]
    else { return nil }
    var sum: CellExpression = .linear(
      LinearMap(
        rows: indices.map { _ in Array(repeating: 0, count: columns.count) },
        bias: indices.map { bias[$0] }))
    for run in runs(node.operands[0]) {
      let rows = indices.map { row in
        Array(weight[row * size + run.lowerBound..<row * size + run.upperBound])
      }
      guard let part = expression(Array(node.operands[0][run])),
        let product = product(rows, part)
      else { return nil }
      sum = sum + product
    }
    return sum
  }

  private mutating func product(
    _ rows: [[Float]], _ part: CellExpression
  ) -> CellExpression? {
    guard case .linear(let map) = part else {
      return .matrix(rows, part)
    }
    let count = map.rows.reduce(0) { $0 + $1.count { $0 != 0 } }
    products -= count * rows.count
    guard products > 0 else { return nil }
    let zeros = rows.map { _ in Float(0) }
    return .linear(
      LinearMap(rows: rows, bias: zeros).after(map, columns: columns.count))
  }
}
