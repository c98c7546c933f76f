import SwiftletCells
import SwiftletRuntime

extension Layer.DenseActivation {
  /// The derivative where the activation gave `y`.
  func slope<Value: CellValue>(giving y: Value) -> Value {
    let one = Value(repeating: 1)
    return switch self {
    case .linear: one
    case .relu: y.heaviside()
    case .sigmoid: y * (one - y)
    case .tanh: one - y * y
    case .relu6: y.heaviside() * (Value(repeating: 6) - y).heaviside()
    case .hardSigmoid: y.hardSigmoidSlope
    case .hardTanh: (one - y * y).heaviside()
    }
  }
}

extension Layer.RecurrentActivation {
  /// The derivative where the activation gave `y`.
  func slope<Value: CellValue>(giving y: Value) -> Value {
    switch self {
    case .tanh: Value(repeating: 1) - y * y
    case .relu: y.heaviside()
    case .linear: Value(repeating: 1)
    }
  }
}

extension GateActivations {
  /// The derivative of a gate's activation where it gave `y`.
  func gateSlope<Value: CellValue>(giving y: Value) -> Value {
    switch gates {
    case .sigmoid: y * (Value(repeating: 1) - y)
    case .hardSigmoid: y.hardSigmoidSlope
    }
  }

  /// The derivative of a candidate's activation where it gave `y`.
  func candidateSlope<Value: CellValue>(giving y: Value) -> Value {
    switch candidate {
    case .tanh: Value(repeating: 1) - y * y
    case .relu: y.heaviside()
    case .linear: Value(repeating: 1)
    }
  }
}

extension CellValue {
  /// The derivative of a hard sigmoid where it gave this value.
  fileprivate var hardSigmoidSlope: Self {
    heaviside() * (Self(repeating: 1) - self).heaviside()
  }
}
