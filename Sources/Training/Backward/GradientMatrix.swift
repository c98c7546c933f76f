import SwiftletCells

/// The gradient by a matrix, within a gradient vector.
struct GradientMatrix<Value: CellValue> {
  let elements: UnsafeMutablePointer<Value.Weight>
  let rows: Int
  let columns: Int

  // So many steps of a few vectors stay in the first-level cache.
  private static var blockSize: Int { 16 }

  /// Adds `Σ δ xᵀ` over steps and lanes, in tiles of two rows and two columns.
  func addOuterProducts(
    of deltas: StepSeries<Value>, with inputs: StepSeries<Value>, steps: Int
  ) {
    for start in stride(from: 0, to: steps, by: Self.blockSize) {
      let block = start..<min(start + Self.blockSize, steps)
      var row = 0
      while row &+ 2 <= rows {
        addTwoRows(row, of: deltas, with: inputs, steps: block)
        row &+= 2
      }
      if row < rows {
        for column in 0..<columns {
          addElement(row, column, of: deltas, with: inputs, steps: block)
        }
      }
    }
  }

  private func addTwoRows(
    _ row: Int, of deltas: StepSeries<Value>, with inputs: StepSeries<Value>,
    steps: Range<Int>
  ) {
    var column = 0
    while column &+ 2 <= columns {
      addTile(row, column, of: deltas, with: inputs, steps: steps)
      column &+= 2
    }
    if column < columns {
      addElement(row, column, of: deltas, with: inputs, steps: steps)
      addElement(row + 1, column, of: deltas, with: inputs, steps: steps)
    }
  }

  private func addTile(
    _ row: Int, _ column: Int, of deltas: StepSeries<Value>,
    with inputs: StepSeries<Value>, steps: Range<Int>
  ) {
    var (s00, s01, s10, s11) = (Value.zero, Value.zero, Value.zero, Value.zero)
    var delta = deltas[steps.lowerBound] + row
    var input = inputs[steps.lowerBound] + column
    for _ in steps {
      let (d0, d1) = (delta[0], delta[1])
      s00 += d0 * input[0]
      s01 += d0 * input[1]
      s10 += d1 * input[0]
      s11 += d1 * input[1]
      delta += deltas.stride
      input += inputs.stride
    }
    let first = elements + (row &* columns &+ column)
    let second = first + columns
    first[0] += s00.laneSum()
    first[1] += s01.laneSum()
    second[0] += s10.laneSum()
    second[1] += s11.laneSum()
  }

  private func addElement(
    _ row: Int, _ column: Int, of deltas: StepSeries<Value>,
    with inputs: StepSeries<Value>, steps: Range<Int>
  ) {
    var sum = Value.zero
    for step in steps { sum += deltas[step][row] * inputs[step][column] }
    elements[row &* columns &+ column] += sum.laneSum()
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
