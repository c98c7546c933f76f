internal import CSwiftletKernels

// Dot products of a tile's rows with an operand. A tile stores its rows in
// blocks of four columns; a block holds its rows one after the other.

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

/// How a file stores weights. A conforming type is a namespace, chosen at
/// compile time.
protocol WeightStorage {
  /// Bytes of one row of a block: four weights.
  static var rowSize: Int { get }
  /// The dot product of one row of a block with four operand values, added to
  /// `sum`.
  static func dot(
    _ row: UnsafeRawPointer, _ operand: UnsafePointer<Int16>, _ sum: Int32
  ) -> Int32
}

/// int8 weights, a row's columns in the order 0 2 1 3, which the DSP
/// extension's SXTB16 splits into the pairs (0, 1) and (2, 3).
enum Int8Weights: WeightStorage {
  @inline(__always) static var rowSize: Int { 4 }

  @inline(__always)
  static func dot(
    _ row: UnsafeRawPointer, _ operand: UnsafePointer<Int16>, _ sum: Int32
  ) -> Int32 {
    #if SWIFTLET_DSP
      return swiftlet_dot_int8(row, operand, sum)
    #else
      let w = row.assumingMemoryBound(to: Int8.self)
      return sum
        &+ Int32(w[0]) &* Int32(operand[0]) &+ Int32(w[1]) &* Int32(operand[2])
        &+ Int32(w[2]) &* Int32(operand[1]) &+ Int32(w[3]) &* Int32(operand[3])
    #endif
  }
}

/// int16 weights, a row's columns in natural order.
enum Int16Weights: WeightStorage {
  @inline(__always) static var rowSize: Int { 8 }

  @inline(__always)
  static func dot(
    _ row: UnsafeRawPointer, _ operand: UnsafePointer<Int16>, _ sum: Int32
  ) -> Int32 {
    #if SWIFTLET_DSP
      return swiftlet_dot_int16(row, operand, sum)
    #else
      let w = row.assumingMemoryBound(to: Int16.self)
      return sum
        &+ Int32(w[0]) &* Int32(operand[0]) &+ Int32(w[1]) &* Int32(operand[1])
        &+ Int32(w[2]) &* Int32(operand[2]) &+ Int32(w[3]) &* Int32(operand[3])
    #endif
  }
}

extension WeightStorage {
  /// Adds four rows over `count` columns, a multiple of 4, to `sum`; moves
  /// `weights` behind them.
  @inline(__always)
  static func addQuad(
    _ sum: inout Quad, _ weights: inout UnsafeRawPointer,
    _ operand: UnsafePointer<Int16>, _ count: Int
  ) {
    var values = operand
    let end = operand + count
    while values != end {
      sum.a = dot(weights, values, sum.a)
      sum.b = dot(weights + rowSize, values, sum.b)
      sum.c = dot(weights + 2 &* rowSize, values, sum.c)
      sum.d = dot(weights + 3 &* rowSize, values, sum.d)
      weights += 4 &* rowSize
      values += 4
    }
  }

  /// Adds three rows over `count` columns to the first three of `sum`; moves
  /// `weights` behind them.
  @inline(__always)
  static func addTriple(
    _ sum: inout Quad, _ weights: inout UnsafeRawPointer,
    _ operand: UnsafePointer<Int16>, _ count: Int
  ) {
    var values = operand
    let end = operand + count
    while values != end {
      sum.a = dot(weights, values, sum.a)
      sum.b = dot(weights + rowSize, values, sum.b)
      sum.c = dot(weights + 2 &* rowSize, values, sum.c)
      weights += 3 &* rowSize
      values += 4
    }
  }
}
