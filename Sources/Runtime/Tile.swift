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
  var tile: swiftlet_tile
  #if !SWIFTLET_DSP
    private let layer: LayerView
  #endif

  /// A reader at a layer's first tile, with the layer's operands.
  @inline(__always)
  init(_ layer: LayerView, _ operands: Operands, _ rounding: Rounding) {
    let counts = layer.blockCounts
    let shift = layer.inputShift
    let hSum = operands.h.sum
    let first = start(operands.x.sum &+ (shift == 0 ? hSum : 0), rounding)
    tile = swiftlet_tile(
      weights: layer.weights, x: operands.x.values,
      x_blocks: counts.input,
      x_start: rows(first), h: operands.h.values,
      h_blocks: counts.hidden, shift: shift,
      h_sum: hSum, kernel: nil)
    #if SWIFTLET_KERNELS
      tile.kernel = kernel(of: layer, rounding)
    #endif
    #if !SWIFTLET_DSP
      self.layer = layer
    #endif
  }

  /// The operand over the hidden state.
  var hidden: Operand { Operand(values: tile.h, sum: tile.h_sum) }

  /// Takes another operand over the hidden state.
  @inline(never)
  mutating func setHidden(_ operand: Operand, _ rounding: Rounding) {
    if tile.shift == 0 {
      let x = sum((tile.x_start.0, tile.x_start.1)) &- tile.h_sum
      tile.x_start = rows(start(x &+ operand.sum, rounding))
    }
    tile.h = operand.values
    tile.h_sum = operand.sum
  }

  /// The pre-activations of the next tile of four rows over x and h.
  @inline(__always)
  mutating func nextQuad() -> Quad { next(rowCount: 4) }

  /// The pre-activations of the next unit of a reset-after GRU: reset and
  /// update gate, and the candidate's parts over x (`c`) and over h (`d`).
  @inline(__always)
  mutating func nextGRUUnit() -> Quad { next(rowCount: 3) }

  @inline(__always)
  private mutating func next(rowCount: Int) -> Quad {
    #if SWIFTLET_DSP
      return nextTile(&tile)
    #else
      #if SWIFTLET_KERNELS
        if !Supported.all || tile.kernel != nil { return nextTile(&tile) }
      #endif
      return defined(rowCount)
    #endif
  }
}

// Cores with the DSP extension have kernels for every format.
#if !SWIFTLET_DSP

  extension TileReader {
    /// What every kernel gives.
    @inline(never)
    fileprivate mutating func defined(_ rowCount: Int) -> Quad {
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

    /// The sums of the rows of blocks; goes on behind them.
    @inline(never)
    private mutating func takeBlocks(
      _ rowCount: Int, _ operand: UnsafePointer<Int16>, _ count: Int32
    ) -> Quad {
      guard count != 0 else { return Quad(a: 0, b: 0, c: 0, d: 0) }
      let blocks = tile.weights
      tile.weights +=
        layer.isSparse
        ? Int(BlockRun(layer, blocks, count).size)
        : layer.shape.blockSize &* Int(count)
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
      let shape = layer.shape
      let rows = RowParameters(shape, tile.weights)
      tile.weights =
        shape.isPanelled ? layer.tile(behind: first) : tile.weights + 32
      return Quad(
        a: scale(sum.a &+ rows.bias(0), by: rows.multiplier(0)),
        b: scale(sum.b &+ rows.bias(1), by: rows.multiplier(1)),
        c: scale(sum.c &+ rows.bias(2), by: rows.multiplier(2)),
        d: scale(sum.d &+ rows.bias(3), by: rows.multiplier(3)))
    }
  }

#endif

/// The biases and the multipliers of a tile's rows.
struct RowParameters {
  private let biases: UnsafeRawPointer
  private let multipliers: UnsafeRawPointer
  private let stride: Int

  /// Those at an address, which is behind the tile's blocks.
  @inline(__always)
  init(_ shape: LayerShape, _ address: UnsafeRawPointer) {
    biases = address
    multipliers = address + shape.parameterSize
    stride = shape.rowStride
  }

  @inline(__always)
  func bias(_ row: Int) -> Int32 {
    biases.load(fromByteOffset: row &* stride, as: Int32.self)
  }

  @inline(__always)
  func multiplier(_ row: Int) -> Int32 {
    multipliers.load(fromByteOffset: row &* stride, as: Int32.self)
  }
}

/// The sums, or the pre-activations, of a tile of four rows.
struct Quad {
  var a: Int32
  var b: Int32
  var c: Int32
  var d: Int32

  /// All four times 2^shift.
  @inline(__always)
  mutating func shift(left shift: Int32) {
    a = a &<< shift
    b = b &<< shift
    c = c &<< shift
    d = d &<< shift
  }
}

/// What the kernels' sums of a pair start from, for the sum of the operands
/// over x, and of those over h where they are not shifted: 32 bits and for the
/// second row 0. With the DSP extension 64 bits, or twice 32 where operands are
/// bytes.
@inline(__always)
private func start(_ sum: Int32, _ rounding: Rounding) -> (Int32, Int32) {
  let low = (0 &- sum) &<< 7
  #if SWIFTLET_DSP
    return (low, rounding == .bytes ? low : (0 &- sum) &>> 25)
  #else
    return (low, 0)
  #endif
}

/// The operand's sum that gives a start; of one with 32 bits its lower 25,
/// which are all that a start takes.
@inline(__always)
private func sum(_ start: (Int32, Int32)) -> Int32 {
  let low = Int32(bitPattern: UInt32(bitPattern: start.0) &>> 7)
  return 0 &- (low | (start.1 &<< 25))
}

/// The starts of both pairs, then of the first row of each.
@inline(__always)
private func rows(
  _ start: (Int32, Int32)
) -> (Int32, Int32, Int32, Int32, Int32, Int32) {
  (start.0, start.1, start.0, start.1, start.0, start.0)
}
