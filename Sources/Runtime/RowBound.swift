/// The largest magnitude that a row's accumulator can reach, whatever its
/// inputs: `(((Sx << inputShift) + Sh) << sumShift) A + |bias|`, where Sx and
/// Sh are the sums of the weights' magnitudes over the input and over the
/// hidden state, and A bounds an operand: 2^15 for 16-bit activations, 2^7
/// for 8-bit ones.
///
/// - Returns: The bound, or nil when it exceeds 2^31 - 1.
package func rowBound(
  inputWeights: UInt32, hiddenWeights: UInt32, bias: Int32,
  inputShift: Int32, sumShift: Int32, activationBits: Int
) -> UInt32? {
  let limit: UInt32 = 0x7FFF_FFFF
  let shift = UInt32(bitPattern: sumShift) &+ (activationBits == 8 ? 7 : 15)
  guard
    shift < 31, inputWeights <= limit &>> UInt32(bitPattern: inputShift),
    hiddenWeights <= limit
  else { return nil }
  let weights =
    (inputWeights &<< UInt32(bitPattern: inputShift)) &+ hiddenWeights
  guard weights <= limit &>> shift else { return nil }
  let bound = (weights &<< shift) &+ bias.magnitude
  return bound <= limit ? bound : nil
}

extension LayerView {
  /// The largest accumulator bound of the layer's rows, or nil when a row can
  /// overflow, or a multiplier is negative.
  func largestRowBound(activationBits: Int) -> UInt32? {
    var largest: UInt32 = 0
    var tile = weights
    for _ in 0..<shape.tileCount {
      for row in 0..<4 {
        guard let bound = bound(ofRow: row, in: tile, activationBits)
        else { return nil }
        largest = max(largest, bound)
      }
      tile += shape.tileSize
    }
    return largest
  }

  /// The candidate of a reset-after GRU counts as two rows: over x (2) and
  /// over h (3).
  private func bound(
    ofRow row: Int, in tile: UnsafeRawPointer, _ activationBits: Int
  ) -> UInt32? {
    let rows = tile.assumingMemoryBound(to: Int32.self)
    guard rows[row &+ 4] >= 0 else { return nil }
    let shape = shape
    let split = shape.isResetAfter
    let rowSize = weightBits &>> 1
    let blockSize = shape.rowsPerTile &* rowSize
    let input = tile + 32 + (split && row == 3 ? 2 : row) &* rowSize
    let hidden = input + shape.inputBlocks &* blockSize
    return rowBound(
      inputWeights: split && row == 3
        ? 0 : magnitude(input, shape.inputBlocks, blockSize),
      hiddenWeights: split && row == 2
        ? 0 : magnitude(hidden, shape.hiddenBlocks, blockSize),
      bias: rows[row], inputShift: inputShift, sumShift: sumShift,
      activationBits: activationBits)
  }

  /// The sum of magnitudes of a row of blocks.
  @inline(never)
  private func magnitude(
    _ row: UnsafeRawPointer, _ blocks: Int, _ blockSize: Int
  ) -> UInt32 {
    var sum: UInt32 = 0
    var block = row
    for _ in 0..<blocks {
      for column in 0..<4 { sum &+= magnitude(block, column) }
      block += blockSize
    }
    return sum
  }

  /// The magnitude of one weight.
  @inline(__always)
  private func magnitude(_ row: UnsafeRawPointer, _ column: Int) -> UInt32 {
    Supported.all && weightBits == 16
      ? UInt32(row.assumingMemoryBound(to: Int16.self)[column].magnitude)
      : UInt32(row.assumingMemoryBound(to: Int8.self)[column].magnitude)
  }
}
