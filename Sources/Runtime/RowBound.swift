/// The largest magnitude that a row's accumulator can reach, whatever its
/// inputs: `((Sx << inputShift) + Sh) 2^15 + |bias|`, where Sx and Sh are the
/// sums of the weights' magnitudes over the input and over the hidden state,
/// and 2^15 bounds an operand.
///
/// - Returns: The bound, or `UInt32.max` when it exceeds 2^31 - 1.
package func rowBound(
  inputWeights: UInt32, hiddenWeights: UInt32, bias: Int32, inputShift: Int32
) -> UInt32 {
  let limit: UInt32 = 0xFFFF  // (2^31 - 1) / 2^15
  let shift = UInt32(bitPattern: inputShift)
  guard inputWeights <= limit &>> shift, hiddenWeights <= limit else {
    return .max
  }
  let weights = (inputWeights &<< shift) &+ hiddenWeights
  guard weights <= limit else { return .max }
  let bound = (weights &<< 15) &+ bias.magnitude
  return bound <= 0x7FFF_FFFF ? bound : .max
}

extension LayerView {
  /// The largest accumulator bound of the layer's rows, or `UInt32.max` when a
  /// row can overflow, or a multiplier is negative.
  func largestRowBound() -> UInt32 {
    var largest: UInt32 = 0
    var tile = weights
    for _ in 0..<shape.tileCount {
      largest = max(largest, takeLargestBound(in: &tile))
    }
    return largest
  }

  /// The largest bound of a tile's rows; goes on to the next tile. The candidate of a reset-after GRU
  /// counts as two: over x (2) and over h (3).
  @inline(never)
  private func takeLargestBound(
    in tile: inout UnsafeRawPointer
  ) -> UInt32 {
    let counts = blockCounts
    let hidden = tile + size(of: tile, counts.input)
    let isOne = isSparse && (joinsOperands || counts.hidden == 0)
    let end = isOne ? hidden : hidden + size(of: hidden, counts.hidden)
    var largest: UInt32 = 0
    for row in 0..<4 {
      largest = max(largest, bound(ofRow: row, in: tile, hidden, end))
    }
    tile = end + 32
    return largest
  }

  @inline(never)
  private func bound(
    ofRow row: Int, in tile: UnsafeRawPointer, _ hidden: UnsafeRawPointer,
    _ end: UnsafeRawPointer
  ) -> UInt32 {
    let rows = end.assumingMemoryBound(to: Int32.self)
    guard rows[row &+ 4] >= 0 else { return .max }
    let isSplit = shape.isResetAfter
    let stored = isSplit && row == 3 ? 2 : row
    let input = magnitude(ofRow: stored, tile, hidden)
    return rowBound(
      inputWeights: isSplit && row == 3 ? 0 : input,
      hiddenWeights: isSplit && row == 2
        ? 0 : magnitude(ofRow: stored, hidden, end),
      bias: rows[row], inputShift: inputShift)
  }

  /// The sum of magnitudes of a row of blocks up to `end`; their order within
  /// a block does not matter.
  @inline(never)
  private func magnitude(
    ofRow row: Int, _ blocks: UnsafeRawPointer, _ end: UnsafeRawPointer
  ) -> UInt32 {
    let size = shape.blockSize
    var sum: UInt32 = 0
    if isSparse {
      guard blocks != end else { return 0 }
      var run = BlockRun(blocks, blockSize: size)
      while run.remaining > 0 {
        run.next()
        for column in 0..<4 {
          sum &+= KeptInt8Weights.weight(
            run.block, row, column, of: shape.rowsPerTile
          ).magnitudeBits
        }
      }
      return sum
    }
    let bytes = RowBytes(self, row)
    var block = blocks
    while block != end {
      sum &+= bytes.magnitude(in: block)
      block += size
    }
    return sum
  }
}

/// Where the weights of a row lie in a block.
private struct RowBytes {
  private let start: Int
  private let stride: Int
  private let count: Int
  private let format: UInt8
  /// What the bytes of a pair's first row differ by from the weights.
  private let offset: UInt8

  @inline(__always)
  init(_ layer: LayerView, _ row: Int) {
    format =
      Supported.all || Supported.wideBlocks
      ? layer.weightFormat : LayerEntry.int8Format
    let isWide = Supported.wideBlocks && format == LayerEntry.wideInt8Format
    let isInt16 = Supported.all && format == LayerEntry.int16Format
    let isSingle = row == 2 && layer.shape.isResetAfter
    if isWide || isInt16 {
      (start, stride) = isWide ? (16 &* row, 1) : (8 &* row, 2)
    } else {
      start = 8 &* (row &>> 1) &+ (row & 1)
      stride = isSingle ? 1 : 2
    }
    count = isWide ? 16 : 4
    offset = !isWide && !isSingle && row & 1 == 0 ? 128 : 0
  }

  @inline(never)
  func magnitude(in block: UnsafeRawPointer) -> UInt32 {
    var sum: UInt32 = 0
    var at = start
    for _ in 0..<count {
      sum &+= magnitude(at: block + at)
      at &+= stride
    }
    return sum
  }

  /// The magnitude of the weight at an address, or of the two there.
  @inline(__always)
  private func magnitude(at address: UnsafeRawPointer) -> UInt32 {
    if Supported.all && format == LayerEntry.int16Format {
      return address.load(as: Int16.self).magnitudeBits
    }
    let byte = address.load(as: UInt8.self)
    if Supported.all && format == LayerEntry.int4Format {
      return Int8(bitPattern: (byte &<< 4) ^ offset).magnitudeBits
        &+ Int8(bitPattern: (byte & 0xF0) ^ offset).magnitudeBits
    }
    return Int8(bitPattern: byte ^ offset).magnitudeBits
  }
}

extension FixedWidthInteger {
  @inline(__always)
  fileprivate var magnitudeBits: UInt32 {
    UInt32(truncatingIfNeeded: magnitude)
  }
}
