import SwiftletRuntime

extension QuantizedLayer {
  /// The layer's weights in panels (FORMAT.md, "Panels").
  func panelBytes() -> ByteWriter {
    var writer = ByteWriter()
    for first in stride(from: 0, to: outputSize, by: Panel.unitCount) {
      let gates = panelRows(from: first)
      packPanel(gates, .input, &writer)
      packPanel(gates, .hidden, &writer)
      for row in gates.joined() { writer.append(row.bias) }
      for row in gates.joined() { writer.append(row.multiplier) }
    }
    return writer
  }

  /// Of each gate the rows of a panel's units, of which the first is `first`.
  private func panelRows(from first: Int) -> [[QuantizedRow]] {
    (0..<kind.gateCount).map { gate in
      (first..<first + Panel.unitCount).map { unit in
        unit < outputSize ? rows[gate * outputSize + unit] : .zero
      }
    }
  }

  /// A panel's weights for an operand: four columns of each row at a time.
  private func packPanel(
    _ gates: [[QuantizedRow]], _ operand: WeightBlock.Operand,
    _ writer: inout ByteWriter
  ) {
    let own = places(operand).filter(gates.indices.contains)
    for first in stride(from: 0, to: width(ofGate: 0, operand), by: 4) {
      for row in own.flatMap({ gates[$0] }) {
        let weights = operand == .input ? row.inputWeights : row.hiddenWeights
        for column in first..<first + 4 {
          writer.append(
            column < weights.count
              ? Int8(truncatingIfNeeded: weights[column]) : 0)
        }
      }
    }
  }
}
