// How blocks of weights are stored, and the sums of their products with an
// operand. A block holds the same columns of each row of a tile: of four rows,
// or of the three that a unit of a reset-after GRU has.

/// The accumulators of a tile of four rows.
struct Quad {
  var a: Int32 = 0
  var b: Int32 = 0
  var c: Int32 = 0
  var d: Int32 = 0

  /// All four times 2^shift.
  @inline(__always)
  mutating func shift(left shift: Int32) {
    a = a &<< shift
    b = b &<< shift
    c = c &<< shift
    d = d &<< shift
  }
}

/// How a block stores its weights (FORMAT.md, "Weights"). A conforming type is
/// a namespace, chosen at compile time.
protocol WeightFormat {
  /// Columns of a block, a multiple of 4.
  static var blockWidth: Int { get }
  /// Bits of a weight.
  static var bits: Int { get }
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
  @inline(__always) static var bits: Int { 8 }

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

/// int4 in blocks of 8 columns: bytes like those of two blocks of int8 whose
/// lower four bits are zero, the first's in the lower four bits. A weight n
/// stands for the int8 weight 16 n.
enum Int4Weights: WeightFormat {
  @inline(__always) static var blockWidth: Int { 8 }
  @inline(__always) static var bits: Int { 4 }

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
  @inline(__always) static var bits: Int { 16 }

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
  @inline(__always) static var bits: Int { 8 }

  @inline(__always)
  static func weight(
    _ block: UnsafeRawPointer, _ row: Int, _ column: Int, of rowCount: Int
  ) -> Int32 {
    Int32(block.load(fromByteOffset: 16 &* row &+ column, as: Int8.self))
  }
}

extension WeightFormat {
  /// Adds the four rows of `count` blocks to `sum`; moves `blocks` behind
  /// them.
  @inline(__always)
  static func addQuad(
    _ sum: inout Quad, _ blocks: inout UnsafeRawPointer,
    _ operand: UnsafePointer<Int16>, _ count: Int32
  ) {
    var values = operand
    for _ in 0..<count {
      sum.a = dot(blocks, 0, of: 4, values, sum.a)
      sum.b = dot(blocks, 1, of: 4, values, sum.b)
      sum.c = dot(blocks, 2, of: 4, values, sum.c)
      sum.d = dot(blocks, 3, of: 4, values, sum.d)
      blocks += (4 &* blockWidth &* bits) &>> 3
      values += blockWidth
    }
  }

  /// Adds the three rows of `count` blocks to the first three of `sum`; moves
  /// `blocks` behind them.
  @inline(__always)
  static func addTriple(
    _ sum: inout Quad, _ blocks: inout UnsafeRawPointer,
    _ operand: UnsafePointer<Int16>, _ count: Int32
  ) {
    var values = operand
    for _ in 0..<count {
      sum.a = dot(blocks, 0, of: 3, values, sum.a)
      sum.b = dot(blocks, 1, of: 3, values, sum.b)
      sum.c = dot(blocks, 2, of: 3, values, sum.c)
      blocks += (3 &* blockWidth &* bits) &>> 3
      values += blockWidth
    }
  }

  /// The dot product of one row of a block with its operand values, added to
  /// `sum`.
  @inline(__always)
  private static func dot(
    _ block: UnsafeRawPointer, _ row: Int, of rowCount: Int,
    _ x: UnsafePointer<Int16>, _ sum: Int32
  ) -> Int32 {
    var sum = sum
    var first = 0
    while first < blockWidth {
      sum =
        sum
        &+ weight(block, row, first, of: rowCount) &* Int32(x[first])
        &+ weight(block, row, first &+ 1, of: rowCount) &* Int32(x[first &+ 1])
        &+ weight(block, row, first &+ 2, of: rowCount) &* Int32(x[first &+ 2])
        &+ weight(block, row, first &+ 3, of: rowCount) &* Int32(x[first &+ 3])
      first &+= 4
    }
    return sum
  }
}

extension LayerView {
  /// The weight of a row and a column of a block, whatever the format.
  @inline(__always)
  func weight(_ block: UnsafeRawPointer, _ row: Int, _ column: Int) -> Int32 {
    let rows = shape.rowsPerTile
    guard Supported.all else {
      return Int8Weights.weight(block, row, column, of: rows)
    }
    return switch (weightBits, blockWidth) {
    case (4, _): Int4Weights.weight(block, row, column, of: rows)
    case (16, _): Int16Weights.weight(block, row, column, of: rows)
    case (_, 16): WideInt8Weights.weight(block, row, column, of: rows)
    default: Int8Weights.weight(block, row, column, of: rows)
    }
  }
}
