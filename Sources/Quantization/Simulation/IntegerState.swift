import SwiftletFormat
import SwiftletTraining

/// Eight sequences' state of one layer, and room to work.
final class IntegerState {
  /// h, or the last output of a layer without state, `(outputSize)`.
  let hidden: Workspace<Int16Lanes>
  /// An LSTM's c, `(outputSize)`.
  let cell: Workspace<Int32Lanes>
  /// The operands of the input and of the hidden state.
  let input: Workspace<Int16Lanes>
  let operand: Workspace<Int16Lanes>
  /// r h of a reset-before GRU.
  let reset: Workspace<Int16Lanes>
  /// The rows' sums, then their pre-activations.
  let sums: Workspace<Int32Lanes>
  private let outputSize: Int
  private let initialHidden: [Int16]
  private let initialCell: [Int32]

  init(_ layer: IntegerLayer) {
    let size = layer.outputSize
    outputSize = layer.givenCount
    hidden = Workspace(repeating: .zero, count: layer.givenCount)
    cell = Workspace(repeating: .zero, count: layer.givenCount)
    input = Workspace(repeating: .zero, count: layer.inputSize)
    operand = Workspace(
      repeating: .zero, count: layer.frames == nil ? size : layer.rowSize)
    reset = Workspace(repeating: .zero, count: size)
    sums = Workspace(repeating: .zero, count: layer.kind.gateCount * size)
    let zeros = Array(repeating: Int16(0), count: layer.givenCount)
    initialHidden = layer.initialHidden.isEmpty ? zeros : layer.initialHidden
    initialCell =
      layer.initialCell.isEmpty ? zeros.map { Int32($0) } : layer.initialCell
    clear()
  }

  /// Sets all sequences' states to that of a start.
  func clear() { clear(SIMDMask(repeating: true)) }

  /// Sets some of the sequences' states to that of a start.
  func clear(_ lanes: SIMDMask<Int16Lanes>) {
    for k in 0..<outputSize {
      for lane in 0..<8 where lanes[lane] {
        hidden.base[k][lane] = initialHidden[k]
        cell.base[k][lane] = initialCell[k]
      }
    }
  }
}
