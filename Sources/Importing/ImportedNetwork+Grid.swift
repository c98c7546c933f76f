import SwiftletCells

extension ImportedNetwork {
  /// The steps that a grid can have.
  public static let gridRange = 1e-9...1e9

  /// The network as one whose weights are integers times a step.
  ///
  /// - Throws: `ImportError` when a weight of a matrix is no multiple.
  func onGrid(_ step: Double) throws -> ImportedNetwork {
    let off = matrices.map { tensor in
      (tensor, weights(of: tensor).count { $0.steps(of: step) == nil })
    }.filter { $0.1 > 0 }
    if let (tensor, count) = off.first {
      throw ImportError(
        "layer '\(layerNames[tensor.layer])': \(count) of the "
          + "\(tensor.count) numbers of its \(tensor.role.rawValue)"
          + (off.count > 1 ? ", and some of \(off.count - 1) more," : "")
          + " are no multiples of `grid` \(step.stepText); "
          + remedy)
    }
    var network = self
    network.grid = step
    return network
  }

  /// The network on the grid that all its weights lie on, as those that were
  /// trained as integers of 8 bits do: of a step that is a power of two, with a
  /// weight of 64 steps or more and none above 127. As it is without one.
  func onGridOfItsOwn() -> ImportedNetwork {
    let weights = matrices.lazy.flatMap(weights)
    guard let step = Self.step(of: weights),
      64 * step...127 * step ~= weights.largestMagnitude
    else { return self }
    var network = self
    network.grid = step
    return network
  }

  /// The largest power of two up to 1 of which every weight is a multiple, and
  /// no smaller than 2^-24.
  private static func step(of weights: some Sequence<Double>) -> Double? {
    (0...24).map { Double(sign: .plus, exponent: -$0, significand: 1) }
      .first { step in weights.allSatisfy { $0.steps(of: step) != nil } }
  }

  /// What to do of weights off the grid.
  private var remedy: String {
    let weights = matrices.lazy.flatMap(weights)
    if let fitting = Self.step(of: weights),
      weights.largestMagnitude <= 32767 * fitting
    {
      return "give `grid` \(fitting.stepText), of which all are, or leave it "
        + "out"
    }
    return "leave it out; a normalization, a gain or a hard sigmoid that is "
      + "folded into weights moves them"
  }

  private var matrices: [Network.Tensor] {
    network.tensors.filter(\.role.isMatrix)
  }

  private func weights(of tensor: Network.Tensor) -> some Collection<Double> {
    parameters[tensor.range].lazy.map(Double.init)
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
