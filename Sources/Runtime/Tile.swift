internal import CSwiftletKernels

// A tile is what a layer's weights consist of: the blocks of its rows over the
// input x and over the hidden state h, then four biases and four multipliers.

/// Walks a layer's tiles and gives the pre-activations of each: the seam
/// between the steps and the kernels. The kernels in Swift define the result;
/// a core's own (CSupport/kernels) give the same bits.
///
/// The functions that read a tile are not inlined: they are the same for every
/// kind of layer, and the step's size is mostly theirs.
struct TileReader {
  /// The next tile, its operands and how they are joined.
  private var tile: swiftlet_tile
  private let format: UInt8

  /// A reader at a layer's first tile.
  init(_ layer: LayerView, _ operands: Operands) {
    format = Supported.all ? layer.weightFormat : LayerEntry.int8Format
    tile = swiftlet_tile(
      weights: layer.weights, x: operands.x, h: operands.h,
      x_blocks: Int32(truncatingIfNeeded: layer.shape.inputBlocks),
      h_blocks: Int32(truncatingIfNeeded: layer.shape.hiddenBlocks),
      x_sum: operands.xSum, h_sum: operands.hSum, shift: layer.inputShift,
      values: (0, 0, 0, 0))
  }

  /// Takes another operand for the hidden state.
  @inline(__always)
  mutating func replaceHidden(_ h: UnsafePointer<Int16>, sum: Int32) {
    tile.h = h
    tile.h_sum = sum
  }

  /// The pre-activations of the next tile of four rows over x and h.
  @inline(__always)
  mutating func nextQuad() -> Quad {
    guard Supported.all else { return nextQuad(Int8Weights.self) }
    return switch format {
    case LayerEntry.int4Format: nextQuad(Int4Weights.self)
    case LayerEntry.int16Format: nextQuad(Int16Weights.self)
    case LayerEntry.wideInt8Format: nextQuad(WideInt8Weights.self)
    default: nextQuad(Int8Weights.self)
    }
  }

  /// The pre-activations of the next unit of a reset-after GRU: reset and
  /// update gate, and the candidate's parts over x (`c`) and over h (`d`).
  @inline(__always)
  mutating func nextGRUUnit() -> Quad {
    guard Supported.all else { return nextGRUUnit(Int8Weights.self) }
    return switch format {
    case LayerEntry.int4Format: nextGRUUnit(Int4Weights.self)
    case LayerEntry.int16Format: nextGRUUnit(Int16Weights.self)
    case LayerEntry.wideInt8Format: nextGRUUnit(WideInt8Weights.self)
    default: nextGRUUnit(Int8Weights.self)
    }
  }

  @inline(never)
  private mutating func nextQuad<W: WeightFormat>(_: W.Type) -> Quad {
    var sum = Quad()
    W.addQuad(&sum, &tile.weights, tile.x, tile.x_blocks)
    sum.shift(left: tile.shift)
    W.addQuad(&sum, &tile.weights, tile.h, tile.h_blocks)
    return preactivations(sum)
  }

  @inline(never)
  private mutating func nextGRUUnit<W: WeightFormat>(_: W.Type) -> Quad {
    var sum = Quad()
    W.addTriple(&sum, &tile.weights, tile.x, tile.x_blocks)
    sum.shift(left: tile.shift)
    swap(&sum.c, &sum.d)
    W.addTriple(&sum, &tile.weights, tile.h, tile.h_blocks)
    swap(&sum.c, &sum.d)
    return preactivations(sum)
  }

  /// Sums with their biases, scaled; goes on to the next tile.
  @inline(__always)
  private mutating func preactivations(_ sum: Quad) -> Quad {
    let rows = tile.weights.assumingMemoryBound(to: Int32.self)
    tile.weights += 32
    return Quad(
      a: scale(sum.a &+ rows[0], by: rows[4]),
      b: scale(sum.b &+ rows[1], by: rows[5]),
      c: scale(sum.c &+ rows[2], by: rows[6]),
      d: scale(sum.d &+ rows[3], by: rows[7]))
  }
}
