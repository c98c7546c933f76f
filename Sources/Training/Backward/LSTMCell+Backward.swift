import SwiftletCells

/// The delta is that of the gates, `i f g o`.
extension LSTMCell: DifferentiableCell {
  var deltaSize: Int { 4 * hiddenSize }

  func backward(
    _ parameters: UnsafePointer<Value.Weight>, previous: UnsafePointer<Value>,
    record: UnsafePointer<Value>, outputGradient: UnsafePointer<Value>,
    stateGradient: UnsafeMutablePointer<Value>,
    delta: UnsafeMutablePointer<Value>
  ) {
    let (size, parts) = (hiddenSize, parts)
    let cellGradient = stateGradient + parts.cell
    for k in 0..<size {
      let i = record[parts.inputGate + k]
      let f = record[parts.forgetGate + k]
      let g = record[parts.candidate + k]
      let o = record[parts.outputGate + k]
      let squashed = record[parts.squashedCell + k]
      let dh = outputGradient[k] + stateGradient[k]
      let dc =
        cellGradient[k]
        + dh * o * activations.candidateSlope(giving: squashed)
      delta[k] = dc * g * activations.gateSlope(giving: i)
      delta[size + k] =
        dc * previous[parts.cell + k] * activations.gateSlope(giving: f)
      delta[2 * size + k] = dc * i * activations.candidateSlope(giving: g)
      delta[3 * size + k] = dh * squashed * activations.gateSlope(giving: o)
      cellGradient[k] = dc * f
    }
    clear(stateGradient, count: size)
    tensors(parameters).recurrentWeight
      .addTransposedProduct(with: delta, to: stateGradient)
  }

  func addInputGradient(
    _ parameters: UnsafePointer<Value.Weight>, delta: UnsafePointer<Value>,
    to inputGradient: UnsafeMutablePointer<Value>
  ) {
    tensors(parameters).inputWeight
      .addTransposedProduct(with: delta, to: inputGradient)
  }

  func addParameterGradient(
    _ trace: LayerTrace<Value>, to gradient: UnsafeMutablePointer<Value.Weight>
  ) {
    let gradients = RecurrentGradients<Value>(
      gradient, gates: 4, inputSize: inputSize, hiddenSize: hiddenSize)
    gradients.addProjection(trace)
    gradients.recurrentWeight.addOuterProducts(
      of: trace.deltas, with: trace.previous, steps: trace.steps)
  }
}
