import CSwiftletTraining
import SwiftletCells
import SwiftletRuntime

extension Layer.DenseActivation {
  /// Its code in kernels.
  var code: Int32 {
    switch self {
    case .linear: Int32(SWIFTLET_LINEAR)
    case .relu: Int32(SWIFTLET_RELU)
    case .sigmoid: Int32(SWIFTLET_SIGMOID)
    case .tanh: Int32(SWIFTLET_TANH)
    case .relu6: Int32(SWIFTLET_RELU6)
    case .hardSigmoid: Int32(SWIFTLET_HARD_SIGMOID)
    case .hardTanh: Int32(SWIFTLET_HARD_TANH)
    }
  }
}

extension Layer.RecurrentActivation {
  /// Its code in kernels.
  var code: Int32 {
    switch self {
    case .tanh: Int32(SWIFTLET_TANH)
    case .relu: Int32(SWIFTLET_RELU)
    case .linear: Int32(SWIFTLET_LINEAR)
    }
  }
}

extension GateActivations {
  /// The code of the gates' activation in kernels.
  var gateCode: Int32 {
    switch gates {
    case .sigmoid: Int32(SWIFTLET_SIGMOID)
    case .hardSigmoid: Int32(SWIFTLET_HARD_SIGMOID)
    }
  }

  /// The code of a candidate's.
  var candidateCode: Int32 {
    switch candidate {
    case .tanh: Int32(SWIFTLET_TANH)
    case .relu: Int32(SWIFTLET_RELU)
    case .linear: Int32(SWIFTLET_LINEAR)
    }
  }
}
