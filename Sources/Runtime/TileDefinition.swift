internal import CSwiftletKernels

/// The layer that a reader keeps for tiles without a kernel.
protocol LayerReference {
  init(_ layer: LayerView)
  var layer: LayerView { get }
}

extension LayerView: LayerReference {
  @inline(__always) init(_ layer: LayerView) { self = layer }
  @inline(__always) var layer: LayerView { self }
}

// What every kernel gives: the definition.
extension TileReader {
  /// The pre-activations of the next tile of `rowCount` rows, 3 or 4.
  @inline(never)
  mutating func defined(_ rowCount: Int) -> Quad {
    let first = tile.weights
    var sum = takeBlocks(rowCount, tile.x, tile.x_blocks)
    sum.shift(left: tile.shift)
    if rowCount == 3 { swap(&sum.c, &sum.d) }
    let overHidden = takeBlocks(rowCount, tile.h, tile.h_blocks)
    sum.a &+= overHidden.a
    sum.b &+= overHidden.b
    sum.c &+= overHidden.c
    sum.d &+= overHidden.d
    if rowCount == 3 { swap(&sum.c, &sum.d) }
    return preactivations(sum, ofTileAt: first)
  }

  /// The sums of the rows of blocks; goes on after them.
  @inline(never)
  private mutating func takeBlocks(
    _ rowCount: Int, _ operand: UnsafePointer<Int16>, _ count: Int32
  ) -> Quad {
    guard count != 0 else { return Quad(a: 0, b: 0, c: 0, d: 0) }
    let (layer, blocks) = (definition.layer, tile.weights)
    tile.weights +=
      layer.storesKeptBlocks
      ? Int(BlockRun(layer, blocks, count).size)
      : layer.shape.runSize(Int(count))
    return Quad(
      a: layer.sum(0, of: rowCount, blocks, operand, count),
      b: layer.sum(1, of: rowCount, blocks, operand, count),
      c: layer.sum(2, of: rowCount, blocks, operand, count),
      d: rowCount == 4
        ? layer.sum(3, of: rowCount, blocks, operand, count) : 0)
  }

  /// Sums with their biases, scaled; goes on to the next tile.
  @inline(__always)
  private mutating func preactivations(
    _ sum: Quad, ofTileAt first: UnsafeRawPointer
  ) -> Quad {
    let layer = definition.layer
    let shape = layer.shape
    let rows = RowParameters(shape, tile.weights)
    tile.weights =
      shape.isPanelled
      ? layer.tile(after: first) : tile.weights + Tile.parametersSize
    return Quad(
      a: (sum.a &+ rows.bias(0)).scaled(by: rows.multiplier(0)),
      b: (sum.b &+ rows.bias(1)).scaled(by: rows.multiplier(1)),
      c: (sum.c &+ rows.bias(2)).scaled(by: rows.multiplier(2)),
      d: (sum.d &+ rows.bias(3)).scaled(by: rows.multiplier(3)))
  }
}
