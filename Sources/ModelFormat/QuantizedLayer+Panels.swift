import SwiftletRuntime

extension QuantizedLayer {
  /// The layer's weights in panels (FORMAT.md, "Panels").
  ///
  /// - Parameter kept: how many blocks each row of a kept panel keeps; nil for
  ///   all blocks.
  func panelBytes(_ kept: PanelBlockCounts?) -> ByteWriter {
    var writer = ByteWriter()
    for gates in panels {
      packPanel(gates, .input, kept?.input, &writer)
      packPanel(gates, .hidden, kept?.hidden, &writer)
      for row in gates.joined() { writer.append(row.bias) }
      for row in gates.joined() { writer.append(row.multiplier) }
    }
    return writer
  }

  /// How many blocks each row of a kept panel keeps, where int8 weights leave a
  /// quarter of the blocks out; nil where all are stored.
  var keptPanelBlocks: PanelBlockCounts? {
    guard layout == .panels, weightBits == 8 else { return nil }
    var counts = PanelBlockCounts(input: 1, hidden: kind.isRecurrent ? 1 : 0)
    for gates in panels {
      for row in panelWeights(gates, .input) {
        counts.input = max(counts.input, row.notZero.count)
      }
      for row in panelWeights(gates, .hidden) {
        counts.hidden = max(counts.hidden, row.notZero.count)
      }
    }
    let all = shape.inputBlocks + shape.hiddenBlocks
    return 4 * (counts.input + counts.hidden) <= 3 * all ? counts : nil
  }

  /// Of each panel the rows of its units, gate after gate.
  private var panels: [[[QuantizedRow]]] {
    let firsts = stride(from: 0, to: outputSize, by: Panel.unitCount)
    guard kind == .gruResetBefore else {
      return firsts.map { first in
        (0..<kind.gateCount).map { panelRows(gate: $0, from: first) }
      }
    }
    return firsts.map { [panelRows(gate: 0, from: $0)] }
      + firsts.flatMap { first in
        (1...2).map { [panelRows(gate: $0, from: first)] }
      }
  }

  /// A gate's rows of sixteen units, of which the first is `first`.
  private func panelRows(gate: Int, from first: Int) -> [QuantizedRow] {
    (first..<first + Panel.unitCount).map { unit in
      unit < outputSize ? rows[gate * outputSize + unit] : .zero
    }
  }

  /// Four columns of each of a panel's units.
  private typealias PanelBlock = [[Int16]]

  /// For an operand, of each row that has weights for it the blocks.
  private func panelWeights(
    _ gates: [[QuantizedRow]], _ operand: WeightBlock.Operand
  ) -> [[PanelBlock]] {
    places(operand).filter(gates.indices.contains).map { place in
      let units = gates[place].map {
        operand == .input ? $0.inputWeights : $0.hiddenWeights
      }
      let width = width(ofGate: 0, operand)
      return stride(from: 0, to: width, by: 4).map { first in
        units.map { weights in
          (first..<first + 4).map { $0 < weights.count ? weights[$0] : 0 }
        }
      }
    }
  }

  /// A panel's weights for an operand: four columns of each row at a time.
  private func packPanel(
    _ gates: [[QuantizedRow]], _ operand: WeightBlock.Operand, _ kept: Int?,
    _ writer: inout ByteWriter
  ) {
    let rows = panelWeights(gates, operand)
    let all = rows.first.map { Array($0.indices) } ?? []
    let places = rows.map { row in kept.map { row.places($0) } ?? all }
    if kept != nil {
      for index in places.first?.indices ?? [].indices {
        for row in places { writer.append(UInt16(row[index])) }
      }
      writer.align(to: Panel.vectorSize)
    }
    for index in places.first?.indices ?? [].indices {
      for (row, places) in zip(rows, places) {
        pack(row[places[index]], &writer)
      }
    }
  }

  private func pack(_ block: PanelBlock, _ writer: inout ByteWriter) {
    if weightBits == 8 {
      for weight in block.joined() {
        writer.append(Int8(truncatingIfNeeded: weight))
      }
    } else {
      for pair in [0..<2, 2..<4] {
        for unit in block {
          for weight in unit[pair] { writer.append(weight) }
        }
      }
    }
  }
}

/// Blocks that each row of a kept panel keeps over the input and over the
/// hidden state.
struct PanelBlockCounts {
  var input, hidden: Int
}

extension [[[Int16]]] {
  /// The places of a row's blocks that are not zero.
  fileprivate var notZero: [Int] {
    indices.filter { self[$0].joined().contains { $0 != 0 } }
  }

  /// The same and the places of the first others, `count` in all and in order.
  fileprivate func places(_ count: Int) -> [Int] {
    let kept = notZero
    let others = indices.filter { !kept.contains($0) }
    return (kept + others.prefix(count - kept.count)).sorted()
  }
}
