import SwiftletRuntime

/// What the four bytes of a place in a panel hold (FORMAT.md, "Panels"). A row
/// is a place in `QuantizedLayer.rows`; nil stands for a unit of zeros.
enum PanelPlace {
  /// Four weights, from a column on.
  case weights(row: Int?, WeightBlock.Operand, column: Int)
  case bias(row: Int?)
  case multiplier(row: Int?)
}

extension QuantizedLayer {
  /// The layer's panels, place after place.
  var panelPlaces: [PanelPlace] {
    stride(from: 0, to: outputSize, by: Panel.unitCount).flatMap { first in
      let gates = (0..<kind.gateCount).map { gate in
        (first..<first + Panel.unitCount).map { unit in
          unit < outputSize ? gate * outputSize + unit : nil
        }
      }
      return weights(gates, .input) + weights(gates, .hidden)
        + gates.joined().map { .bias(row: $0) }
        + gates.joined().map { .multiplier(row: $0) }
    }
  }

  /// A panel's weights for an operand.
  ///
  /// - Parameter gates: of each gate its rows.
  private func weights(
    _ gates: [[Int?]], _ operand: WeightBlock.Operand
  ) -> [PanelPlace] {
    let own = places(operand).filter(gates.indices.contains)
    let columns = stride(from: 0, to: width(ofGate: 0, operand), by: 4)
    return columns.flatMap { column in
      own.flatMap { gate in
        gates[gate].map { .weights(row: $0, operand, column: column) }
      }
    }
  }

  /// The layer's weights in panels.
  func panelBytes() -> ByteWriter {
    var writer = ByteWriter()
    for place in panelPlaces {
      switch place {
      case .weights(let row, let operand, let column):
        let weights = row.map { rows[$0].weights(operand) } ?? []
        for column in column..<column + 4 {
          let weight = column < weights.count ? weights[column] : 0
          writer.append(UInt8(truncatingIfNeeded: weight))
        }
      case .bias(let row): writer.append(row.map { rows[$0].bias } ?? 0)
      case .multiplier(let row):
        writer.append(row.map { rows[$0].multiplier } ?? 0)
      }
    }
    return writer
  }
}

extension QuantizedRow {
  /// The weights that meet an operand.
  fileprivate func weights(_ operand: WeightBlock.Operand) -> [Int16] {
    operand == .input ? inputWeights : hiddenWeights
  }
}
