import SwiftletRuntime

/// A block of a layer's weights as a file stores it: the same columns of each
/// of a tile's rows (FORMAT.md, "Weights").
public struct WeightBlock: Equatable, Sendable {
  /// What the block's weights meet.
  public let operand: Operand
  /// The place of the block's tile in the layer; in panels that of one gate of
  /// a panel's units, panel after panel.
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
  /// They follow from the kind, the sizes and the layout alone: the layer need
  /// not have rows yet.
  public var weightBlocks: [WeightBlock] {
    guard kind != .embedding else { return [] }
    if layout == .panels { return panelBlocks }
    return tiles.enumerated().flatMap { tile, rows in
      blocks(tile, rows, .input) + blocks(tile, rows, .hidden)
    }
  }

  /// Four columns of one gate of a panel's units each.
  private var panelBlocks: [WeightBlock] {
    stride(from: 0, to: outputSize, by: Panel.unitCount).flatMap { first in
      (0..<kind.gateCount).flatMap { gate in
        let units = first..<min(first + Panel.unitCount, outputSize)
        let rows = units.map { gate * outputSize + $0 }
        let tile = first / Panel.unitCount * kind.gateCount + gate
        return [.input, .hidden].flatMap {
          blocks(tile, rows, columns: width(ofGate: gate, $0), $0)
        }
      }
    }
  }

  private func blocks(
    _ tile: Int, _ rows: [Int?], _ operand: WeightBlock.Operand
  ) -> [WeightBlock] {
    let own = places(operand).compactMap { rows[$0] }
    return blocks(tile, own, columns: width(ofGate: 0, operand), operand)
  }

  private func blocks(
    _ tile: Int, _ rows: [Int], columns: Int, _ operand: WeightBlock.Operand
  ) -> [WeightBlock] {
    stride(from: 0, to: columns, by: blockWidth).map { first in
      WeightBlock(
        operand: operand, tile: tile, rows: rows,
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

extension QuantizedLayer {
  /// The blocks in groups that each keep their share: all together, but in
  /// panels, whose rows keep as many each, those of a row over an operand.
  package var pruningGroups: [[WeightBlock]] {
    let blocks = weightBlocks
    guard layout == .panels else { return [blocks] }
    return blocks.chunked {
      ($0.tile, $0.operand) == ($1.tile, $1.operand)
    }
  }
}

extension [WeightBlock] {
  /// Neighbours that belong together, in the order of all.
  fileprivate func chunked(
    by belong: (Element, Element) -> Bool
  ) -> [[Element]] {
    reduce(into: []) { groups, block in
      if let last = groups.last?.last, belong(last, block) {
        groups[groups.count - 1].append(block)
      } else {
        groups.append([block])
      }
    }
  }
}
