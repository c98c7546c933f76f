import Foundation
public import SwiftletCells

extension Network {
  /// Parameters to start a training from.
  ///
  /// Input and dense matrices are Glorot-uniform, each gate on its own
  /// (Glorot and Bengio 2010); recurrent matrices orthogonal, gate by gate
  /// (Saxe et al. 2014); biases 0, but 1 for an LSTM's forget gate
  /// (Jozefowicz et al. 2015); gains 1; embedding rows uniform and of length about 1.
  ///
  /// - Parameter seed: the same seed gives the same parameters.
  public func initialParameters(seed: UInt64) -> [Float] {
    var random = RandomSource(seed: seed, for: .initialParameters)
    var parameters: [Float] = []
    for tensor in tensors {
      parameters += initialValues(tensor, &random)
    }
    return parameters
  }

  private func initialValues(
    _ tensor: Tensor, _ random: inout RandomSource
  ) -> [Float] {
    let layer = layers[tensor.layer]
    switch tensor.role {
    case .bias: return initialBias(layer, count: tensor.count)
    case .gain: return Array(repeating: 1, count: tensor.count)
    case .candidateBias: return Array(repeating: 0, count: tensor.count)
    case .recurrentWeight:
      return (0..<tensor.rows / tensor.columns).flatMap { _ in
        orthogonalMatrix(size: tensor.columns, &random)
      }
    case .inputWeight, .weight:
      var limit = sqrt(6 / Double(layer.inputSize + layer.outputSize))
      if case .conv1D(let shape, _) = layer {
        limit = sqrt(
          6 / Double(shape.kernel * (shape.channels + shape.outputChannels)))
      }
      if case .embedding = layer { limit = sqrt(3 / Double(tensor.columns)) }
      return (0..<tensor.count).map { _ in
        Float((2 * random.uniform() - 1) * limit)
      }
    }
  }

  private func initialBias(_ layer: Layer, count: Int) -> [Float] {
    guard case .lstm(_, let size, _) = layer else {
      return Array(repeating: 0, count: count)
    }
    return (0..<count).map { (size..<2 * size).contains($0) ? 1 : 0 }
  }
}

/// A random orthogonal matrix, row-major: Gaussian rows made orthonormal by
/// the modified Gram-Schmidt process.
private func orthogonalMatrix(
  size: Int, _ random: inout RandomSource
) -> [Float] {
  var rows: [[Double]] = []
  while rows.count < size {
    var row = (0..<size).map { _ in random.normal() }
    for other in rows {
      let overlap = zip(row, other).reduce(0) { $0 + $1.0 * $1.1 }
      for k in 0..<size { row[k] -= overlap * other[k] }
    }
    let length = sqrt(row.reduce(0) { $0 + $1 * $1 })
    // A row this short carries rounding errors only; draw another.
    if length > 1e-3 { rows.append(row.map { $0 / length }) }
  }
  return rows.flatMap { $0.map(Float.init) }
}
