// Dot products of a tile's rows with an operand. A tile stores its rows in
// blocks of four columns; a block holds its rows one after the other.

/// The accumulators of a tile of four rows.
struct Quad {
  var a: Int32 = 0
  var b: Int32 = 0
  var c: Int32 = 0
  var d: Int32 = 0
}

/// The accumulators of a tile of three rows.
struct Triple {
  var a: Int32 = 0
  var b: Int32 = 0
  var c: Int32 = 0
}

/// How a file stores weights. A conforming type is a namespace, chosen at
/// compile time, so that every step is compiled once for each.
protocol WeightStorage {
  /// Bytes of one row of a block: four weights.
  static var rowSize: Int { get }
  /// The dot product of one row of a block with four operand values.
  static func dot(
    _ row: UnsafeRawPointer, _ operand: UnsafePointer<Int16>
  ) -> Int32
}

/// int8 weights, a row's columns in the order 0 2 1 3, which the DSP
/// extension's SXTB16 splits into the pairs (0, 1) and (2, 3).
enum Int8Weights: WeightStorage {
  @inline(__always) static var rowSize: Int { 4 }

  @inline(__always)
  static func dot(
    _ row: UnsafeRawPointer, _ operand: UnsafePointer<Int16>
  ) -> Int32 {
    let w = row.assumingMemoryBound(to: Int8.self)
    return Int32(w[0]) &* Int32(operand[0]) &+ Int32(w[1]) &* Int32(operand[2])
      &+ Int32(w[2]) &* Int32(operand[1]) &+ Int32(w[3]) &* Int32(operand[3])
  }
}

/// int16 weights, a row's columns in natural order.
enum Int16Weights: WeightStorage {
  @inline(__always) static var rowSize: Int { 8 }

  @inline(__always)
  static func dot(
    _ row: UnsafeRawPointer, _ operand: UnsafePointer<Int16>
  ) -> Int32 {
    let w = row.assumingMemoryBound(to: Int16.self)
    return Int32(w[0]) &* Int32(operand[0]) &+ Int32(w[1]) &* Int32(operand[1])
      &+ Int32(w[2]) &* Int32(operand[2]) &+ Int32(w[3]) &* Int32(operand[3])
  }
}

extension WeightStorage {
  /// Four rows over `blocks` blocks; moves `weights` behind them.
  @inline(__always)
  static func dotQuad(
    _ weights: inout UnsafeRawPointer, _ operand: UnsafePointer<Int16>,
    _ blocks: Int
  ) -> Quad {
    var sum = Quad()
    var values = operand
    for _ in 0..<blocks {
      sum.a &+= dot(weights, values)
      sum.b &+= dot(weights + rowSize, values)
      sum.c &+= dot(weights + 2 &* rowSize, values)
      sum.d &+= dot(weights + 3 &* rowSize, values)
      weights += 4 &* rowSize
      values += 4
    }
    return sum
  }

  /// Three rows over `blocks` blocks; moves `weights` behind them.
  @inline(__always)
  static func dotTriple(
    _ weights: inout UnsafeRawPointer, _ operand: UnsafePointer<Int16>,
    _ blocks: Int
  ) -> Triple {
    var sum = Triple()
    var values = operand
    for _ in 0..<blocks {
      sum.a &+= dot(weights, values)
      sum.b &+= dot(weights + rowSize, values)
      sum.c &+= dot(weights + 2 &* rowSize, values)
      weights += 3 &* rowSize
      values += 4
    }
    return sum
  }
}
