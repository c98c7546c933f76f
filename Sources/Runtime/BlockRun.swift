/// A tile's blocks over an operand, one after the other: all of them, or a run
/// of those that were kept (FORMAT.md, "Kept blocks").
package struct BlockRun {
  /// The block that `next` has come to.
  package private(set) var block: UnsafeRawPointer
  /// Blocks still to come.
  package private(set) var remaining: Int32
  /// Bytes of all blocks, with what a run tells of them.
  package private(set) var size: Int32
  private let blockSize: Int32
  /// The positions of a round's blocks, and how many of them were taken; a
  /// negative number where there are none.
  private var positions: UnsafeRawPointer
  private var taken: Int32

  /// The `count` blocks, or those of them that a sparse layer has kept, before
  /// the first.
  @inline(never)
  package init(_ layer: LayerView, _ blocks: UnsafeRawPointer, _ count: Int32) {
    blockSize = Int32(truncatingIfNeeded: layer.shape.blockSize)
    positions = blocks + 4
    block = blocks - Int(blockSize)
    (taken, remaining) = (.min, count)
    var headSize: Int32 = 0
    if layer.storesKeptBlocks && count > 0 {
      let head = blocks.load(as: Int32.self)
      taken = head & 1
      remaining = (head & ~1) &- taken
      headSize = 4 &+ 4 &* (head &>> 1)
      block += 8
    }
    let placesSize = layer.shape.placesSize(Int(count))
    block += placesSize
    headSize &+= Int32(truncatingIfNeeded: placesSize)
    size = headSize &+ remaining &* blockSize
  }

  /// Goes to the next block; only while some remain.
  @inline(never)
  package mutating func next() {
    block += Int(blockSize)
    if taken == 2 {
      (positions, taken) = (block, 0)
      block += 4
    }
    taken &+= 1
    remaining &-= 1
  }

  /// The head of a run of a number of kept blocks, for the writer: twice the
  /// rounds of two, plus 1 where the first lacks a block.
  package static func head(count: Int) -> UInt32 {
    let odd = count & 1
    return UInt32(count + odd + odd)
  }

  /// Where the columns of a kept block begin, in bytes of the operand.
  @inline(__always)
  package var position: Int32 {
    let offset = 2 &* Int(taken &- 1)
    return Int32(positions.load(fromByteOffset: offset, as: UInt16.self))
  }
}
