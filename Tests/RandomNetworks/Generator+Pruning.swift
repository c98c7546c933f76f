import SwiftletFormat

extension Generator {
  /// Keeps a share of a layer's blocks: the others' weights become zeros.
  mutating func prune(_ layer: inout QuantizedLayer, to density: Double) {
    for var blocks in layer.pruningGroups {
      for index in blocks.indices.dropFirst() {
        blocks.swapAt(index, Int(next() % UInt32(index + 1)))
      }
      let kept = Int((density * Double(blocks.count)).rounded())
      for block in blocks[kept...] { layer.zero(block) }
    }
  }
}

extension QuantizedLayer {
  fileprivate mutating func zero(_ block: WeightBlock) {
    for (row, column) in block.rows.flatMap({ row in
      block.columns.map { (row, $0) }
    }) {
      switch block.operand {
      case .input: rows[row].inputWeights[column] = 0
      case .hidden: rows[row].hiddenWeights[column] = 0
      }
    }
  }
}
