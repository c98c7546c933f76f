import SwiftletRuntime

/// How many of its blocks of weights a layer keeps.
public struct KeptBlockCount: Equatable, Sendable {
  /// The kept blocks, which are stored.
  public private(set) var kept = 0
  /// The blocks that a dense layer has.
  public let total: Int
  /// The runs with an odd number of blocks, which take instructions more.
  public private(set) var oddRuns = 0

  /// The density: the share of the blocks that are kept.
  public var density: Double { Double(kept) / Double(total) }

  /// The count of a layer; nil where all blocks are stored.
  init?(_ layer: LayerView) {
    let shape = layer.shape
    if shape.keepsPanelBlocks {
      self = KeptBlockCount(ofPanels: shape)
      return
    }
    guard layer.storesKeptBlocks else { return nil }
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

  /// The count of kept panels, whose rows keep as many each.
  private init(ofPanels shape: LayerShape) {
    let rows = shape.panelCount * (shape.tilesAreUnits ? shape.rowsPerTile : 1)
    kept = rows * (shape.storedBlocks.input + shape.storedBlocks.hidden)
    total = rows * (shape.inputBlocks + shape.hiddenBlocks)
  }
}
