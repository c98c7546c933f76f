import SwiftletRuntime

/// Reads a layer's weights from the file.
struct TileUnpacking {
  /// A layer without rows.
  private let layer: QuantizedLayer
  private let view: LayerView
  private let shape: LayerShape

  /// The weights of the layer of an entry.
  init(_ layer: QuantizedLayer, _ view: LayerView) {
    self.layer = layer
    self.view = view
    shape = view.shape
  }

  /// The table of an embedding, `(vocabularySize, outputSize)`.
  func table() -> [[Int16]] {
    (0..<view.vocabularySize).map { symbol in
      let first = symbol * shape.paddedOutputSize
      return (first..<first + layer.outputSize).map { place in
        layer.weightBits == 8
          ? Int16(view.weights.load(fromByteOffset: place, as: Int8.self))
          : view.weights.load(fromByteOffset: 2 * place, as: Int16.self)
      }
    }
  }

  /// The rows.
  func rows() -> [QuantizedRow] {
    var rows = layer.emptyRows
    var address = view.weights
    for tile in layer.tiles {
      let parameters = unpackBlocks(address, tile, &rows)
      for (place, row) in tile.enumerated() {
        guard let row else { continue }
        (rows[row].bias, rows[row].multiplier) = view.parameters(
          ofRow: place, parameters)
      }
      address =
        shape.isPanelled
        ? view.tile(after: address) : parameters + Tile.parametersSize
    }
    return rows
  }

  /// The weights of a tile.
  ///
  /// - Returns: What lies after its blocks.
  private func unpackBlocks(
    _ blocks: UnsafeRawPointer, _ tile: [Int?], _ rows: inout [QuantizedRow]
  ) -> UnsafeRawPointer {
    let counts = view.blockCounts
    let hidden = unpackRun(blocks, counts.input, from: 0, tile, &rows)
    return unpackRun(
      hidden, counts.hidden, from: shape.inputBlocks, tile, &rows)
  }

  /// The weights of the blocks of a tile over an operand that has `count` of
  /// them.
  ///
  /// - Parameter start: The place of the operand's first one among all blocks,
  ///   those over the hidden state after those over the input.
  /// - Returns: What lies after them.
  private func unpackRun(
    _ blocks: UnsafeRawPointer, _ count: Int32, from start: Int,
    _ tile: [Int?], _ rows: inout [QuantizedRow]
  ) -> UnsafeRawPointer {
    var run = BlockRun(view, blocks, count)
    let end = blocks + Int(run.size)
    while run.remaining > 0 {
      run.next()
      let index = Int(count - run.remaining) - 1
      for row in 0..<shape.rowsPerTile {
        let place =
          view.storesKeptBlocks
          ? Int(run.position) / KeptBlocks.columnBytes
          : shape.keepsPanelBlocks
            ? panelPlace(blocks, index, ofRow: row) : index
        unpack(row, of: run.block, start + place, tile, &rows)
      }
    }
    return end
  }

  /// The place of a row's kept block in its operand.
  private func panelPlace(
    _ blocks: UnsafeRawPointer, _ index: Int, ofRow row: Int
  ) -> Int {
    let offsets = shape.placeOffsets(ofRow: row)
    return Int(
      view.places(blocks).load(
        fromByteOffset: offsets.first + index * offsets.stride,
        as: UInt16.self))
  }

  /// The weights of one of a tile's stored rows in a block.
  private func unpack(
    _ stored: Int, of block: UnsafeRawPointer, _ place: Int, _ tile: [Int?],
    _ rows: inout [QuantizedRow]
  ) {
    let isHidden = place >= shape.inputBlocks
    let first =
      layer.blockWidth * (isHidden ? place - shape.inputBlocks : place)
    let places = layer.places(isHidden ? .hidden : .input)
    guard let row = tile[places[stored]] else { return }
    let layout = BlockLayout(
      row: stored, of: shape.rowsPerTile, format: view.weightFormat)
    for column in 0..<layout.width {
      let weight = layout.weight(block + shape.rowOffset(stored), column)
      rows[row].add(weight, first + column, isHidden: isHidden)
    }
  }
}

extension QuantizedRow {
  /// Adds to a weight, as two kept blocks can have one place, unless it belongs
  /// to a column that fills a block up.
  fileprivate mutating func add(
    _ weight: Int32, _ column: Int, isHidden: Bool
  ) {
    if isHidden {
      if column < hiddenWeights.count { hiddenWeights[column].add(weight) }
    } else if column < inputWeights.count {
      inputWeights[column].add(weight)
    }
  }
}

extension Int16 {
  fileprivate mutating func add(_ weight: Int32) {
    self = Int16(clamping: Int32(self) + weight)
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
