/// Sixteen units' tiles side by side (FORMAT.md, "Panels"): four bytes of each
/// unit are a vector of 64 bytes, whose lanes a host's kernels need not add up.
package enum Panel {
  /// Units of a panel.
  package static var unitCount: Int { 16 }
  /// Bytes of a vector: four columns, a bias or a multiplier of each unit.
  package static var vectorSize: Int { 4 &* unitCount }
}

/// What a shape knows of panels: where a core runs none, nothing.
protocol PanelFlag {
  init(_ isPanelled: Bool)
  var isPanelled: Bool { get }
}

extension Bool: PanelFlag {
  @inline(__always) var isPanelled: Bool { self }
}

struct NoPanels: PanelFlag {
  @inline(__always) init(_ isPanelled: Bool) {}
  @inline(__always) var isPanelled: Bool { false }
}

extension LayerShape {
  /// Panels of the layer.
  package var panelCount: Int {
    (outputSize &+ Panel.unitCount &- 1) / Panel.unitCount
  }

  /// Bytes from the bias of a tile's row to that of the next; in panels from
  /// their weights too.
  @inline(__always)
  var rowStride: Int { isPanelled && tilesAreUnits ? Panel.vectorSize : 4 }

  /// Bytes in front of a row's weights in a block of a panel; rows of other
  /// tiles share a block.
  @inline(__always)
  package func rowOffset(_ row: Int) -> Int {
    isPanelled ? row &* rowStride : 0
  }

  /// Bytes of a tile's, or of a panel's, biases; its multipliers take as many.
  @inline(__always)
  package var parameterSize: Int {
    guard isPanelled else { return Tile.parametersSize / 2 }
    return Panel.vectorSize &* (tilesAreUnits ? 4 : 1)
  }

  /// Bytes from a panel's beginning to the place of the tile after the one at
  /// `offset`; the next panel's beginning after the last.
  @inline(__always)
  fileprivate func next(_ offset: Int) -> Int {
    let next = offset &+ (tilesAreUnits ? 4 : 16)
    return next == Panel.vectorSize ? tileSize : next
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
    let offset = (tile - weights) % shape.tileSize
    return tile - offset + shape.next(offset)
  }
}
