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

  init(_ layer: IntegerLayer) {
    let size = layer.outputSize
    outputSize = size
    hidden = Workspace(repeating: .zero, count: size)
    cell = Workspace(repeating: .zero, count: size)
    input = Workspace(repeating: .zero, count: layer.inputSize)
    operand = Workspace(repeating: .zero, count: size)
    reset = Workspace(repeating: .zero, count: size)
    sums = Workspace(repeating: .zero, count: layer.kind.gateCount * size)
  }

  func clear() {
    hidden.fill(.zero)
    cell.fill(.zero)
  }

  /// Clears some of the sequences' states.
  func clear(_ lanes: SIMDMask<Int16Lanes>) {
    for k in 0..<outputSize {
      for lane in 0..<8 where lanes[lane] {
        hidden.base[k][lane] = 0
        cell.base[k][lane] = 0
      }
    }
  }
}
