import SwiftletCells

extension SimpleRNNCell: DifferentiableCell {
  var deltaSize: Int { hiddenSize }

  func backward(
    _ parameters: UnsafePointer<Value.Weight>, previous: UnsafePointer<Value>,
    record: UnsafePointer<Value>, outputGradient: UnsafePointer<Value>,
    stateGradient: UnsafeMutablePointer<Value>,
    delta: UnsafeMutablePointer<Value>
  ) {
    for k in 0..<hiddenSize {
      delta[k] =
        (outputGradient[k] + stateGradient[k])
        * activation.slope(giving: record[k])
    }
    clear(stateGradient, count: hiddenSize)
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
      gradient, gates: 1, inputSize: inputSize, hiddenSize: hiddenSize)
    gradients.addProjection(trace)
    gradients.recurrentWeight.addOuterProducts(
      of: trace.deltas, with: trace.previous, steps: trace.steps)
  }
}
