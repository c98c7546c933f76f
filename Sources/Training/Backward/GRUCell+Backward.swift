import SwiftletCells

/// The delta is that of the gates, `r z n`, and after it the gradient by
/// `q`: by `U_n h + b_hn` (reset after) or by `r h` (reset before).
extension GRUCell: DifferentiableCell {
  var deltaSize: Int { 4 * hiddenSize }

  func backward(
    _ parameters: UnsafePointer<Value.Weight>, previous: UnsafePointer<Value>,
    record: UnsafePointer<Value>, outputGradient: UnsafePointer<Value>,
    stateGradient: UnsafeMutablePointer<Value>,
    delta: UnsafeMutablePointer<Value>
  ) {
    let (size, parts) = (hiddenSize, parts)
    let one = Value(repeating: 1)
    for k in 0..<size {
      let z = record[parts.updateGate + k]
      let n = record[parts.candidate + k]
      let dh = outputGradient[k] + stateGradient[k]
      delta[size + k] =
        dh * (previous[k] - n) * activations.gateSlope(giving: z)
      delta[2 * size + k] =
        dh * (one - z) * activations.candidateSlope(giving: n)
      stateGradient[k] = dh * z
    }
    let recurrent = tensors(parameters).recurrentWeight
    if resetAfter {
      backwardResetAfter(recurrent, record, stateGradient, delta)
    } else {
      backwardResetBefore(recurrent, previous, record, stateGradient, delta)
    }
    recurrent.rows(from: 0, count: 2 * size)
      .addTransposedProduct(with: delta, to: stateGradient)
  }

  private func backwardResetAfter(
    _ recurrent: WeightMatrix<Value>, _ record: UnsafePointer<Value>,
    _ stateGradient: UnsafeMutablePointer<Value>,
    _ delta: UnsafeMutablePointer<Value>
  ) {
    let (size, parts) = (hiddenSize, parts)
    let (candidate, product) = (delta + 2 * size, delta + 3 * size)
    for k in 0..<size {
      let r = record[parts.resetGate + k]
      let q = record[parts.recurrentTerm + k]
      delta[k] = candidate[k] * q * activations.gateSlope(giving: r)
      product[k] = candidate[k] * r
    }
    recurrent.rows(from: 2 * size, count: size)
      .addTransposedProduct(with: product, to: stateGradient)
  }

  private func backwardResetBefore(
    _ recurrent: WeightMatrix<Value>, _ previous: UnsafePointer<Value>,
    _ record: UnsafePointer<Value>,
    _ stateGradient: UnsafeMutablePointer<Value>,
    _ delta: UnsafeMutablePointer<Value>
  ) {
    let (size, parts) = (hiddenSize, parts)
    let (candidate, product) = (delta + 2 * size, delta + 3 * size)
    clear(product, count: size)
    recurrent.rows(from: 2 * size, count: size)
      .addTransposedProduct(with: candidate, to: product)
    for k in 0..<size {
      let r = record[parts.resetGate + k]
      delta[k] =
        product[k] * previous[k] * activations.gateSlope(giving: r)
      stateGradient[k] += product[k] * r
    }
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
    let size = hiddenSize
    let gradients = RecurrentGradients<Value>(
      gradient, gates: 3, inputSize: inputSize, hiddenSize: size)
    gradients.addProjection(trace)
    let recurrent = gradients.recurrentWeight.elements
    GradientMatrix(elements: recurrent, rows: 2 * size, columns: size)
      .addOuterProducts(
        of: trace.deltas, with: trace.previous, steps: trace.steps)
    let candidate = GradientMatrix<Value>(
      elements: recurrent + 2 * size * size, rows: size, columns: size)
    guard resetAfter else {
      return candidate.addOuterProducts(
        of: trace.deltas.dropping(2 * size),
        with: trace.records.dropping(parts.recurrentTerm), steps: trace.steps)
    }
    let products = trace.deltas.dropping(3 * size)
    candidate.addOuterProducts(
      of: products, with: trace.previous, steps: trace.steps)
    addDeltaSums(
      of: products, rows: size, steps: trace.steps,
      to: gradients.bias + 3 * size)
  }
}
