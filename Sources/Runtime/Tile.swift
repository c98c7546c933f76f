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
  /// The layer, where there may be no kernel.
  let definition: Core.DefinitionLayer

  /// A reader at a layer's first tile, with the layer's operands.
  @inline(__always)
  init(
    _ layer: LayerView, _ operands: Operands, _ form: OperandForm,
    _ level: Core.KernelLevel
  ) {
    let counts = layer.blockCounts
    let shift = layer.inputShift
    let hSum = operands.h.sum
    let first = start(operands.x.sum &+ (shift == 0 ? hSum : 0), form)
    tile = swiftlet_tile(
      weights: layer.weights, x: operands.x.values,
      x_blocks: counts.input,
      x_start: rows(first), h: operands.h.values,
      h_blocks: counts.hidden, shift: shift,
      h_sum: hSum, kernel: nil)
    tile.kernel = kernel(of: layer, form, level)
    definition = Core.DefinitionLayer(layer)
  }

  /// The operand over the hidden state.
  var hidden: Operand { Operand(values: tile.h, sum: tile.h_sum) }

  /// Takes another operand over the hidden state.
  @inline(never)
  mutating func setHidden(_ operand: Operand, _ form: OperandForm) {
    if tile.shift == 0 {
      let x = sum((tile.x_start.0, tile.x_start.1)) &- tile.h_sum
      tile.x_start = rows(start(x &+ operand.sum, form))
    }
    tile.h = operand.values
    tile.h_sum = operand.sum
  }

  /// The pre-activations of the next tile of four rows over x and h.
  @inline(__always)
  mutating func nextQuad() -> Quad { Core.next(&self, rowCount: 4) }

  /// The pre-activations of the next unit of a reset-after GRU: reset and
  /// update gate, and the candidate's parts over x (`c`) and over h (`d`).
  @inline(__always)
  mutating func nextGRUUnit() -> Quad { Core.next(&self, rowCount: 3) }
}

/// The core's kernel of a layer, as `CoreFamily` has it.
@inline(never)
private func kernel(
  of layer: LayerView, _ form: OperandForm, _ level: Core.KernelLevel
) -> Kernel? {
  Core.kernel(of: layer, form, level)
}

/// The biases and the multipliers of a tile's rows.
struct RowParameters {
  private let biases: UnsafeRawPointer
  private let multipliers: UnsafeRawPointer
  private let stride: Int

  /// Those at an address, which is after the tile's blocks.
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

  /// Calls a function with the first `count` numbers, at most all four.
  @inline(__always)
  func withFirst(_ count: Int, _ body: (Int32) -> Void) {
    withUnsafeBytes(of: self) { numbers in
      for index in 0..<min(4, count) {
        body(numbers.load(fromByteOffset: 4 &* index, as: Int32.self))
      }
    }
  }

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
private func start(_ sum: Int32, _ form: OperandForm) -> (Int32, Int32) {
  ((0 &- sum) &<< 7, Core.secondStart(ofSum: sum, form))
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
