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
  ///   - trace: the window; `deltas` is written here too.
  ///   - outputGradients: the gradient by each step's output.
  ///   - inputGradients: where the gradient by each step's input goes, or
  ///     nothing when the layer is the first.
  ///   - stateGradient: room for the state's gradient, zeros on entry.
  ///   - gradient: where the gradient by the layer's parameters is added.
  func backward(
    _ parameters: UnsafePointer<Value.Weight>, trace: LayerTrace<Value>,
    outputGradients: StepSeries<Value>, inputGradients: StepSeries<Value>?,
    stateGradient: UnsafeMutablePointer<Value>,
    gradient: UnsafeMutablePointer<Value.Weight>
  ) {
    switch self {
    case .embedding(let cell):
      cell.backward(
        parameters, trace, outputGradients, inputGradients, stateGradient,
        gradient)
    case .simpleRNN(let cell):
      cell.backward(
        parameters, trace, outputGradients, inputGradients, stateGradient,
        gradient)
    case .gru(let cell):
      cell.backward(
        parameters, trace, outputGradients, inputGradients, stateGradient,
        gradient)
    case .lstm(let cell):
      cell.backward(
        parameters, trace, outputGradients, inputGradients, stateGradient,
        gradient)
    case .dense(let cell):
      cell.backward(
        parameters, trace, outputGradients, inputGradients, stateGradient,
        gradient)
    case .pointwise(let cell):
      cell.backward(
        parameters, trace, outputGradients, inputGradients, stateGradient,
        gradient)
    case .conv1D(let cell):
      cell.backward(
        parameters, trace, outputGradients, inputGradients, stateGradient,
        gradient)
    case .history(let cell):
      cell.backward(
        parameters, trace, outputGradients, inputGradients, stateGradient,
        gradient)
    case .layerNorm(let cell):
      cell.backward(
        parameters, trace, outputGradients, inputGradients, stateGradient,
        gradient)
    }
  }
}

extension DifferentiableCell {
  /// Backpropagation through time over one window (Werbos 1990).
  fileprivate func backward(
    _ parameters: UnsafePointer<Value.Weight>, _ trace: LayerTrace<Value>,
    _ outputGradients: StepSeries<Value>,
    _ inputGradients: StepSeries<Value>?,
    _ stateGradient: UnsafeMutablePointer<Value>,
    _ gradient: UnsafeMutablePointer<Value.Weight>
  ) {
    for step in stride(from: trace.steps - 1, through: 0, by: -1) {
      let delta = UnsafeMutablePointer(mutating: trace.deltas[step])
      backward(
        parameters, previous: trace.previous[step],
        record: trace.records[step], outputGradient: outputGradients[step],
        stateGradient: stateGradient, delta: delta)
      if let inputGradients {
        let input = UnsafeMutablePointer(mutating: inputGradients[step])
        clear(input, count: inputSize)
        addInputGradient(parameters, delta: delta, to: input)
      }
    }
    addParameterGradient(trace, to: gradient)
  }
}
