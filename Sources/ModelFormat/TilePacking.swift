import Runtime

/// Lays a layer's rows out as the runtime walks them: tiles of biases,
/// multipliers and blocks (FORMAT.md, "Weights").
struct TilePacking {
  private let layer: QuantizedLayer
  private let shape: LayerShape

  init(_ layer: QuantizedLayer) {
    self.layer = layer
    self.shape = layer.shape
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
    var inputs = tile.map(\.inputWeights)
    var hidden = tile.map(\.hiddenWeights)
    if layer.kind == .gruResetAfter {
      inputs = Array(inputs[0..<3])
      hidden = [hidden[0], hidden[1], hidden[3]]
    }
    packBlocks(inputs, count: shape.inputBlocks, &writer)
    packBlocks(hidden, count: shape.hiddenBlocks, &writer)
    for row in tile { writer.append(row.bias) }
    for row in tile { writer.append(row.multiplier) }
  }

  private func packBlocks(
    _ rows: [[Int16]], count: Int, _ writer: inout ByteWriter
  ) {
    for block in 0..<count {
      let first = block * layer.blockWidth
      let columns = rows.map { row in
        (first..<first + layer.blockWidth).map {
          $0 < row.count ? row[$0] : 0
        }
      }
      switch (layer.weightBits, layer.blockWidth) {
      case (4, _): packNibbles(columns, &writer)
      case (8, 4): for byte in pairs(columns[...]) { writer.append(byte) }
      default: for weight in columns.joined() { pack(weight, &writer) }
      }
    }
  }

  /// Bytes of four columns: rows in pairs, the first of a pair with an offset
  /// of 128; a row without a partner in the column order 0 2 1 3.
  private func pairs(_ rows: ArraySlice<[Int16]>) -> [UInt8] {
    stride(from: 0, to: rows.count, by: 2).flatMap { first -> [UInt8] in
      guard first + 1 < rows.count else {
        return [0, 2, 1, 3].map { UInt8(truncatingIfNeeded: rows[first][$0]) }
      }
      return (0..<4).flatMap {
        [
          UInt8(truncatingIfNeeded: rows[first][$0] + 128),
          UInt8(truncatingIfNeeded: rows[first + 1][$0]),
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
    default:
      return quads.map { quad(gate: 0, unit: $0) }
    }
  }

  /// One gate of four units.
  private func quad(gate: Int, unit: Int) -> [Int?] {
    (unit..<unit + 4).map { $0 < outputSize ? gate * outputSize + $0 : nil }
  }

  /// The layer's shape as the runtime sees it.
  var shape: LayerShape {
    let (kind, variant) = kind.codes
    return LayerShape(
      kind: kind, variant: variant, weightBits: weightBits,
      blockWidth: blockWidth, inputSize: inputSize, outputSize: outputSize,
      vocabularySize: table.count)
  }

  /// The largest magnitude an accumulator of the layer can reach, or nil when
  /// a row can overflow (ARITHMETIC.md, "Overflow").
  public var accumulatorBound: UInt32? {
    var largest: UInt32 = 0
    for row in rows {
      let bound = rowBound(
        inputWeights: row.inputWeights.magnitude,
        hiddenWeights: row.hiddenWeights.magnitude, bias: row.bias,
        inputShift: Int32(inputShift))
      largest = max(largest, bound)
    }
    return largest == .max ? nil : largest
  }
}

extension [Int16] {
  fileprivate var magnitude: UInt32 { reduce(0) { $0 + UInt32($1.magnitude) } }
}
