// A tile is what a layer's weights consist of: four biases, four multipliers,
// then the blocks of its rows over the input x and over the hidden state h.

/// Where in a layer's weights a step stands, its operands, and how sums are
/// joined.
///
/// The functions that read a tile are not inlined: they are the same for every
/// kind of layer, and the step's size is mostly theirs.
struct TileReader {
  /// The next tile.
  private var weights: UnsafeRawPointer
  /// The operands, each padded with zeros to whole blocks: the layer's input
  /// and its hidden state before the step.
  private let x: UnsafePointer<Int16>
  var h: UnsafePointer<Int16>
  /// Values of each, a multiple of 4.
  private let inputCount: Int
  private let hiddenCount: Int
  /// Left shift of the sums over x, and of the whole sum.
  private let inputShift: Int32
  private let sumShift: Int32
  /// Whether weights are int16, not int8.
  private let isWide: Bool

  /// A reader at a layer's first tile.
  init(
    _ layer: LayerView, x: UnsafePointer<Int16>, h: UnsafePointer<Int16>
  ) {
    weights = layer.weights
    self.x = x
    self.h = h
    let shape = layer.shape
    inputCount = paddedToBlock(shape.inputSize)
    hiddenCount = shape.isRecurrent ? shape.paddedOutputSize : 0
    inputShift = layer.inputShift
    sumShift = layer.sumShift
    isWide = layer.weightBits == 16
  }

  /// The pre-activations of the next tile of four rows over x and h.
  @inline(__always)
  mutating func nextQuad() -> Quad {
    isWide && Supported.all
      ? nextQuad(Int16Weights.self) : nextQuad(Int8Weights.self)
  }

  /// The pre-activations of the next unit of a reset-after GRU: reset and
  /// update gate, and the candidate's parts over x (`c`) and over h (`d`).
  @inline(__always)
  mutating func nextGRUUnit() -> Quad {
    isWide && Supported.all
      ? nextGRUUnit(Int16Weights.self) : nextGRUUnit(Int8Weights.self)
  }

  @inline(never)
  private mutating func nextQuad<W: WeightStorage>(_: W.Type) -> Quad {
    let rows = weights.assumingMemoryBound(to: Int32.self)
    var blocks = weights + 32
    var sum = Quad()
    W.addQuad(&sum, &blocks, x, inputCount)
    sum.shift(left: inputShift)
    W.addQuad(&sum, &blocks, h, hiddenCount)
    sum.shift(left: sumShift)
    weights = blocks
    return preactivations(sum, rows)
  }

  @inline(never)
  private mutating func nextGRUUnit<W: WeightStorage>(_: W.Type) -> Quad {
    let rows = weights.assumingMemoryBound(to: Int32.self)
    var blocks = weights + 32
    var sum = Quad()
    W.addTriple(&sum, &blocks, x, inputCount)
    sum.shift(left: inputShift)
    swap(&sum.c, &sum.d)
    W.addTriple(&sum, &blocks, h, hiddenCount)
    swap(&sum.c, &sum.d)
    sum.shift(left: sumShift)
    weights = blocks
    return preactivations(sum, rows)
  }

  /// Sums with their biases, scaled; `rows` are the biases, then multipliers.
  @inline(__always)
  private func preactivations(
    _ sum: Quad, _ rows: UnsafePointer<Int32>
  ) -> Quad {
    Quad(
      a: scale(sum.a &+ rows[0], by: rows[4]),
      b: scale(sum.b &+ rows[1], by: rows[5]),
      c: scale(sum.c &+ rows[2], by: rows[6]),
      d: scale(sum.d &+ rows[3], by: rows[7]))
  }
}
