/// The largest magnitude that a row's accumulator can reach, whatever its
/// inputs: `((Sx << inputShift) + Sh) 2^15 + |bias|`, where Sx and Sh are the
/// sums of the weights' magnitudes over the input and over the hidden state,
/// and 2^15 bounds an operand.
///
/// - Returns: The bound, or nil when it exceeds 2^31 - 1.
package func rowBound(
  inputWeights: UInt32, hiddenWeights: UInt32, bias: Int32, inputShift: Int32
) -> UInt32? {
  let limit: UInt32 = 0xFFFF  // (2^31 - 1) / 2^15
  let shift = UInt32(bitPattern: inputShift)
  guard inputWeights <= limit &>> shift, hiddenWeights <= limit else {
    return nil
  }
  let weights = (inputWeights &<< shift) &+ hiddenWeights
  guard weights <= limit else { return nil }
  let bound = (weights &<< 15) &+ bias.magnitude
  return bound <= 0x7FFF_FFFF ? bound : nil
}

extension LayerView {
  /// The largest accumulator bound of the layer's rows, or nil when a row can
  /// overflow, or a multiplier is negative.
  func largestRowBound() -> UInt32? {
    var largest: UInt32 = 0
    var tile = weights
    for _ in 0..<shape.tileCount {
      for row in 0..<4 {
        guard let bound = bound(ofRow: row, in: tile) else { return nil }
        largest = max(largest, bound)
      }
      tile += shape.tileSize
    }
    return largest
  }

  /// The candidate of a reset-after GRU counts as two rows: over x (2) and
  /// over h (3).
  private func bound(ofRow row: Int, in tile: UnsafeRawPointer) -> UInt32? {
    let shape = shape
    let rows = (tile + shape.tileSize - 32)
      .assumingMemoryBound(to: Int32.self)
    guard rows[row &+ 4] >= 0 else { return nil }
    let isSplit = shape.isResetAfter
    let stored = isSplit && row == 3 ? 2 : row
    let hidden = tile + shape.inputBlocks &* shape.blockSize
    return rowBound(
      inputWeights: isSplit && row == 3
        ? 0 : magnitude(ofRow: stored, tile, shape.inputBlocks),
      hiddenWeights: isSplit && row == 2
        ? 0 : magnitude(ofRow: stored, hidden, shape.hiddenBlocks),
      bias: rows[row], inputShift: inputShift)
  }

  /// The sum of magnitudes of a row of blocks.
  @inline(never)
  private func magnitude(
    ofRow row: Int, _ blocks: UnsafeRawPointer, _ count: Int
  ) -> UInt32 {
    var sum: UInt32 = 0
    var block = blocks
    for _ in 0..<count {
      for column in 0..<blockWidth {
        sum &+= weight(block, row, column).magnitude
      }
      block += shape.blockSize
    }
    return sum
  }
}
