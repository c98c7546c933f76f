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
    for tile in 0..<shape.tileCount {
      for row in 0..<4 {
        guard let bound = bound(ofRow: row, inTile: tile, activationBits)
        else { return nil }
        largest = max(largest, bound)
      }
    }
    return largest
  }

  private func bound(
    ofRow row: Int, inTile tile: Int, _ activationBits: Int
  ) -> UInt32? {
    let start = weights + tile &* shape.tileSize
    let rows = start.assumingMemoryBound(to: Int32.self)
    guard rows[row &+ 4] >= 0 else { return nil }
    let sums = magnitudes(ofRow: row, inTileAt: start + 32)
    return rowBound(
      inputWeights: sums.input, hiddenWeights: sums.hidden, bias: rows[row],
      inputShift: inputShift, sumShift: sumShift,
      activationBits: activationBits)
  }

  /// The sums of magnitudes of one row of a tile. The candidate of a
  /// reset-after GRU counts as two rows: over x (2) and over h (3).
  private func magnitudes(
    ofRow row: Int, inTileAt blocks: UnsafeRawPointer
  ) -> (input: UInt32, hidden: UInt32) {
    let rowSize = weightBits &>> 1
    let blockSize = shape.rowsPerTile &* rowSize
    let hidden = blocks + shape.inputBlocks &* blockSize
    let split = shape.isResetAfter
    let start = min(row, shape.rowsPerTile &- 1) &* rowSize
    return (
      split && row == 3
        ? 0 : magnitude(blocks + start, shape.inputBlocks, blockSize),
      split && row == 2
        ? 0 : magnitude(hidden + start, shape.hiddenBlocks, blockSize)
    )
  }

  /// The sum of magnitudes of a row of blocks.
  private func magnitude(
    _ row: UnsafeRawPointer, _ blocks: Int, _ blockSize: Int
  ) -> UInt32 {
    var sum: UInt32 = 0
    for block in 0..<blocks {
      let start = row + block &* blockSize
      for column in 0..<4 {
        sum &+=
          weightBits == 8
          ? UInt32(start.assumingMemoryBound(to: Int8.self)[column].magnitude)
          : UInt32(start.assumingMemoryBound(to: Int16.self)[column].magnitude)
      }
    }
    return sum
  }
}
