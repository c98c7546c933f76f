/// Sixteen units' tiles side by side (FORMAT.md, "Panels"): four bytes of each
/// unit are a vector of 64 bytes, whose lanes a host's kernels need not add up.
package enum Panel {
  /// Units of a panel.
  package static var unitCount: Int { 16 }
  /// Bytes of a vector: four columns, a bias or a multiplier of each unit.
  package static var vectorSize: Int { 4 &* unitCount }
}

/// What a shape knows of panels: where a core runs none, nothing.
protocol PanelCounts {
  /// - Parameter keptBlocks: of kept panels how many blocks a row keeps over
  ///   the input, and times 2^16 over the hidden state; else 0.
  init(isPanelled: Bool, keptBlocks: UInt32)
  var isPanelled: Bool { get }
  /// Of kept panels the same numbers; nil where all blocks are stored.
  var keptBlocks: (input: Int, hidden: Int)? { get }
}

struct Panels: PanelCounts {
  let isPanelled: Bool
  private let kept: UInt32

  @inline(__always)
  init(isPanelled: Bool, keptBlocks: UInt32) {
    self.isPanelled = isPanelled
    kept = keptBlocks
  }

  @inline(__always)
  var keptBlocks: (input: Int, hidden: Int)? {
    kept == 0 ? nil : (Int(kept & 0xFFFF), Int(kept &>> 16))
  }
}

struct NoPanels: PanelCounts {
  @inline(__always) init(isPanelled: Bool, keptBlocks: UInt32) {}
  @inline(__always) var isPanelled: Bool { false }
  @inline(__always) var keptBlocks: (input: Int, hidden: Int)? { nil }
}

extension LayerShape {
  /// Panels of the layer: of a reset-before GRU each is of one of its gates.
  package var panelCount: Int { gatePanelCount &* (isResetBefore ? 3 : 1) }

  /// Panels that hold each of the units once.
  @inline(__always)
  private var gatePanelCount: Int {
    (outputSize &+ Panel.unitCount &- 1) / Panel.unitCount
  }

  /// Bytes from the bias of a tile's row to that of the next.
  @inline(__always)
  var rowStride: Int { isPanelled && tilesAreUnits ? Panel.vectorSize : 4 }

  /// Bytes in front of a row's weights in a block of a panel; rows of other
  /// tiles share a block.
  @inline(__always)
  package func rowOffset(_ row: Int) -> Int {
    guard isPanelled else { return 0 }
    return tilesAreUnits ? row &* panelRowSize : row &* rowStride
  }

  /// Bytes of a row's weights in a block of a panel.
  @inline(__always)
  private var panelRowSize: Int { Panel.vectorSize &* (weightBits &>> 3) }

  /// Rows that a panel's units have weights for.
  @inline(__always)
  private var panelRowCount: Int { tilesAreUnits ? rowsPerTile : 1 }

  /// Bytes of a block of a panel.
  @inline(__always)
  var panelBlockSize: Int { panelRowSize &* panelRowCount }

  /// Bytes of the places of a panel's `count` kept blocks over an operand: two
  /// for each row of each, and zeros up to a whole vector. 0 where all blocks
  /// are stored.
  @inline(__always)
  package func placesSize(_ count: Int) -> Int {
    guard panelUse.keptBlocks != nil else { return 0 }
    let size = Panel.vectorSize
    return (2 &* panelRowCount &* count &+ size &- 1) & ~(size &- 1)
  }

  /// Bytes of the blocks of a tile, or of a panel, over an operand that has
  /// `count` of them stored.
  @inline(__always)
  package func runSize(_ count: Int) -> Int {
    placesSize(count) &+ count &* blockSize
  }

  /// Where in the places of kept blocks that of one of a tile's rows lies, and
  /// bytes from a block's to the next one's.
  @inline(__always)
  package func placeOffsets(ofRow row: Int) -> (first: Int, stride: Int) {
    (tilesAreUnits ? 2 &* row : 0, 2 &* panelRowCount)
  }

  /// Bytes of a tile's, or of a panel's, biases; its multipliers take as many.
  @inline(__always)
  package var parameterSize: Int {
    guard isPanelled else { return Tile.parametersSize / 2 }
    return Panel.vectorSize &* (tilesAreUnits ? 4 : 1)
  }

  /// Tiles side by side in a panel.
  @inline(__always)
  private var panelTileCount: Int { tilesAreUnits ? Panel.unitCount : 4 }

  /// Bytes from the weights' beginning to the tile of an index.
  fileprivate func offset(ofTile index: Int) -> Int {
    let count = panelTileCount
    var (panel, place) = index.quotientAndRemainder(dividingBy: count)
    let resets = paddedOutputSize &>> 2
    if isResetBefore && index >= resets {
      // By turns one of update gates and one of candidates.
      let turn = index &- resets
      place = (turn &>> 1) % count
      panel = gatePanelCount &+ (turn &>> 1) / count &* 2 &+ turn & 1
    }
    return panel &* tileSize &+ place &* (Panel.vectorSize / count)
  }

  /// The index of the tile at an offset.
  fileprivate func tileIndex(at offset: Int) -> Int {
    let count = panelTileCount
    let (panel, rest) = offset.quotientAndRemainder(dividingBy: tileSize)
    let place = rest / (Panel.vectorSize / count)
    let turn = panel &- gatePanelCount
    guard isResetBefore && turn >= 0 else { return panel &* count &+ place }
    let gateTile = (turn &>> 1) &* count &+ place
    return (paddedOutputSize &>> 2) &+ 2 &* gateTile &+ turn & 1
  }
}

extension LayerView {
  /// The bias and the multiplier of one of a tile's rows, for the host.
  ///
  /// - Parameter parameters: Where those of the tile begin, after its blocks.
  package func parameters(
    ofRow row: Int, _ parameters: UnsafeRawPointer
  ) -> (bias: Int32, multiplier: Int32) {
    let rows = RowParameters(shape, parameters)
    return (rows.bias(row), rows.multiplier(row))
  }

  /// The tile after one in a panel.
  package func tile(after tile: UnsafeRawPointer) -> UnsafeRawPointer {
    let shape = shape
    let index = shape.tileIndex(at: tile - weights)
    return weights + shape.offset(ofTile: index &+ 1)
  }
}

extension LayerView {
  /// Where the places of the blocks of a panel's run lie.
  ///
  /// - Parameter blocks: Where the run begins, for any tile of the panel.
  @inline(__always)
  package func places(_ blocks: UnsafeRawPointer) -> UnsafeRawPointer {
    blocks - (blocks - weights) % Panel.vectorSize
  }

  /// Whether the layer's entry and its panels name blocks that there are, each
  /// row's in order.
  @inline(__always)
  var hasValidPlaces: Bool {
    let shape = shape
    guard shape.keepsPanelBlocks else { return true }
    var panel = weights
    for _ in 0..<shape.panelCount {
      let stored = shape.storedBlocks
      let hidden = panel + shape.runSize(stored.input)
      guard
        areValid(panel, stored.input, of: shape.inputBlocks),
        areValid(hidden, stored.hidden, of: shape.hiddenBlocks)
      else { return false }
      panel += shape.tileSize
    }
    return true
  }

  /// Whether places at an address are in order and below a number of blocks.
  private func areValid(
    _ places: UnsafeRawPointer, _ count: Int, of blocks: Int
  ) -> Bool {
    let stride = shape.placeOffsets(ofRow: 0).stride
    for first in Swift.stride(from: 0, to: stride, by: 2) {
      var least = 0
      for index in 0..<count {
        let place = Int(
          places.load(
            fromByteOffset: first &+ index &* stride, as: UInt16.self))
        guard least..<blocks ~= place else { return false }
        least = place &+ 1
      }
    }
    return true
  }
}
