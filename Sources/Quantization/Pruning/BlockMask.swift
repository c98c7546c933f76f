import ModelFormat

/// Which blocks of a layer's weights are kept; the others are zero.
struct BlockMask: Equatable, Sendable {
  /// The blocks that are zero.
  let pruned: [WeightBlock]

  /// Keeps the blocks of the largest magnitude, the first ones of equals.
  ///
  /// - Parameters:
  ///   - density: the share of the blocks to keep, rounded down; at least one
  ///     block stays.
  ///   - rows: the layer's rows.
  init(_ blocks: [WeightBlock], density: Double, rows: [RealRow]) {
    let kept = max(1, Int(density * Double(blocks.count)))
    let magnitudes = blocks.map { $0.magnitude(rows) }
    let order = blocks.indices.sorted {
      magnitudes[$0] == magnitudes[$1]
        ? $0 < $1 : magnitudes[$0] > magnitudes[$1]
    }
    pruned = order.dropFirst(kept).sorted().map { blocks[$0] }
  }

  /// The rows with zeros in the blocks that are not kept.
  func applied(to rows: [RealRow]) -> [RealRow] {
    var rows = rows
    for block in pruned {
      for row in block.rows {
        for column in block.columns {
          rows[row][block.operand, column] = 0
        }
      }
    }
    return rows
  }
}

extension WeightBlock {
  /// The mean square of what the block adds to its rows' pre-activations,
  /// summed over the rows: the squares of its weights times that of an
  /// operand (Sun et al. 2023 weigh magnitudes so).
  func magnitude(_ rows: [RealRow]) -> Double {
    self.rows.reduce(0) { sum, row in
      let power =
        operand == .input ? rows[row].inputPower : rows[row].hiddenPower
      return columns.reduce(sum) { sum, column in
        let weight = rows[row][operand, column]
        return sum + weight * weight * power
      }
    }
  }
}

extension RealRow {
  /// A weight.
  fileprivate subscript(operand: WeightBlock.Operand, column: Int) -> Double {
    get {
      operand == .input ? inputWeights[column] : hiddenWeights[column]
    }
    set {
      switch operand {
      case .input: inputWeights[column] = newValue
      case .hidden: hiddenWeights[column] = newValue
      }
    }
  }
}
