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

  /// Sets the biases of gates so that units remember for up to `longest`
  /// steps: chrono initialisation (Tallec and Ollivier 2018).
  ///
  /// Each unit has a number of steps `t` of its own, uniform in
  /// `1...longest - 1`. An LSTM's forget gate has the bias `log(t)`, its input
  /// gate `-log(t)`; a GRU's update gate, which keeps the state, `log(t)`. A
  /// state that nothing else moves then decays to 1/e in about `t` steps.
  ///
  /// - Parameters:
  ///   - parameters: `parameterCount` numbers.
  ///   - longest: the longest dependency that is expected, at least 2 steps.
  ///   - seed: the same seed gives the same biases.
  public func setChronoBiases(
    _ parameters: inout [Float], longest: Int, seed: UInt64
  ) {
    precondition(longest >= 2, "a dependency is of 2 steps at least")
    var random = RandomSource(seed: seed, for: .chronoBiases)
    for tensor in tensors where tensor.role == .bias {
      let (forget, input): (Int, Int?)
      switch layers[tensor.layer] {
      case .lstm: (forget, input) = (1, 0)
      case .gru: (forget, input) = (1, nil)
      default: continue
      }
      let size = layers[tensor.layer].outputSize
      for k in 0..<size {
        let steps = 1 + random.uniform() * Double(longest - 2)
        parameters[tensor.offset + forget * size + k] = Float(log(steps))
        guard let input else { continue }
        parameters[tensor.offset + input * size + k] = -Float(log(steps))
      }
    }
  }

  /// Scales recurrent matrices, gate by gate, to a spectral radius: the
  /// largest magnitude of an eigenvalue.
  ///
  /// - Parameters:
  ///   - parameters: `parameterCount` numbers, of which no recurrent matrix
  ///     is nilpotent.
  ///   - radius: above 0.
  public func scaleRecurrentWeights(
    _ parameters: inout [Float], toSpectralRadius radius: Double
  ) {
    for tensor in tensors where tensor.role == .recurrentWeight {
      let size = tensor.columns
      for gate in 0..<tensor.rows / size {
        let first = tensor.offset + gate * size * size
        let places = first..<first + size * size
        let scale = radius / spectralRadius(parameters[places], size: size)
        for k in places { parameters[k] = Float(Double(parameters[k]) * scale) }
      }
    }
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

/// A random orthogonal matrix, row-major.
private func orthogonalMatrix(
  size: Int, _ random: inout RandomSource
) -> [Float] {
  orthonormalRows(size, of: size, &random).flatMap { $0.map(Float.init) }
}

/// Random orthonormal rows, no more than the size of one: Gaussian rows and the
/// modified Gram-Schmidt process.
func orthonormalRows(
  _ count: Int, of size: Int, _ random: inout RandomSource
) -> [[Double]] {
  var rows: [[Double]] = []
  while rows.count < count {
    var row = (0..<size).map { _ in random.normal() }
    for other in rows {
      let overlap = zip(row, other).reduce(0) { $0 + $1.0 * $1.1 }
      for k in 0..<size { row[k] -= overlap * other[k] }
    }
    let length = sqrt(row.reduce(0) { $0 + $1 * $1 })
    // A row this short carries rounding errors only; draw another.
    if length > 1e-3 { rows.append(row.map { $0 / length }) }
  }
  return rows
}

/// The largest magnitude of an eigenvalue of a matrix, row-major: by how much
/// a vector grows at each of many products with it, on average.
private func spectralRadius(_ matrix: ArraySlice<Float>, size: Int) -> Double {
  let elements = matrix.map(Double.init)
  let (skipped, counted) = (200, 2000)
  var vector = (0..<size).map { 1 + Double($0 % 7) / 7 }
  var growth = 0.0
  for turn in 0..<skipped + counted {
    let product = (0..<size).map { row in
      (0..<size).reduce(0) { $0 + elements[row * size + $1] * vector[$1] }
    }
    let length = sqrt(product.reduce(0) { $0 + $1 * $1 })
    vector = product.map { $0 / length }
    if turn >= skipped { growth += log(length) }
  }
  return exp(growth / Double(counted))
}
