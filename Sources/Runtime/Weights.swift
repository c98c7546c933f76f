// How blocks of weights are stored, and the sums of their products with an
// operand. A block holds the same columns of each row of a tile: of four rows,
// or of the three that a unit of a reset-after GRU has.

/// How a block stores its weights (FORMAT.md, "Weights"). A conforming type is
/// a namespace, chosen at compile time.
protocol WeightFormat {
  /// Columns of a block, a multiple of 4.
  static var blockWidth: Int { get }
  /// The weight of a row and a column of a block of `rowCount` rows.
  static func weight(
    _ block: UnsafeRawPointer, _ row: Int, _ column: Int, of rowCount: Int
  ) -> Int32
}

/// int8 in blocks of 4 columns. Rows go in pairs: for each column a byte of
/// the first row, 128 more than the weight, and a byte of the second. A row
/// without a partner has its columns in the order 0 2 1 3.
enum Int8Weights: WeightFormat {
  @inline(__always) static var blockWidth: Int { 4 }

  @inline(__always)
  static func weight(
    _ block: UnsafeRawPointer, _ row: Int, _ column: Int, of rowCount: Int
  ) -> Int32 {
    let byte = block.load(
      fromByteOffset: offset(row, column, of: rowCount), as: UInt8.self)
    return signed(byte, row, of: rowCount)
  }

  /// Where the byte of a row and one of four columns lies.
  @inline(__always)
  static func offset(_ row: Int, _ column: Int, of rowCount: Int) -> Int {
    row == 2 && rowCount == 3
      ? 8 &+ (column == 1 ? 2 : column == 2 ? 1 : column)
      : 8 &* (row &>> 1) &+ 2 &* column &+ (row & 1)
  }

  /// The weight that a byte of a row stands for.
  @inline(__always)
  static func signed(_ byte: UInt8, _ row: Int, of rowCount: Int) -> Int32 {
    let isFirst = row == 0 || (row == 2 && rowCount == 4)
    return Int32(Int8(bitPattern: isFirst ? byte ^ 128 : byte))
  }
}

/// int8 of the blocks that were kept, in a `BlockRun`. A pair's bytes are the
/// halfword 256 b + a of the first row's weight a and the second's b; else they
/// lie as `Int8Weights` does. Sums need no operands' sum.
enum KeptInt8Weights {
  /// The weight of a row and a column of a block of `rowCount` rows.
  @inline(__always)
  static func weight(
    _ block: UnsafeRawPointer, _ row: Int, _ column: Int, of rowCount: Int
  ) -> Int32 {
    if row == 2 && rowCount == 3 {
      return Int8Weights.weight(block, row, column, of: rowCount)
    }
    let pair = block.load(
      fromByteOffset: 8 &* (row &>> 1) &+ 2 &* column, as: Int16.self)
    return row & 1 == 0
      ? Int32(Int8(truncatingIfNeeded: pair)) : (Int32(pair) &+ 128) &>> 8
  }

  /// The sum of the products of one row of a run with an operand.
  @inline(never)
  static func sum(
    _ row: Int, _ layer: LayerView, _ blocks: UnsafeRawPointer,
    _ operand: UnsafePointer<Int16>, _ count: Int32
  ) -> Int32 {
    let rowCount = layer.shape.rowsPerTile
    var run = BlockRun(layer, blocks, count)
    var sum: Int32 = 0
    while run.remaining > 0 {
      run.next()
      let x = operand + Int(run.position &>> 1)
      for column in 0..<4 {
        sum &+=
          weight(run.block, row, column, of: rowCount) &* Int32(x[column])
      }
    }
    return sum
  }
}

/// int4 in blocks of 8 columns: bytes like those of two blocks of int8 whose
/// lower four bits are zero, the first's in the lower four bits. A weight n
/// stands for the int8 weight 16 n.
enum Int4Weights: WeightFormat {
  @inline(__always) static var blockWidth: Int { 8 }

  @inline(__always)
  static func weight(
    _ block: UnsafeRawPointer, _ row: Int, _ column: Int, of rowCount: Int
  ) -> Int32 {
    let pair = block.load(
      fromByteOffset: Int8Weights.offset(row, column & 3, of: rowCount),
      as: UInt8.self)
    let byte = column < 4 ? pair &<< 4 : pair & 0xF0
    return Int8Weights.signed(byte, row, of: rowCount)
  }
}

/// int16 in blocks of 4 columns, row after row.
enum Int16Weights: WeightFormat {
  @inline(__always) static var blockWidth: Int { 4 }

  @inline(__always)
  static func weight(
    _ block: UnsafeRawPointer, _ row: Int, _ column: Int, of rowCount: Int
  ) -> Int32 {
    Int32(
      block.load(fromByteOffset: 8 &* row &+ 2 &* column, as: Int16.self))
  }
}

/// int8 in blocks of 16 columns, row after row, for cores with vectors of 16
/// bytes.
enum WideInt8Weights: WeightFormat {
  @inline(__always) static var blockWidth: Int { 16 }

  @inline(__always)
  static func weight(
    _ block: UnsafeRawPointer, _ row: Int, _ column: Int, of rowCount: Int
  ) -> Int32 {
    Int32(block.load(fromByteOffset: 16 &* row &+ column, as: Int8.self))
  }
}

/// int8 of one row of a tile in a panel, at the beginning of its block.
enum PanelInt8Weights: WeightFormat {
  @inline(__always) static var blockWidth: Int { 4 }

  @inline(__always)
  static func weight(
    _ block: UnsafeRawPointer, _ row: Int, _ column: Int, of rowCount: Int
  ) -> Int32 {
    Int32(block.load(fromByteOffset: column, as: Int8.self))
  }
}

extension WeightFormat {
  /// The sum of the products of one row of `count` blocks of a size with an
  /// operand.
  @inline(never)
  static func sum(
    _ row: Int, of rowCount: Int, _ blocks: UnsafeRawPointer,
    _ operand: UnsafePointer<Int16>, _ count: Int32, _ size: Int
  ) -> Int32 {
    var block = blocks
    var x = operand
    var sum: Int32 = 0
    for _ in 0..<count {
      for column in 0..<blockWidth {
        sum &+= weight(block, row, column, of: rowCount) &* Int32(x[column])
      }
      block += size
      x += blockWidth
    }
    return sum
  }
}

extension LayerView {
  /// The sum of the products of one row of blocks with an operand, whatever
  /// the format.
  @inline(__always)
  func sum(
    _ row: Int, of rowCount: Int, _ blocks: UnsafeRawPointer,
    _ x: UnsafePointer<Int16>, _ count: Int32
  ) -> Int32 {
    let size = shape.blockSize
    switch weightFormat {
    case LayerEntry.int4Format:
      return Int4Weights.sum(row, of: rowCount, blocks, x, count, size)
    case LayerEntry.int16Format:
      return Int16Weights.sum(row, of: rowCount, blocks, x, count, size)
    case LayerEntry.keptInt8Format:
      return KeptInt8Weights.sum(row, self, blocks, x, count)
    case LayerEntry.panelInt8Format where Core.runsPanels:
      let blocks = blocks + row &* shape.rowStride
      return PanelInt8Weights.sum(0, of: rowCount, blocks, x, count, size)
    case LayerEntry.wideInt8Format where Core.runsWideBlocks:
      return WideInt8Weights.sum(row, of: rowCount, blocks, x, count, size)
    default:
      return Int8Weights.sum(row, of: rowCount, blocks, x, count, size)
    }
  }
}
