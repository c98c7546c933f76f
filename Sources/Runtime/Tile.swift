internal import CSwiftletKernels

// A tile is what a layer's weights consist of: the blocks of its rows over the
// input x and over the hidden state h, then four biases and four multipliers.

/// An operand: whole blocks of numbers that meet weights, and their sum, which
/// kernels need where a file stores weights with an offset.
struct Operand {
  let values: UnsafePointer<Int16>
  let sum: Int32
}

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
  let rounding: Rounding
  private let xSum: Int32
  /// The operand over the hidden state.
  private(set) var h: Operand

  /// A reader at a layer's first tile. Loads the operands into the memory that
  /// begins at `memory`, the hidden state's behind the input's.
  ///
  /// - Parameters:
  ///   - x: `(inputSize)`, with room up to a multiple of 4.
  ///   - hidden: `(outputSize)`, the same; not looked at without state.
  @inline(__always)
  init(
    _ layer: LayerView, _ activationBits: Int,
    _ memory: UnsafeMutablePointer<Int16>, x: UnsafeMutablePointer<Int16>,
    hidden: UnsafeMutablePointer<Int16>
  ) {
    let shape = layer.shape
    format = Supported.all ? layer.weightFormat : LayerEntry.int8Format
    rounding = Rounding(layer, activationBits)
    let (x, h) = loadOperands(x, hidden, into: memory, layer, rounding)
    xSum = x.sum
    self.h = h
    let shift = layer.inputShift
    let first = start(shift == 0 ? xSum &+ h.sum : xSum, rounding)
    tile = swiftlet_tile(
      weights: layer.weights, x: x.values,
      x_blocks: Int32(truncatingIfNeeded: shape.inputBlocks),
      x_start: rows(first), h: h.values,
      h_blocks: Int32(truncatingIfNeeded: shape.hiddenBlocks),
      shift: shift, h_start: start(h.sum, rounding),
      kernel: nil)
    #if SWIFTLET_KERNELS
      tile.kernel = kernel(of: layer, rounding)
    #endif
  }

  /// Takes another operand over the hidden state.
  @inline(never)
  mutating func setHidden(_ operand: Operand) {
    h = operand
    tile.h = h.values
    tile.x_start = rows(
      start(tile.shift == 0 ? xSum &+ h.sum : xSum, rounding))
    tile.h_start = start(h.sum, rounding)
  }

  /// Takes both operands as one where nothing comes between them: the hidden
  /// state's lies behind the input's.
  @inline(__always)
  mutating func joinOperands() {
    guard tile.shift == 0 else { return }
    tile.x_blocks &+= tile.h_blocks
    tile.h_blocks = 0
  }

  /// The pre-activations of the next tile of four rows over x and h.
  @inline(__always)
  mutating func nextQuad() -> Quad {
    #if SWIFTLET_KERNELS
      guard Supported.all, tile.kernel == nil else { return nextTile(&tile) }
    #endif
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
    #if SWIFTLET_KERNELS
      guard Supported.all, tile.kernel == nil else { return nextTile(&tile) }
    #endif
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

/// What the kernels' sums start from, for an operand's sum: 64 bits, or twice
/// 32 where operands are bytes.
@inline(__always)
private func start(_ sum: Int32, _ rounding: Rounding) -> (Int32, Int32) {
  let low = (0 &- sum) &<< 7
  return (low, rounding == .bytes ? low : (0 &- sum) &>> 25)
}

/// The starts of both pairs, then of the first row of each.
@inline(__always)
private func rows(
  _ start: (Int32, Int32)
) -> (Int32, Int32, Int32, Int32, Int32, Int32) {
  (start.0, start.1, start.0, start.1, start.0, start.0)
}
