package import SwiftletFormat

/// Which blocks of a layer's weights are zero.
package struct BlockMask: Equatable, Sendable {
  /// The blocks that are zero, in the order of the file.
  package let pruned: [WeightBlock]

  /// Keeps the blocks of the largest magnitudes, of equals the first ones.
  ///
  /// - Parameters:
  ///   - density: the share of the blocks to keep, rounded down to whole
  ///     blocks; at least one stays.
  ///   - magnitudes: one a block.
  package init(
    _ blocks: [WeightBlock], density: Double, magnitudes: [Double]
  ) {
    let kept = max(1, Int(density * Double(blocks.count)))
    let order = blocks.indices.sorted {
      magnitudes[$0] == magnitudes[$1]
        ? $0 < $1 : magnitudes[$0] > magnitudes[$1]
    }
    pruned = order.dropFirst(kept).sorted().map { blocks[$0] }
  }

  /// The masks of groups of blocks as one.
  package init(_ groups: [BlockMask]) {
    pruned = groups.flatMap(\.pruned)
  }

  /// A layer's rows with zeros in the blocks that are pruned.
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

extension RealRow {
  /// A weight.
  subscript(operand: WeightBlock.Operand, column: Int) -> Double {
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
