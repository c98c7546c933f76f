import Foundation
import Runtime

/// Reads a layer's rows from the tiles that `TilePacking` lays out.
struct TileUnpacking {
  /// A layer without rows.
  let layer: QuantizedLayer
  private let bytes: Data
  private var offset: Int

  /// The weights of a layer that begin at `offset`.
  init(_ layer: QuantizedLayer, _ bytes: Data, offset: Int) {
    self.layer = layer
    self.bytes = bytes
    self.offset = offset
  }

  /// The rows.
  mutating func rows() -> [QuantizedRow] {
    var rows = layer.emptyRows
    for tile in layer.tiles { unpack(tile, &rows) }
    return rows
  }

  /// The table of an embedding, `(vocabularySize, outputSize)`.
  mutating func table(vocabularySize: Int) -> [[Int16]] {
    (0..<vocabularySize).map { _ in
      (0..<layer.shape.paddedOutputSize).map { _ in weight() }
        .dropLast(layer.shape.paddedOutputSize - layer.outputSize)
    }.map { Array($0) }
  }

  private mutating func unpack(_ tile: [Int?], _ rows: inout [QuantizedRow]) {
    let splits = layer.kind == .gruResetAfter
    let shape = layer.shape
    unpackBlocks(shape.inputBlocks, splits ? [0, 1, 2] : [0, 1, 2, 3]) {
      if let row = tile[$0], $1 < rows[row].inputWeights.count {
        rows[row].inputWeights[$1] = $2
      }
    }
    unpackBlocks(shape.hiddenBlocks, splits ? [0, 1, 3] : [0, 1, 2, 3]) {
      if let row = tile[$0], $1 < rows[row].hiddenWeights.count {
        rows[row].hiddenWeights[$1] = $2
      }
    }
    let biases = (0..<4).map { _ in integer(Int32.self) }
    let multipliers = (0..<4).map { _ in integer(Int32.self) }
    for (place, row) in tile.enumerated() {
      guard let row else { continue }
      rows[row].bias = biases[place]
      rows[row].multiplier = multipliers[place]
    }
  }

  /// - Parameters:
  ///   - places: which rows of the tile the blocks hold.
  ///   - store: takes a row's place in the tile, a column and its weight.
  private mutating func unpackBlocks(
    _ count: Int, _ places: [Int],
    _ store: (_ place: Int, _ column: Int, _ weight: Int16) -> Void
  ) {
    for block in 0..<count {
      let first = block * layer.blockWidth
      for (row, place) in zip(unpackBlock(rows: places.count), places) {
        for (column, weight) in row.enumerated() {
          store(place, first + column, weight)
        }
      }
    }
  }

  /// The weights of each row of a block.
  private mutating func unpackBlock(rows: Int) -> [[Int16]] {
    switch (layer.weightBits, layer.blockWidth) {
    case (4, _):
      let packed = (0..<4 * rows).map { _ in integer(UInt8.self) }
      let low = Self.rows(ofPairs: packed.map { $0 << 4 }, count: rows)
      let high = Self.rows(ofPairs: packed.map { $0 & 0xF0 }, count: rows)
      return zip(low, high).map(+)
    case (8, 4):
      return Self.rows(
        ofPairs: (0..<4 * rows).map { _ in integer(UInt8.self) }, count: rows)
    default:
      return (0..<rows).map { _ in
        (0..<layer.blockWidth).map { _ in weight() }
      }
    }
  }

  /// Four columns of each row from bytes of rows in pairs.
  private static func rows(ofPairs bytes: [UInt8], count: Int) -> [[Int16]] {
    func signed(_ byte: UInt8) -> Int16 { Int16(Int8(bitPattern: byte)) }
    return stride(from: 0, to: count, by: 2).flatMap { first -> [[Int16]] in
      let own = bytes[4 * first..<min(4 * first + 8, bytes.count)]
      let start = own.startIndex
      guard first + 1 < count else {
        return [[0, 2, 1, 3].map { signed(own[start + $0]) }]
      }
      return [
        (0..<4).map { Int16(own[start + 2 * $0]) - 128 },
        (0..<4).map { signed(own[start + 2 * $0 + 1]) },
      ]
    }
  }

  private mutating func weight() -> Int16 {
    layer.weightBits == 8
      ? Int16(integer(Int8.self)) : integer(Int16.self)
  }

  private mutating func integer<Value: FixedWidthInteger>(
    _: Value.Type
  ) -> Value {
    defer { offset += MemoryLayout<Value>.size }
    return bytes.withUnsafeBytes {
      Value(
        littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }
  }
}

extension QuantizedLayer {
  /// Rows of zeros with the widths of the layer's gates.
  fileprivate var emptyRows: [QuantizedRow] {
    (0..<kind.gateCount * outputSize).map { index in
      let (gate, splits) = (index / outputSize, kind == .gruResetAfter)
      let inputs = splits && gate == 3 ? 0 : inputSize
      let hidden = !kind.isRecurrent || splits && gate == 2 ? 0 : outputSize
      return QuantizedRow(
        inputWeights: Array(repeating: 0, count: inputs),
        hiddenWeights: Array(repeating: 0, count: hidden), bias: 0,
        multiplier: 0)
    }
  }
}
