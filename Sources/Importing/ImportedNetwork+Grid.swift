import SwiftletCells

extension ImportedNetwork {
  /// The steps that a grid can have.
  public static let gridRange = 1e-9...1e9

  /// The network as one whose weights are integers times a step.
  ///
  /// - Throws: `ImportError` when a weight of a matrix is no multiple.
  func onGrid(_ step: Double) throws -> ImportedNetwork {
    let matrices = network.tensors.filter { $0.role.isMatrix }
    let off = matrices.map { tensor in
      (tensor, weights(of: tensor).count { $0.steps(of: step) == nil })
    }.filter { $0.1 > 0 }
    if let (tensor, count) = off.first {
      throw ImportError(
        "layer '\(layerNames[tensor.layer])': \(count) of the "
          + "\(tensor.count) numbers of its \(tensor.role.rawValue)"
          + (off.count > 1 ? ", and some of \(off.count - 1) more," : "")
          + " are no multiples of `grid` \(step.stepText); "
          + remedy(matrices))
    }
    var network = self
    network.grid = step
    return network
  }

  /// What to do of weights off the grid.
  private func remedy(_ matrices: [Network.Tensor]) -> String {
    let weights = matrices.flatMap(weights)
    let largest = weights.reduce(0) { max($0, abs($1)) }
    let fitting = (0...24).map {
      Double(sign: .plus, exponent: -$0, significand: 1)
    }
    .first { step in weights.allSatisfy { $0.steps(of: step) != nil } }
    if let fitting, largest <= 32767 * fitting {
      return "give `grid` \(fitting.stepText), of which all are, or leave it "
        + "out"
    }
    return "leave it out; a normalization, a gain or a hard sigmoid that is "
      + "folded into weights moves them"
  }

  private func weights(of tensor: Network.Tensor) -> [Double] {
    parameters[tensor.range].map(Double.init)
  }
}

extension TensorRole {
  /// Whether the tensor is a matrix or a table.
  fileprivate var isMatrix: Bool {
    [.weight, .inputWeight, .recurrentWeight].contains(self)
  }
}

extension Double {
  /// A step as people write it: `1/128`, or `0.01`.
  package var stepText: String {
    guard self < 1, let parts = (1 / self).steps(of: 1), parts < 1e9,
      1 / parts == self
    else { return "\(self)" }
    return "1/\(Int(parts))"
  }
}
