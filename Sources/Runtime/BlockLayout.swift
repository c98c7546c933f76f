package import CSwiftletKernels

/// Where the weights of a tile's row lie in a block, and what its bytes stand
/// for (FORMAT.md, "Weights"): for the sums of products, the proof that none
/// overflows, and the host's reader. A block holds the same columns of each of
/// a tile's rows: of four, or of the three of a reset-after GRU's unit.
package struct BlockLayout {
  private let format: WeightFormat
  /// Bytes in front of the row's first weight, from an even column to the odd
  /// one after it, and from two columns to the next two: where a row without
  /// a partner has its columns in the order 0 2 1 3, 2 and 1.
  private let start, stride, pairStride: Int
  /// What the byte of a pair's first row differs by from the weight.
  private let offset: UInt8
  /// Whether a weight is the second of a kept pair: the halfword's upper byte
  /// once the first weight is taken off.
  private let isUpper: Bool
  /// Columns of a block.
  package let width: Int

  /// The layout of one of a tile's `rowCount` rows; in panels, of what begins
  /// at the row's `rowOffset`.
  @inline(__always)
  package init(row: Int, of rowCount: Int, format: WeightFormat) {
    self.format = format
    isUpper = format == .keptInt8 && row & 1 == 1
    let (isPaired, rowSize): (Bool, Int)
    switch format {
    case .int4:
      guard Supported.all else { swiftlet_unreachable() }
      (isPaired, rowSize, stride, width) = (true, 0, 2, 8)
    case .int8, .keptInt8:
      (isPaired, rowSize, stride, width) = (true, 0, 2, 4)
    case .int16:
      guard Supported.all else { swiftlet_unreachable() }
      (isPaired, rowSize, stride, width) = (false, 8, 2, 4)
    case .wideInt8:
      guard Core.runsWideBlocks else { swiftlet_unreachable() }
      (isPaired, rowSize, stride, width) = (false, 16, 1, 16)
    case .panelInt8, .keptPanelInt8:
      guard Core.runsPanels else { swiftlet_unreachable() }
      (isPaired, rowSize, stride, width) = (false, 0, 1, 4)
    case .panelInt16:
      guard Core.runsPanels else { swiftlet_unreachable() }
      (isPaired, rowSize, stride, width) = (false, 0, 2, 4)
    }
    start = isPaired ? 8 &* (row &>> 1) &+ (row & 1) : rowSize &* row
    let isSingle = isPaired && row == 2 && rowCount == 3
    pairStride =
      isSingle ? 1 : format.isPanelInt16 ? Panel.vectorSize : 2 &* stride
    offset =
      isPaired && format != .keptInt8 && !isSingle && row & 1 == 0 ? 128 : 0
  }

  /// The row's weight in a column of a block; of int4 16 times the number that
  /// is stored.
  @inline(__always)
  package func weight(_ block: UnsafeRawPointer, _ column: Int) -> Int32 {
    let pair = (isInt4 ? column & 3 : column) &>> 1
    let at = start &+ pairStride &* pair &+ stride &* (column & 1)
    if Supported.all && (format == .int16 || format.isPanelInt16) {
      return Int32(block.load(fromByteOffset: at, as: Int16.self))
    }
    if isUpper {
      let weights = block.load(fromByteOffset: at &- 1, as: Int16.self)
      return (Int32(weights) &+ 128) &>> 8
    }
    var byte = block.load(fromByteOffset: at, as: UInt8.self)
    if isInt4 { byte = column < 4 ? byte &<< 4 : byte & 0xF0 }
    return Int32(Int8(bitPattern: byte ^ offset))
  }

  /// Whether a weight is one that no reader takes: 128 or -128 of 8 bits, on which
  /// kernels would disagree.
  @inline(__always)
  func isRefused(_ weight: Int32) -> Bool {
    weight.magnitude == 128
      && !(Supported.all && (format == .int16 || format.isPanelInt16))
  }

  /// Whether each byte holds a weight of the first four columns and one of the
  /// last.
  @inline(__always)
  private var isInt4: Bool {
    Supported.all && format == .int4
  }
}

extension WeightFormat {
  /// Whether weights of 16 bits lie in panels, where a core runs them.
  @inline(__always)
  fileprivate var isPanelInt16: Bool { Core.runsPanels && self == .panelInt16 }
}
