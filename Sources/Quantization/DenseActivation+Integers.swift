import CSwiftletKernels
import SwiftletCells

extension Layer.DenseActivation {
  /// What the runtime makes of a pre-activation. A range that ends in other
  /// places than linear's or relu's has the unit in which int16 ends there.
  var rowActivation: RowActivation {
    switch self {
    case .linear, .hardTanh: .linear
    case .relu, .relu6, .hardSigmoid: .relu
    case .sigmoid: .sigmoid
    case .tanh: .tanh
    }
  }

  /// What one unit of the int16 output stands for; nil where the data decide.
  var fixedUnit: Double? {
    switch self {
    case .linear, .relu: nil
    case .sigmoid, .tanh: 1 / 32768
    case .relu6: 6 / 32767
    case .hardSigmoid, .hardTanh: 1 / 32767
    }
  }
}

extension Layer {
  /// The activation of a layer's output; nil of a layer that has none, or
  /// gates.
  var outputActivation: DenseActivation? {
    switch self {
    case .dense(_, _, let activation), .conv1D(_, let activation),
      .pointwise(.activation(let activation), _):
      activation
    default: nil
    }
  }
}
