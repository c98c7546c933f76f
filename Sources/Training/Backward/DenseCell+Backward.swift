import SwiftletCells

extension DenseCell: DifferentiableCell {
  var deltaSize: Int { outputSize }

  func backward(
    _ parameters: UnsafePointer<Value.Weight>, previous: UnsafePointer<Value>,
    record: UnsafePointer<Value>, outputGradient: UnsafePointer<Value>,
    stateGradient: UnsafeMutablePointer<Value>,
    delta: UnsafeMutablePointer<Value>
  ) {
    for k in 0..<outputSize {
      delta[k] = outputGradient[k] * activation.slope(giving: record[k])
    }
  }

  func addInputGradient(
    _ parameters: UnsafePointer<Value.Weight>, delta: UnsafePointer<Value>,
    to inputGradient: UnsafeMutablePointer<Value>
  ) {
    weight(parameters).addTransposedProduct(with: delta, to: inputGradient)
  }

  func addParameterGradient(
    _ trace: LayerTrace<Value>, to gradient: UnsafeMutablePointer<Value.Weight>
  ) {
    GradientMatrix(elements: gradient, rows: outputSize, columns: inputSize)
      .addOuterProducts(
        of: trace.deltas, with: trace.inputs, steps: trace.steps)
    addDeltaSums(
      of: trace.deltas, rows: outputSize, steps: trace.steps,
      to: gradient + outputSize * inputSize)
  }
}
