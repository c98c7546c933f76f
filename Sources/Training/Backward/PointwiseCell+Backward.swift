import SwiftletCells

extension PointwiseCell: DifferentiableCell {
  var deltaSize: Int { inputSize }

  /// The delta is the gradient by the input itself.
  func backward(
    _ parameters: UnsafePointer<Value.Weight>, previous: UnsafePointer<Value>,
    record: UnsafePointer<Value>, outputGradient: UnsafePointer<Value>,
    stateGradient: UnsafeMutablePointer<Value>,
    delta: UnsafeMutablePointer<Value>
  ) {
    let a = record + outputSize
    let b = a + (inputSize - outputSize)
    let second = delta + (inputSize - outputSize)
    for k in 0..<outputSize {
      let place = place(of: k)
      let slopes = function.slopes(a[place], b[place], giving: record[k])
      delta[place] = outputGradient[k] * slopes.a
      if function.operandCount == 2 {
        second[place] = outputGradient[k] * slopes.b
      }
    }
  }

  func addInputGradient(
    _ parameters: UnsafePointer<Value.Weight>, delta: UnsafePointer<Value>,
    to inputGradient: UnsafeMutablePointer<Value>
  ) {
    for k in 0..<inputSize { inputGradient[k] += delta[k] }
  }

  func addParameterGradient(
    _ trace: LayerTrace<Value>, to gradient: UnsafeMutablePointer<Value.Weight>
  ) {}
}

extension Pointwise {
  /// The derivatives by both operands, where the function gave `y`. At 0 the
  /// magnitude's are 0.
  fileprivate func slopes<Value: CellValue>(
    _ a: Value, _ b: Value, giving y: Value
  ) -> (a: Value, b: Value) {
    let (zero, one) = (Value.zero, Value(repeating: 1))
    switch self {
    case .copy, .reverse: return (one, zero)
    case .add: return (one, one)
    case .subtract: return (one, zero - one)
    case .multiply: return (b, a)
    case .magnitude:
      let norm = y + (one - y.heaviside())
      return (a / norm, b / norm)
    case .activation(let activation):
      return (activation.slope(giving: y), zero)
    case .leakyReLU(let slope):
      let isPositive = a.heaviside()
      return (isPositive + Value.Weight(slope) * (one - isPositive), zero)
    }
  }
}
