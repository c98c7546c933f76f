package import ModelFormat

extension Generator {
  /// Keeps a share of a layer's blocks of four columns: the others' weights
  /// become zeros.
  package mutating func prune(
    _ layer: inout QuantizedLayer, to density: Double
  ) {
    let inputBlocks = (layer.inputSize + 3) / 4
    let hiddenBlocks =
      layer.kind.isRecurrent ? (layer.outputSize + 3) / 4 : 0
    let tileCount = layer.tile(ofRow: layer.rows.count - 1) + 1
    let tileBlocks = inputBlocks + hiddenBlocks
    var blocks = Array(0..<tileCount * tileBlocks)
    for index in blocks.indices.dropFirst() {
      blocks.swapAt(index, Int(next() % UInt32(index + 1)))
    }
    let count = Int((density * Double(blocks.count)).rounded())
    let kept = Set(blocks[..<count])
    for row in layer.rows.indices {
      let first = layer.tile(ofRow: row) * tileBlocks
      layer.rows[row].inputWeights.zero { !kept.contains(first + $0) }
      layer.rows[row].hiddenWeights.zero {
        !kept.contains(first + inputBlocks + $0)
      }
    }
  }
}

extension QuantizedLayer {
  /// Which tile a row belongs to.
  fileprivate func tile(ofRow row: Int) -> Int {
    let (gate, unit) = row.quotientAndRemainder(dividingBy: outputSize)
    return kind == .lstm || kind == .gruResetAfter
      ? unit : gate * ((outputSize + 3) / 4) + unit / 4
  }
}

extension [Int16] {
  fileprivate mutating func zero(where drops: (_ block: Int) -> Bool) {
    for column in indices where drops(column / 4) { self[column] = 0 }
  }
}
