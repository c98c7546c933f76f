/// A block of a layer's weights as a file stores it: the same columns of each
/// of a tile's rows (FORMAT.md, "Weights").
public struct WeightBlock: Equatable, Sendable {
  /// What the block's weights meet.
  public let operand: Operand
  /// The place of the block's tile in the layer.
  public let tile: Int
  /// The places of the block's rows in `QuantizedLayer.rows`; of a tile that
  /// zeros fill up, only those that exist.
  public let rows: [Int]
  /// The block's columns, cut off at the operand's size.
  public let columns: Range<Int>

  /// What a weight meets.
  public enum Operand: Sendable {
    /// The layer's input.
    case input
    /// The layer's hidden state.
    case hidden
  }
}

extension QuantizedLayer {
  /// The layer's blocks, tile after tile; none of an embedding.
  ///
  /// They follow from the kind, the sizes and `blockWidth` alone: the layer
  /// need not have rows yet.
  public var weightBlocks: [WeightBlock] {
    guard kind != .embedding else { return [] }
    return tiles.enumerated().flatMap { tile, rows in
      blocks(tile, rows, .input) + blocks(tile, rows, .hidden)
    }
  }

  private func blocks(
    _ tile: Int, _ rows: [Int?], _ operand: WeightBlock.Operand
  ) -> [WeightBlock] {
    let columns = width(ofGate: 0, operand)
    let own = places(operand).compactMap { rows[$0] }
    return stride(from: 0, to: columns, by: blockWidth).map { first in
      WeightBlock(
        operand: operand, tile: tile, rows: own,
        columns: first..<min(first + blockWidth, columns))
    }
  }

  /// Weights that a row of a gate has for an operand.
  func width(ofGate gate: Int, _ operand: WeightBlock.Operand) -> Int {
    guard places(operand).contains(gate) else { return 0 }
    switch operand {
    case .input: return inputSize
    case .hidden: return kind.isRecurrent ? outputSize : 0
    }
  }

  /// Which of a tile's four rows have weights for an operand.
  func places(_ operand: WeightBlock.Operand) -> [Int] {
    switch (kind, operand) {
    case (.gruResetAfter, .input): [0, 1, 2]
    case (.gruResetAfter, .hidden): [0, 1, 3]
    default: [0, 1, 2, 3]
    }
  }
}
