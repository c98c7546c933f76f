import SwiftletCells

extension HistoryCell: DifferentiableCell {
  var deltaSize: Int { outputSize }

  /// The delta is the gradient by what the layer gives.
  func backward(
    _ parameters: UnsafePointer<Value.Weight>, previous: UnsafePointer<Value>,
    record: UnsafePointer<Value>, outputGradient: UnsafePointer<Value>,
    stateGradient: UnsafeMutablePointer<Value>,
    delta: UnsafeMutablePointer<Value>
  ) {
    for k in 0..<outputSize { delta[k] = outputGradient[k] + stateGradient[k] }
    clear(stateGradient, count: outputSize)
    for k in 0..<size { stateGradient[inputSize + k] = delta[k] }
  }

  func addInputGradient(
    _ parameters: UnsafePointer<Value.Weight>, delta: UnsafePointer<Value>,
    to inputGradient: UnsafeMutablePointer<Value>
  ) {
    for k in 0..<inputSize { inputGradient[k] += delta[size + k] }
  }

  func addParameterGradient(
    _ trace: LayerTrace<Value>, to gradient: UnsafeMutablePointer<Value.Weight>
  ) {}
}
