import SwiftletRuntime

/// How many of its blocks of weights a layer keeps.
public struct KeptBlockCount: Equatable, Sendable {
  /// The kept blocks, which are stored.
  public fileprivate(set) var kept = 0
  /// The blocks that a dense layer has.
  public let total: Int
  /// The runs with an odd number of blocks, which take instructions more.
  public fileprivate(set) var oddRuns = 0

  /// The density: the share of the blocks that are kept.
  public var density: Double { Double(kept) / Double(total) }
}

extension QuantizedModel {
  /// The count of a layer's entry; nil where all blocks are stored.
  func keptBlocks(at entry: Int, _ shape: LayerShape) -> KeptBlockCount? {
    let storage = field(entry + LayerEntry.storageOffset, UInt8.self)
    guard storage == LayerEntry.keptBlocks else { return nil }
    let shift = field(entry + LayerEntry.inputShiftOffset, UInt8.self)
    let runs = shape.joinsOperands(inputShift: Int32(shift)) ? 1 : 2
    var count = KeptBlockCount(
      total: shape.tileCount * (shape.inputBlocks + shape.hiddenBlocks))
    var at = Int(field(entry + LayerEntry.weightsOffset, UInt32.self))
    for _ in 0..<shape.tileCount {
      for _ in 0..<runs {
        let head = Int(field(at, UInt32.self))
        let blocks = (head & ~1) - (head & 1)
        count.kept += blocks
        count.oddRuns += head & 1
        at += 4 + 2 * (head & ~1) + blocks * shape.blockSize
      }
      at += 32
    }
    return count
  }
}
