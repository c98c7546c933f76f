internal import CSwiftletKernels

// The sums of the products of weights with operands: the definition that every
// kernel agrees with.

extension LayerView {
  /// The sum of the products of one row of a tile's blocks over an operand that
  /// has `count` of them with the operand.
  @inline(__always)
  func sum(
    _ row: Int, of rowCount: Int, _ blocks: UnsafeRawPointer,
    _ x: UnsafePointer<Int16>, _ count: Int32
  ) -> Int32 {
    let size = shape.blockSize
    if Core.runsPanels && weightFormat == .keptPanelInt8 {
      return keptPanelSum(row, of: rowCount, blocks, x, count)
    }
    let blocks = blocks + shape.rowOffset(row)
    switch weightFormat {
    case .int4:
      return Int4Weights.sum(row, of: rowCount, blocks, x, count, size)
    case .int16:
      return Int16Weights.sum(row, of: rowCount, blocks, x, count, size)
    case .keptInt8:
      return keptSum(row, of: rowCount, blocks, x, count)
    case .panelInt8:
      guard Core.runsPanels else { swiftlet_unreachable() }
      return PanelInt8Weights.sum(row, of: rowCount, blocks, x, count, size)
    case .panelInt16:
      guard Core.runsPanels else { swiftlet_unreachable() }
      return PanelInt16Weights.sum(row, of: rowCount, blocks, x, count, size)
    case .keptPanelInt8: swiftlet_unreachable()
    case .wideInt8:
      guard Core.runsWideBlocks else { swiftlet_unreachable() }
      return WideInt8Weights.sum(row, of: rowCount, blocks, x, count, size)
    case .int8:
      return Int8Weights.sum(row, of: rowCount, blocks, x, count, size)
    }
  }

  /// The same where only some blocks are kept.
  @inline(never)
  private func keptSum(
    _ row: Int, of rowCount: Int, _ blocks: UnsafeRawPointer,
    _ x: UnsafePointer<Int16>, _ count: Int32
  ) -> Int32 {
    let layout = BlockLayout(
      row: row, of: rowCount, format: .keptInt8)
    var run = BlockRun(self, blocks, count)
    var sum: Int32 = 0
    while run.remaining > 0 {
      run.next()
      sum &+= layout.sum(run.block, x + Int(run.position &>> 1))
    }
    return sum
  }
}

extension LayerView {
  /// The same of a panel's row where only some blocks are kept.
  @inline(never)
  private func keptPanelSum(
    _ row: Int, of rowCount: Int, _ blocks: UnsafeRawPointer,
    _ x: UnsafePointer<Int16>, _ count: Int32
  ) -> Int32 {
    let layout = BlockLayout(row: row, of: rowCount, format: .keptPanelInt8)
    let offsets = shape.placeOffsets(ofRow: row)
    var place = places(blocks) + offsets.first
    var block = blocks + shape.placesSize(Int(count)) + shape.rowOffset(row)
    var sum: Int32 = 0
    for _ in 0..<count {
      sum &+= layout.sum(
        block, x + layout.width &* Int(place.load(as: UInt16.self)))
      place += offsets.stride
      block += shape.blockSize
    }
    return sum
  }
}

/// A format of weights as a type, so that each has a loop of its own.
private protocol Weights {
  static var format: WeightFormat { get }
}

private enum Int4Weights: Weights {
  @inline(__always) static var format: WeightFormat { .int4 }
}

private enum Int8Weights: Weights {
  @inline(__always) static var format: WeightFormat { .int8 }
}

private enum WideInt8Weights: Weights {
  @inline(__always) static var format: WeightFormat { .wideInt8 }
}

private enum PanelInt8Weights: Weights {
  @inline(__always) static var format: WeightFormat { .panelInt8 }
}

private enum PanelInt16Weights: Weights {
  @inline(__always) static var format: WeightFormat { .panelInt16 }
}

private enum Int16Weights: Weights {
  @inline(__always) static var format: WeightFormat { .int16 }
}

extension Weights {
  /// The sum of the products of one row of `count` blocks of a size with an
  /// operand.
  @inline(never)
  fileprivate static func sum(
    _ row: Int, of rowCount: Int, _ blocks: UnsafeRawPointer,
    _ operand: UnsafePointer<Int16>, _ count: Int32, _ size: Int
  ) -> Int32 {
    let layout = BlockLayout(row: row, of: rowCount, format: format)
    var (block, x) = (blocks, operand)
    var sum: Int32 = 0
    for _ in 0..<count {
      sum &+= layout.sum(block, x)
      block += size
      x += layout.width
    }
    return sum
  }
}

extension BlockLayout {
  /// The sum of the products of the row of a block with its columns: of every
  /// fourth one after the other, as int4 shares bytes among them.
  @inline(__always)
  fileprivate func sum(
    _ block: UnsafeRawPointer, _ x: UnsafePointer<Int16>
  ) -> Int32 {
    var sum: Int32 = 0
    for first in 0..<4 {
      for quad in 0..<width &>> 2 {
        let column = 4 &* quad &+ first
        sum &+= weight(block, column) &* Int32(x[column])
      }
    }
    return sum
  }
}
