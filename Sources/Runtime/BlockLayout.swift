/// Where the weights of a tile's row lie in a block, and what its bytes stand
/// for (FORMAT.md, "Weights"): for the sums of products, the proof that none
/// overflows, and the host's reader. A block holds the same columns of each of
/// a tile's rows: of four, or of the three of a reset-after GRU's unit.
package struct BlockLayout {
  /// One of `LayerEntry`'s formats.
  private let format: UInt8
  /// Bytes in front of the row's first weight, from an even column to the odd
  /// one after it, and from two columns to the next two: where a row without
  /// a partner has its columns in the order 0 2 1 3, 2 and 1.
  private let start, stride, pairStride: Int
  /// What the byte of a pair's first row differs by from the weight.
  private let offset: UInt8
  /// Whether a weight is the second of a kept pair: the halfword's upper byte
  /// once the first weight is taken off.
  let isUpper: Bool

  /// The layout of one of a tile's `rowCount` rows; in panels, of what begins
  /// at the row's `rowOffset`.
  @inline(__always)
  package init(row: Int, of rowCount: Int, format: UInt8) {
    let isWide = Core.runsWideBlocks && format == LayerEntry.wideInt8Format
    let isInt16 = Supported.all && format == LayerEntry.int16Format
    let isPanelled = Core.runsPanels && format == LayerEntry.panelInt8Format
    let isKept = format == LayerEntry.keptInt8Format
    let isPaired = !isWide && !isInt16 && !isPanelled
    let isSingle = isPaired && row == 2 && rowCount == 3
    self.format = format
    if isPanelled {
      (start, stride, pairStride) = (0, 1, 2)
    } else if isWide {
      (start, stride, pairStride) = (16 &* row, 1, 2)
    } else if isInt16 {
      (start, stride, pairStride) = (8 &* row, 2, 4)
    } else {
      start = 8 &* (row &>> 1) &+ (row & 1)
      (stride, pairStride) = (2, isSingle ? 1 : 4)
    }
    offset = isPaired && !isKept && !isSingle && row & 1 == 0 ? 128 : 0
    isUpper = isKept && row & 1 == 1
  }

  /// Columns of a block.
  @inline(__always)
  package var width: Int {
    if Core.runsWideBlocks && format == LayerEntry.wideInt8Format { return 16 }
    return isInt4 ? 8 : 4
  }

  /// The row's weight in a column of a block; of int4 16 times the number that
  /// is stored.
  @inline(__always)
  package func weight(_ block: UnsafeRawPointer, _ column: Int) -> Int32 {
    let pair = (isInt4 ? column & 3 : column) &>> 1
    let at = start &+ pairStride &* pair &+ stride &* (column & 1)
    if Supported.all && format == LayerEntry.int16Format {
      return Int32(block.load(fromByteOffset: at, as: Int16.self))
    }
    if isUpper {
      let weights = block.load(fromByteOffset: at &- 1, as: Int16.self)
      return (Int32(weights) &+ 128) &>> 8
    }
    var byte = block.load(fromByteOffset: at, as: UInt8.self)
    if isInt4 { byte = column < 4 ? byte &<< 4 : byte & 0xF0 }
    return Int32(Int8(bitPattern: byte ^ offset))
  }

  /// Whether each byte holds a weight of the first four columns and one of the
  /// last.
  @inline(__always)
  private var isInt4: Bool {
    Supported.all && format == LayerEntry.int4Format
  }
}
