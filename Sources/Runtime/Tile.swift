// A tile is what a layer's weights consist of: four biases, four multipliers,
// then the blocks of its rows over the input x and over the hidden state h.

/// The operands of a layer's step: its input and its hidden state before the
/// step, each padded with zeros to whole blocks.
struct Operands {
  let x: UnsafePointer<Int16>
  let h: UnsafePointer<Int16>
}

/// Where in a layer's weights a step stands, and how its sums are joined.
struct TileReader {
  /// The next tile.
  var weights: UnsafeRawPointer
  /// Blocks over x and over h.
  let inputBlocks: Int
  let hiddenBlocks: Int
  /// Left shift of the sums over x, and of the whole sum.
  let inputShift: Int32
  let sumShift: Int32

  /// A reader at a layer's first tile.
  @inline(__always)
  init(_ layer: LayerView) {
    weights = layer.weights
    inputBlocks = paddedToBlock(layer.inputSize) &>> 2
    hiddenBlocks = layer.isRecurrent ? paddedToBlock(layer.outputSize) &>> 2 : 0
    inputShift = layer.inputShift
    sumShift = layer.sumShift
  }

  /// The pre-activations of the next tile of four rows over x and h.
  @inline(__always)
  mutating func nextQuad<W: WeightStorage>(
    _: W.Type, _ operands: Operands
  ) -> Quad {
    let rows = weights.assumingMemoryBound(to: Int32.self)
    weights += 32
    let x = W.dotQuad(&weights, operands.x, inputBlocks)
    let h = W.dotQuad(&weights, operands.h, hiddenBlocks)
    return Quad(
      a: scale(sum(x.a, h.a) &+ rows[0], by: rows[4]),
      b: scale(sum(x.b, h.b) &+ rows[1], by: rows[5]),
      c: scale(sum(x.c, h.c) &+ rows[2], by: rows[6]),
      d: scale(sum(x.d, h.d) &+ rows[3], by: rows[7]))
  }

  /// The pre-activations of the next unit of a reset-after GRU: reset and
  /// update gate, and the candidate's parts over x (`c`) and over h (`d`).
  @inline(__always)
  mutating func nextGRUUnit<W: WeightStorage>(
    _: W.Type, _ operands: Operands
  ) -> Quad {
    let rows = weights.assumingMemoryBound(to: Int32.self)
    weights += 32
    let x = W.dotTriple(&weights, operands.x, inputBlocks)
    let h = W.dotTriple(&weights, operands.h, hiddenBlocks)
    return Quad(
      a: scale(sum(x.a, h.a) &+ rows[0], by: rows[4]),
      b: scale(sum(x.b, h.b) &+ rows[1], by: rows[5]),
      c: scale(sum(x.c, 0) &+ rows[2], by: rows[6]),
      d: scale(sum(0, h.c) &+ rows[3], by: rows[7]))
  }

  /// The sums over x and h in one unit: that of the bias.
  @inline(__always)
  private func sum(_ x: Int32, _ h: Int32) -> Int32 {
    ((x &<< inputShift) &+ h) &<< sumShift
  }
}
