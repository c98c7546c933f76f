import SwiftletCells

/// The delta is the gradient by the row that was looked up.
extension EmbeddingCell: DifferentiableCell {
  var deltaSize: Int { outputSize }

  func backward(
    _ parameters: UnsafePointer<Value.Weight>, previous: UnsafePointer<Value>,
    record: UnsafePointer<Value>, outputGradient: UnsafePointer<Value>,
    stateGradient: UnsafeMutablePointer<Value>,
    delta: UnsafeMutablePointer<Value>
  ) {
    delta.update(from: outputGradient, count: outputSize)
  }

  /// Adds nothing: a symbol's index has no gradient.
  func addInputGradient(
    _ parameters: UnsafePointer<Value.Weight>, delta: UnsafePointer<Value>,
    to inputGradient: UnsafeMutablePointer<Value>
  ) {}

  func addParameterGradient(
    _ trace: LayerTrace<Value>, to gradient: UnsafeMutablePointer<Value.Weight>
  ) {
    for step in 0..<trace.steps {
      for lane in 0..<Value.laneCount {
        let row = gradient + rowOffset(trace.inputs[step][0], lane: lane)
        for k in 0..<outputSize { row[k] += trace.deltas[step][k][lane: lane] }
      }
    }
  }
}
