import SwiftletCells

extension LayerCell {
  /// The number of values of a step's delta.
  var deltaSize: Int {
    switch self {
    case .embedding(let cell): cell.deltaSize
    case .simpleRNN(let cell): cell.deltaSize
    case .gru(let cell): cell.deltaSize
    case .lstm(let cell): cell.deltaSize
    case .dense(let cell): cell.deltaSize
    case .pointwise(let cell): cell.deltaSize
    case .conv1D(let cell): cell.deltaSize
    case .history(let cell): cell.deltaSize
    case .layerNorm(let cell): cell.deltaSize
    }
  }

  /// Goes back over a window; see `DifferentiableCell`.
  ///
  /// - Parameters:
  ///   - trace: the window; its deltas are those of `gradients`.
  ///   - gradient: where the gradient by the layer's parameters is added.
  func backward(
    _ parameters: UnsafePointer<Value.Weight>, _ rows: WindowRows,
    trace: LayerTrace<Value>, gradients: LayerGradients<Value>,
    gradient: UnsafeMutablePointer<Value.Weight>
  ) {
    switch self {
    case .embedding(let cell):
      cell.backward(parameters, rows, trace, gradients, gradient)
    case .simpleRNN(let cell):
      cell.backward(parameters, rows, trace, gradients, gradient)
    case .gru(let cell):
      cell.backward(parameters, rows, trace, gradients, gradient)
    case .lstm(let cell):
      cell.backward(parameters, rows, trace, gradients, gradient)
    case .dense(let cell):
      cell.backward(parameters, rows, trace, gradients, gradient)
    case .pointwise(let cell):
      cell.backward(parameters, rows, trace, gradients, gradient)
    case .conv1D(let cell):
      cell.backward(parameters, rows, trace, gradients, gradient)
    case .history(let cell):
      cell.backward(parameters, rows, trace, gradients, gradient)
    case .layerNorm(let cell):
      cell.backward(parameters, rows, trace, gradients, gradient)
    }
  }
}

extension DifferentiableCell {
  /// Backpropagation through time over one window (Werbos 1990).
  fileprivate func backward(
    _ parameters: UnsafePointer<Value.Weight>, _ rows: WindowRows,
    _ trace: LayerTrace<Value>, _ gradients: LayerGradients<Value>,
    _ gradient: UnsafeMutablePointer<Value.Weight>
  ) {
    for step in stride(from: rows.steps - 1, through: 0, by: -1) {
      for (sequence, row) in rows.rows(of: step).enumerated() {
        let delta = gradients.deltas[row]
        gradients.keepState(row, sequence, outputSize, stateSize)
        backward(
          parameters, previous: trace.previous[row],
          record: trace.records[row], outputGradient: gradients.outputs[row],
          stateGradient: gradients.state[sequence], delta: delta)
        guard let inputs = gradients.inputs else { continue }
        clear(inputs[row], count: inputSize)
        addInputGradient(parameters, delta: delta, to: inputs[row])
      }
    }
    addParameterGradient(trace, to: gradient)
  }
}

extension LayerGradients where Value: CellValue {
  /// Leaves the gradient by the state of a row: that through later steps, and
  /// through the outputs that are a part of it.
  fileprivate func keepState(
    _ row: Int, _ sequence: Int, _ outputSize: Int, _ stateSize: Int
  ) {
    guard let states, stateSize > 0 else { return }
    states[row].update(from: state[sequence], count: stateSize)
    for k in 0..<outputSize { states[row][k] += outputs[row][k] }
  }
}
