internal import CSwiftletKernels

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
  /// The bound of a pointwise layer's sum or product, or `UInt32.max` where a
  /// multiplier is negative.
  var pointwiseBound: UInt32 {
    let weights = pointwiseWeights
    let multipliers = pointwiseMultipliers
    guard multipliers.positive >= 0, multipliers.negative >= 0 else {
      return .max
    }
    return rowBound(
      inputWeights: weights.first.magnitude,
      hiddenWeights: weights.second.magnitude, bias: pointwiseBias,
      inputShift: 0)
  }

  /// The largest accumulator bound of the layer's rows, or `UInt32.max` when a
  /// row can overflow, or a multiplier is negative; nil where tiles do not fill
  /// the layer's weights, or a kept block has no place in an operand.
  func largestRowBound() -> UInt32? {
    if shape.isPanelled { return largestPanelBound() }
    if Supported.all && kind == .layerNorm { return layerNormBound }
    var largest: UInt32 = 0
    var at = weights
    var room = Int32(truncatingIfNeeded: tilesSize)
    let counts = blockCounts
    let parametersSize = Int32(truncatingIfNeeded: Tile.parametersSize)
    for _ in 0..<shape.tileCount {
      let input = at
      guard takeBlocks(&at, &room, counts.input) else { return nil }
      let hidden = at
      guard
        takeBlocks(&at, &room, counts.hidden), room >= parametersSize
      else { return nil }
      for row in 0..<4 {
        largest = max(largest, bound(ofRow: row, in: input, hidden, at))
      }
      at += Tile.parametersSize
      room &-= parametersSize
    }
    return room == 0 ? largest : nil
  }

  /// The same of tiles in panels.
  @inline(__always)
  private func largestPanelBound() -> UInt32? {
    let shape = shape
    guard
      shape.panelCount &* shape.tileSize
        == Int(truncatingIfNeeded: tilesSize), hasValidPlaces
    else { return nil }
    var largest: UInt32 = 0
    var tile = weights
    for _ in 0..<shape.tileCount {
      let hidden = tile + shape.runSize(shape.storedBlocks.input)
      let rows = hidden + shape.runSize(shape.storedBlocks.hidden)
      for row in 0..<4 {
        largest = max(largest, bound(ofRow: row, in: tile, hidden, rows))
      }
      tile = self.tile(after: tile)
    }
    return largest
  }

  /// Goes past a tile's blocks over an operand that has `count` of them.
  ///
  /// - Returns: Whether they lie within the `room` bytes at `blocks`, and those
  ///   that were kept within the operand.
  @inline(never)
  private func takeBlocks(
    _ blocks: inout UnsafeRawPointer, _ room: inout Int32, _ count: Int32
  ) -> Bool {
    if count == 0 { return true }
    guard room >= 4 else { return false }
    var run = BlockRun(self, blocks, count)
    let size = run.size
    guard 1...count ~= run.remaining, size <= room else { return false }
    room &-= size
    blocks += Int(size)
    while storesKeptBlocks && run.remaining > 0 {
      run.next()
      guard run.position & 7 == 0, run.position &>> 3 < count else {
        return false
      }
    }
    return true
  }

  /// The bound of one of a tile's rows. The candidate of a reset-after GRU
  /// counts as two: over x (2) and over h (3).
  @inline(never)
  private func bound(
    ofRow row: Int, in tile: UnsafeRawPointer, _ hidden: UnsafeRawPointer,
    _ rows: UnsafeRawPointer
  ) -> UInt32 {
    let counts = blockCounts
    let rows = RowParameters(shape, rows)
    guard rows.multiplier(row) >= 0 else { return .max }
    let isSplit = shape.isResetAfter
    let stored = isSplit && row == 3 ? 2 : row
    let input = magnitude(ofRow: stored, tile, counts.input)
    return rowBound(
      inputWeights: isSplit && row == 3 ? 0 : input,
      hiddenWeights: isSplit && row == 2
        ? 0 : magnitude(ofRow: stored, hidden, counts.hidden),
      bias: rows.bias(row), inputShift: inputShift)
  }

  /// The sum of magnitudes of a row of blocks over an operand that has `count`
  /// of them; their order within a block does not matter.
  @inline(never)
  private func magnitude(
    ofRow row: Int, _ blocks: UnsafeRawPointer, _ count: Int32
  ) -> UInt32 {
    let layout = BlockLayout(
      row: row, of: shape.rowsPerTile, format: weightFormat)
    var run = BlockRun(self, blocks + shape.rowOffset(row), count)
    var sum: UInt32 = 0
    while run.remaining > 0 {
      run.next()
      sum &+= layout.magnitude(run.block)
    }
    return sum
  }
}

extension BlockLayout {
  /// The sum of magnitudes of the row of a block.
  @inline(__always)
  fileprivate func magnitude(_ block: UnsafeRawPointer) -> UInt32 {
    var sum: UInt32 = 0
    for column in 0..<width {
      let weight = weight(block, column)
      sum &+= isRefused(weight) ? 0x1_0000 : weight.magnitude
    }
    return sum
  }
}
