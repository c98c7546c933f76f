import SwiftletCells

/// Where the parameters of a training start.
///
/// Biases start at 0, but 1 for an LSTM's forget gate (Jozefowicz et al.
/// 2015), where nothing else is said; a layer normalization's gains at 1, an
/// embedding's rows uniform and of length about 1.
public enum Initialization: Equatable, Codable, Sendable {
  /// Input and dense matrices Glorot-uniform, each gate on its own (Glorot and
  /// Bengio 2010); recurrent matrices orthogonal, gate by gate (Saxe et al.
  /// 2014).
  case standard
  /// Input and dense matrices with orthogonal rows of length 1, or columns
  /// where these are fewer, gate by gate.
  case orthogonal
  /// As `standard`, with gates that remember from the start: the biases of an
  /// LSTM's forget gate and a GRU's update gate are log(u), with u uniform
  /// from 1 to `longest` - 1, and those of an LSTM's input gate the negative
  /// (Tallec and Ollivier 2018).
  ///
  /// `longest` is how many timesteps a dependency spans, from 2 to 1,000,000.
  case chrono(longest: Int)

  /// - Throws: `TrainingError` when `longest` is out of range.
  func check() throws {
    guard case .chrono(let longest) = self else { return }
    guard (2...1_000_000).contains(longest) else {
      throw TrainingError(
        "`longest` is \(longest); it must be from 2 to 1,000,000")
    }
  }
}

extension Network {
  /// Parameters to start a training from, as an initialization says.
  ///
  /// - Parameter seed: the same seed gives the same parameters.
  /// - Throws: `TrainingError` when `chrono` is asked for and no layer has
  ///   gates.
  func initialParameters(
    seed: UInt64, _ initialization: Initialization
  ) throws -> [Float] {
    var parameters = initialParameters(seed: seed)
    switch initialization {
    case .standard: break
    case .orthogonal: makeOrthogonal(&parameters, seed: seed)
    case .chrono(let longest):
      guard layers.contains(where: { $0.gateActivations != nil }) else {
        throw TrainingError(
          "`chrono` is for layers with gates, GRU and LSTM; give `standard`")
      }
      setChronoBiases(&parameters, longest: longest, seed: seed)
    }
    return parameters
  }

  /// Makes the rows of input and dense matrices orthonormal, or the columns
  /// where these are fewer, gate by gate.
  private func makeOrthogonal(_ parameters: inout [Float], seed: UInt64) {
    var random = RandomSource(seed: seed, for: .orthogonalMatrices)
    for tensor in tensors where isMatrix(tensor) {
      let rows = min(tensor.rows, layers[tensor.layer].outputSize)
      for gate in 0..<tensor.rows / rows {
        let first = tensor.offset + gate * rows * tensor.columns
        let isWide = tensor.columns >= rows
        let vectors = orthonormalRows(
          min(rows, tensor.columns), of: max(rows, tensor.columns), &random)
        for row in 0..<rows {
          for column in 0..<tensor.columns {
            parameters[first + row * tensor.columns + column] = Float(
              isWide ? vectors[row][column] : vectors[column][row])
          }
        }
      }
    }
  }

  private func isMatrix(_ tensor: Tensor) -> Bool {
    guard case .dense = layers[tensor.layer] else {
      return tensor.role == .inputWeight
    }
    return tensor.role == .weight
  }
}
