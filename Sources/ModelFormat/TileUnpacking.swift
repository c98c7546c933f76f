import Foundation
import SwiftletRuntime

/// Reads a layer's rows from the tiles that `TilePacking` lays out.
struct TileUnpacking {
  /// A layer without rows.
  let layer: QuantizedLayer
  private let bytes: Data
  private var offset: Int
  private let storesKeptBlocks: Bool

  /// The weights of a layer that begin at `offset`.
  ///
  /// - Parameter storesKeptBlocks: whether only the kept blocks are there.
  init(
    _ layer: QuantizedLayer, _ bytes: Data, offset: Int, storesKeptBlocks: Bool
  ) {
    self.layer = layer
    self.bytes = bytes
    self.offset = offset
    self.storesKeptBlocks = storesKeptBlocks
  }

  /// The rows.
  mutating func rows() -> [QuantizedRow] {
    var rows = layer.emptyRows
    if layer.layout == .panels {
      for place in layer.panelPlaces { unpack(place, &rows) }
    } else {
      for tile in layer.tiles { unpack(tile, &rows) }
    }
    return rows
  }

  private mutating func unpack(
    _ place: PanelPlace, _ rows: inout [QuantizedRow]
  ) {
    switch place {
    case .weights(let row, let operand, let column):
      for column in column..<column + 4 {
        let weight = weight()
        guard let row else { continue }
        rows[row].store(weight, column, isHidden: operand == .hidden)
      }
    case .bias(let row):
      let bias = integer(Int32.self)
      if let row { rows[row].bias = bias }
    case .multiplier(let row):
      let multiplier = integer(Int32.self)
      if let row { rows[row].multiplier = multiplier }
    }
  }

  /// The table of an embedding, `(vocabularySize, outputSize)`.
  mutating func table(vocabularySize: Int) -> [[Int16]] {
    (0..<vocabularySize).map { _ in
      (0..<layer.shape.paddedOutputSize).map { _ in weight() }
        .dropLast(layer.shape.paddedOutputSize - layer.outputSize)
    }.map { Array($0) }
  }

  private mutating func unpack(_ tile: [Int?], _ rows: inout [QuantizedRow]) {
    let shape = layer.shape
    if !storesKeptBlocks {
      for place in 0..<shape.inputBlocks + shape.hiddenBlocks {
        unpackBlock(place, tile, &rows)
      }
    } else {
      unpackRun(from: 0, tile, &rows)
      if !layer.joinsOperands {
        unpackRun(from: shape.inputBlocks, tile, &rows)
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

  /// A run of kept blocks whose operand begins at a place.
  private mutating func unpackRun(
    from start: Int, _ tile: [Int?], _ rows: inout [QuantizedRow]
  ) {
    let head = integer(UInt32.self)
    for round in 0..<head / 2 {
      let positions = [integer(UInt16.self), integer(UInt16.self)]
      for (index, position) in positions.enumerated() {
        let isMissing = round == 0 && index == 0 && head & 1 == 1
        if isMissing { continue }
        let place = start + Int(position) / KeptBlocks.columnBytes
        unpackBlock(place, tile, &rows)
      }
    }
  }

  /// - Parameter place: which of the tile's blocks, those over the hidden state
  ///   after those over the input.
  private mutating func unpackBlock(
    _ place: Int, _ tile: [Int?], _ rows: inout [QuantizedRow]
  ) {
    let inputBlocks = layer.shape.inputBlocks
    let isHidden = place >= inputBlocks
    let weights = unpackBlock(rows: layer.shape.rowsPerTile)
    let places = layer.places(isHidden ? .hidden : .input)
    let first = (isHidden ? place - inputBlocks : place) * layer.blockWidth
    for (weights, row) in zip(weights, places.map { tile[$0] }) {
      guard let row else { continue }
      for (column, weight) in weights.enumerated() {
        rows[row].store(weight, first + column, isHidden: isHidden)
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
        ofPairs: (0..<4 * rows).map { _ in integer(UInt8.self) }, count: rows,
        offset: storesKeptBlocks ? 0 : 128)
    default:
      return (0..<rows).map { _ in
        (0..<layer.blockWidth).map { _ in weight() }
      }
    }
  }

  /// Four columns of each row from bytes of rows in pairs.
  ///
  /// - Parameter offset: what a pair's halfword adds to the first row's weight.
  private static func rows(
    ofPairs bytes: [UInt8], count: Int, offset: Int = 128
  ) -> [[Int16]] {
    func signed(_ byte: UInt8) -> Int16 { Int16(Int8(bitPattern: byte)) }
    return stride(from: 0, to: count, by: 2).flatMap { first -> [[Int16]] in
      let own = bytes[4 * first..<min(4 * first + 8, bytes.count)]
      let start = own.startIndex
      guard first + 1 < count else {
        return [[0, 2, 1, 3].map { signed(own[start + $0]) }]
      }
      let pairs = (0..<4).map {
        Int(signed(own[start + 2 * $0 + 1])) * 256
          + Int(own[start + 2 * $0]) - offset
      }
      let firsts = pairs.map { Int(Int8(truncatingIfNeeded: $0)) }
      return [firsts, zip(pairs, firsts).map { ($0 - $1) / 256 }]
        .map { $0.map { Int16($0) } }
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

extension QuantizedRow {
  /// Sets a weight, unless it belongs to a column that fills a block up.
  fileprivate mutating func store(
    _ weight: Int16, _ column: Int, isHidden: Bool
  ) {
    if isHidden {
      if column < hiddenWeights.count { hiddenWeights[column] = weight }
    } else if column < inputWeights.count {
      inputWeights[column] = weight
    }
  }
}

extension QuantizedLayer {
  /// Rows of zeros with the widths of the layer's gates.
  fileprivate var emptyRows: [QuantizedRow] {
    (0..<kind.gateCount * outputSize).map { index in
      let gate = index / outputSize
      return QuantizedRow(
        inputWeights: Array(repeating: 0, count: width(ofGate: gate, .input)),
        hiddenWeights: Array(
          repeating: 0, count: width(ofGate: gate, .hidden)),
        bias: 0, multiplier: 0)
    }
  }
}
