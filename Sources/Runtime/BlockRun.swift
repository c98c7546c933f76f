/// A tile's blocks over an operand, one after the other: all of them, or a run
/// of those that were kept (FORMAT.md, "Kept blocks").
struct BlockRun {
  /// The block that `next` has come to.
  private(set) var block: UnsafeRawPointer
  /// Blocks still to come.
  private(set) var remaining: Int32
  private let blockSize: Int
  /// The positions of a round's blocks, and how many of them were taken; a
  /// negative number where there are none.
  private var positions: UnsafeRawPointer
  private var taken: Int32

  /// The `count` blocks, or those of them that a sparse layer has kept, before
  /// the first.
  @inline(never)
  init(_ layer: LayerView, _ blocks: UnsafeRawPointer, _ count: Int32) {
    blockSize = layer.shape.blockSize
    positions = blocks + 4
    if layer.isSparse && count > 0 {
      let head = blocks.load(as: Int32.self)
      taken = head & 1
      remaining = (head & ~1) &- taken
      block = positions + (4 &- blockSize)
    } else {
      (taken, remaining) = (.min, count)
      block = blocks - blockSize
    }
  }

  /// Goes to the next block; only while some remain.
  @inline(never)
  mutating func next() {
    block += blockSize
    if taken == 2 {
      (positions, taken) = (block, 0)
      block += 4
    }
    taken &+= 1
    remaining &-= 1
  }

  /// Where the columns of a kept block begin, in bytes of the operand.
  @inline(__always)
  var position: Int {
    let offset = 2 &* Int(taken &- 1)
    return Int(positions.load(fromByteOffset: offset, as: UInt16.self))
  }
}

extension LayerView {
  /// Bytes of a tile's blocks over an operand that has `count` of them.
  @inline(never)
  func size(of blocks: UnsafeRawPointer, _ count: Int32) -> Int {
    let size = shape.blockSize
    guard isSparse && count > 0 else { return size &* Int(count) }
    let head = blocks.load(as: UInt32.self)
    return 4 &+ Int(truncatingIfNeeded: head &>> 1) &* (4 &+ 2 &* size)
      &- Int(head & 1) &* size
  }
}
