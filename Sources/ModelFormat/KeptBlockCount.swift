import SwiftletRuntime

/// The blocks of weights that a layer of a pruned network has kept.
public struct KeptBlockCount: Equatable, Sendable {
  /// The blocks that are stored.
  public private(set) var kept = 0
  /// The blocks that a dense layer has.
  public let total: Int
  /// The runs with an odd number of blocks, which take instructions more.
  public private(set) var oddRuns = 0

  /// The share of blocks that are stored.
  public var share: Double { Double(kept) / Double(total) }

  /// The count of a layer; nil where all blocks are stored.
  init?(_ layer: LayerView) {
    guard layer.storesKeptBlocks else { return nil }
    let shape = layer.shape
    total = shape.tileCount * (shape.inputBlocks + shape.hiddenBlocks)
    let counts = layer.blockCounts
    var tile = layer.weights
    for _ in 0..<shape.tileCount {
      for count in [counts.input, counts.hidden] {
        let run = BlockRun(layer, tile, count)
        kept += Int(run.remaining)
        oddRuns += Int(run.remaining & 1)
        tile += Int(run.size)
      }
      tile += Tile.parametersSize
    }
  }
}
