import SwiftletCells

extension LayerNormCell: DifferentiableCell {
  var deltaSize: Int { 2 * size }

  /// The delta is the gradient by the input itself, after it that by the
  /// output. With `g = gain dy`, the first is
  /// `(g - mean(g) - z mean(g z)) / sqrt(variance + epsilon)`.
  func backward(
    _ parameters: UnsafePointer<Value.Weight>, previous: UnsafePointer<Value>,
    record: UnsafePointer<Value>, outputGradient: UnsafePointer<Value>,
    stateGradient: UnsafeMutablePointer<Value>,
    delta: UnsafeMutablePointer<Value>
  ) {
    let z = record + size
    func g(_ k: Int) -> Value { parameters[k] * outputGradient[k] }
    let mean = mean(g)
    let slope = self.mean { g($0) * z[$0] }
    for k in 0..<size {
      delta[k] = (g(k) - mean - z[k] * slope) * z[size]
      delta[size + k] = outputGradient[k]
    }
  }

  func addInputGradient(
    _ parameters: UnsafePointer<Value.Weight>, delta: UnsafePointer<Value>,
    to inputGradient: UnsafeMutablePointer<Value>
  ) {
    for k in 0..<size { inputGradient[k] += delta[k] }
  }

  func addParameterGradient(
    _ trace: LayerTrace<Value>, to gradient: UnsafeMutablePointer<Value.Weight>
  ) {
    for step in 0..<trace.steps {
      let (dy, z) = (trace.deltas[step] + size, trace.records[step] + size)
      for k in 0..<size {
        gradient[k] += (dy[k] * z[k]).laneSum()
        gradient[size + k] += dy[k].laneSum()
      }
    }
  }
}
