import SwiftletCells

/// The gradient by a matrix, within a gradient vector.
struct GradientMatrix<Value: CellValue> {
  let elements: UnsafeMutablePointer<Value.Weight>
  let rows: Int
  let columns: Int

  /// Adds `Σ δ xᵀ` over steps and lanes, step after step.
  func addOuterProducts(
    of deltas: StepSeries<Value>, with inputs: StepSeries<Value>, steps: Int
  ) {
    for row in 0..<rows {
      for column in 0..<columns {
        var sum = Value.zero
        for step in 0..<steps {
          sum += deltas[step][row] * inputs[step][column]
        }
        elements[row &* columns &+ column] += sum.laneSum()
      }
    }
  }
}

/// Adds `Σ δ` over steps and lanes: the gradient by a bias.
func addDeltaSums<Value: CellValue>(
  of deltas: StepSeries<Value>, rows: Int, steps: Int,
  to gradient: UnsafeMutablePointer<Value.Weight>
) {
  for row in 0..<rows {
    var sum = Value.zero
    for step in 0..<steps { sum += deltas[step][row] }
    gradient[row] += sum.laneSum()
  }
}

/// The gradients by the tensors that every recurrent layer has.
struct RecurrentGradients<Value: CellValue> {
  /// The gradient by `W`.
  let inputWeight: GradientMatrix<Value>
  /// The gradient by `U`.
  let recurrentWeight: GradientMatrix<Value>
  /// The gradient by `b`.
  let bias: UnsafeMutablePointer<Value.Weight>

  /// The gradients that begin at `gradient`, laid out as the parameters.
  init(
    _ gradient: UnsafeMutablePointer<Value.Weight>, gates: Int, inputSize: Int,
    hiddenSize: Int
  ) {
    let rows = gates * hiddenSize
    let recurrent = gradient + rows * inputSize
    inputWeight = GradientMatrix(
      elements: gradient, rows: rows, columns: inputSize)
    recurrentWeight = GradientMatrix(
      elements: recurrent, rows: rows, columns: hiddenSize)
    bias = recurrent + rows * hiddenSize
  }

  /// Adds the gradients by `W` and `b`.
  func addProjection(_ trace: LayerTrace<Value>) {
    inputWeight.addOuterProducts(
      of: trace.deltas, with: trace.inputs, steps: trace.steps)
    addDeltaSums(
      of: trace.deltas, rows: inputWeight.rows, steps: trace.steps, to: bias)
  }
}

/// Sets values to zero.
func clear<Value: CellValue>(
  _ values: UnsafeMutablePointer<Value>, count: Int
) {
  values.update(repeating: .zero, count: count)
}
