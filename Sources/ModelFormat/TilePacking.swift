import CSwiftletKernels
import SwiftletRuntime

/// Lays a layer's rows out as the runtime walks them: tiles of biases,
/// multipliers and blocks (FORMAT.md, "Weights").
struct TilePacking {
  private let layer: QuantizedLayer
  private let shape: LayerShape
  private let storesKeptBlocks: Bool
  /// What a pair's halfword adds to the weight of its first row.
  private let offset: Int16

  /// - Parameter storesKeptBlocks: whether only the kept blocks are stored,
  ///   those that are not zero.
  init(_ layer: QuantizedLayer, storesKeptBlocks: Bool) {
    self.layer = layer
    self.shape = layer.shape
    self.storesKeptBlocks = storesKeptBlocks
    offset = storesKeptBlocks ? 0 : 128
  }

  /// The layer's weights.
  func bytes() -> ByteWriter {
    var writer = ByteWriter()
    if layer.kind == .embedding {
      packTable(&writer)
    } else {
      for tile in layer.tiles {
        pack(tile.map { $0.map { layer.rows[$0] } ?? .zero }, &writer)
      }
    }
    return writer
  }

  private func pack(_ tile: [QuantizedRow], _ writer: inout ByteWriter) {
    let inputs = layer.places(.input).map { tile[$0].inputWeights }
    let hidden = layer.places(.hidden).map { tile[$0].hiddenWeights }
    let overInput = blocks(inputs, count: shape.inputBlocks)
    let overHidden = blocks(hidden, count: shape.hiddenBlocks)
    if storesKeptBlocks {
      let runs =
        layer.joinsOperands
        ? [overInput + overHidden] : [overInput, overHidden]
      for run in runs { packRun(run, &writer) }
    } else {
      for block in overInput + overHidden { pack(block, &writer) }
    }
    for row in tile { writer.append(row.bias) }
    for row in tile { writer.append(row.multiplier) }
  }

  /// The same columns of each row.
  private typealias Block = [[Int16]]

  private func blocks(_ rows: [[Int16]], count: Int) -> [Block] {
    (0..<count).map { block in
      let first = block * layer.blockWidth
      return rows.map { row in
        (first..<first + layer.blockWidth).map {
          $0 < row.count ? row[$0] : 0
        }
      }
    }
  }

  private func pack(_ block: Block, _ writer: inout ByteWriter) {
    switch (layer.weightBits, layer.blockWidth) {
    case (4, _): packNibbles(block, &writer)
    case (8, 4): for byte in pairs(block[...]) { writer.append(byte) }
    default: for weight in block.joined() { pack(weight, &writer) }
    }
  }

  /// The blocks that are not zero, at least one, in rounds of two after their
  /// positions; the first round of an odd number lacks its first block.
  private func packRun(_ blocks: [Block], _ writer: inout ByteWriter) {
    var kept = blocks.indices.filter {
      blocks[$0].joined().contains { $0 != 0 }
    }
    if kept.isEmpty { kept = [0] }
    writer.append(BlockRun.head(count: kept.count))
    var places: [Int?] = kept
    if kept.count % 2 == 1 { places.insert(nil, at: 0) }
    for round in stride(from: 0, to: places.count, by: 2) {
      for place in places[round..<round + 2] {
        writer.append(UInt16((place ?? 0) * KeptBlocks.columnBytes))
      }
      for case let place? in places[round..<round + 2] {
        pack(blocks[place], &writer)
      }
    }
  }

  /// Bytes of four columns: rows in pairs, as halfwords with an offset of 128
  /// for the first where all blocks are stored; a row without a partner in the
  /// column order 0 2 1 3.
  private func pairs(_ rows: ArraySlice<[Int16]>) -> [UInt8] {
    stride(from: 0, to: rows.count, by: 2).flatMap { first -> [UInt8] in
      guard first + 1 < rows.count else {
        return [0, 2, 1, 3].map { UInt8(truncatingIfNeeded: rows[first][$0]) }
      }
      return (0..<4).flatMap {
        let pair = 256 * rows[first + 1][$0] + rows[first][$0] + offset
        return [
          UInt8(truncatingIfNeeded: pair), UInt8(truncatingIfNeeded: pair >> 8),
        ]
      }
    }
  }

  /// Two such blocks, whose lower four bits are zero, in the bytes of one.
  private func packNibbles(_ rows: [[Int16]], _ writer: inout ByteWriter) {
    let low = pairs(rows.map { Array($0[0..<4]) }[...])
    let high = pairs(rows.map { Array($0[4..<8]) }[...])
    for (low, high) in zip(low, high) { writer.append(low >> 4 | high) }
  }

  private func packTable(_ writer: inout ByteWriter) {
    for row in layer.table {
      for column in 0..<shape.paddedOutputSize {
        pack(column < row.count ? row[column] : 0, &writer)
      }
    }
  }

  private func pack(_ weight: Int16, _ writer: inout ByteWriter) {
    if layer.weightBits == 8 {
      writer.append(UInt8(bitPattern: Int8(truncatingIfNeeded: weight)))
    } else {
      writer.append(weight)
    }
  }
}

extension QuantizedLayer {
  /// The layer's weights as a file stores them, and how: of narrow blocks those
  /// that are not zero where that takes fewer bytes.
  var storedWeights: (storage: WeightStorage, bytes: ByteWriter) {
    var (storage, bytes) = storedTiles
    bytes.append(frameBytes)
    return (storage, bytes)
  }

  private var storedTiles: (storage: WeightStorage, bytes: ByteWriter) {
    if kind == .history { return (.allBlocks, ByteWriter()) }
    if layout == .panels {
      let kept = keptPanelBlocks
      return (kept == nil ? .panels : .keptPanels, panelBytes(kept))
    }
    if kind.isPointwise { return (.allBlocks, pointwiseBytes) }
    if kind == .layerNorm { return (.allBlocks, layerNormBytes) }
    let all = TilePacking(self, storesKeptBlocks: false).bytes()
    guard weightBits == 8, blockWidth == 4, kind != .embedding else {
      return (.allBlocks, all)
    }
    let kept = TilePacking(self, storesKeptBlocks: true).bytes()
    return kept.bytes.count < all.bytes.count
      ? (.keptBlocks, kept) : (.allBlocks, all)
  }

  /// Whether a tile's sums over the input and over the hidden state are one.
  var joinsOperands: Bool {
    shape.joinsOperands(inputShift: Int32(inputShift))
  }

  /// The four rows of each tile, by their indices in `rows`; nil for a row of
  /// zeros that fills a tile up.
  var tiles: [[Int?]] {
    let quads = stride(from: 0, to: outputSize, by: 4)
    switch kind {
    case .lstm, .gruResetAfter:
      return (0..<outputSize).map { unit in
        (0..<4).map { $0 * outputSize + unit }
      }
    case .gruResetBefore:
      return quads.map { quad(gate: 0, unit: $0) }
        + quads.flatMap { [quad(gate: 1, unit: $0), quad(gate: 2, unit: $0)] }
    case .rnnTanh, .rnnReLU, .rnnLinear, .denseLinear, .denseReLU,
      .denseSigmoid, .denseTanh, .convLinear, .convReLU, .convSigmoid,
      .convTanh:
      return quads.map { quad(gate: 0, unit: $0) }
    case .embedding, .sumLinear, .sumReLU, .sumSigmoid, .sumTanh, .leakyReLU,
      .multiply, .magnitude, .copy, .reverse, .history, .layerNorm:
      return []
    }
  }

  /// One gate of four units.
  private func quad(gate: Int, unit: Int) -> [Int?] {
    (unit..<unit + 4).map { $0 < outputSize ? gate * outputSize + $0 : nil }
  }

  /// The layer's shape as the runtime sees it.
  var shape: LayerShape {
    kind.shape(
      weightBits: weightBits, blockWidth: blockWidth, inputSize: inputSize,
      outputSize: outputSize, vocabularySize: table.count,
      isPanelled: layout == .panels)
  }

  /// The largest magnitude an accumulator of the layer can reach, or nil when
  /// a row can overflow (ARITHMETIC.md, "Overflow").
  public var accumulatorBound: UInt32? {
    var largest: UInt32 = 0
    for row in rows {
      let bound =
        kind == .layerNorm
        ? normalizationBound(row.bias)
        : rowBound(
          inputWeights: row.inputWeights.magnitude,
          hiddenWeights: row.hiddenWeights.magnitude, bias: row.bias,
          inputShift: Int32(inputShift))
      largest = max(largest, bound)
    }
    return largest == .max ? nil : largest
  }
}

/// The bound of a row of a layer normalization, or `UInt32.max`.
private func normalizationBound(_ bias: Int32) -> UInt32 {
  let bound = LayerNormLayout.bound(bias.magnitude)
  return bound <= 0x7FFF_FFFF ? bound : .max
}

extension QuantizedLayer.Kind {
  /// The shape, as the runtime sees it, of a layer of the kind.
  func shape(
    weightBits: Int, blockWidth: Int, inputSize: Int, outputSize: Int,
    vocabularySize: Int = 0, isPanelled: Bool = false
  ) -> LayerShape {
    LayerShape(
      kind: codes.kind, variant: codes.variant, weightBits: weightBits,
      blockWidth: blockWidth, inputSize: inputSize, outputSize: outputSize,
      vocabularySize: vocabularySize, isPanelled: isPanelled)
  }
}

extension [Int16] {
  fileprivate var magnitude: UInt32 { reduce(0) { $0 + UInt32($1.magnitude) } }
}
