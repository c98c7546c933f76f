import SwiftletCells
import SwiftletFormat

extension WeightBlock {
  /// What the block adds to its rows' pre-activations: the sum of the weights'
  /// squares, times the mean square of the operands that they meet.
  ///
  /// Weights over the input and over the hidden state, which differ in size,
  /// are so on one scale (as the magnitudes of Sun et al. 2023, "A simple and
  /// effective pruning approach").
  func magnitude(_ rows: [RealRow]) -> Double {
    self.rows.reduce(0) { sum, row in
      let row = rows[row]
      let squares = columns.reduce(0) { sum, column in
        sum + row[operand, column] * row[operand, column]
      }
      return sum + squares * row.power(operand)
    }
  }
}

extension RealRow {
  fileprivate func power(_ operand: WeightBlock.Operand) -> Double {
    operand == .input ? inputPower : hiddenPower
  }
}

extension QuantizationPlan {
  /// The masks of the recurrent layers, by the layers' indices, at which each
  /// keeps a share of its blocks.
  ///
  /// - Parameter model: whose weights are measured.
  func masks(density: Double, of model: FloatModel) -> [Int: BlockMask] {
    var masks: [Int: BlockMask] = [:]
    for index in layers.indices {
      let layer = emptyLayer(index)
      guard layer.kind.isRecurrent else { continue }
      let rows = realRows(index, of: model)
      masks[index] = BlockMask(
        layer.pruningGroups.map { blocks in
          BlockMask(
            blocks, density: density,
            magnitudes: blocks.map { $0.magnitude(rows) })
        })
    }
    return masks
  }
}
