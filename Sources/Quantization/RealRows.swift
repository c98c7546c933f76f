import SwiftletCells
import SwiftletRuntime

/// A layer's parameters as rows in the order of `QuantizedLayer.rows`, in the
/// units of its operands.
struct RealRows {
  let model: FloatModel
  let index: Int
  /// What a unit of each input operand stands for, `(inputSize)`.
  let inputScales: [Double]
  /// What a unit of the layer's output stands for.
  let outputScale: Double

  /// Units of a pre-activation in 1, for each function that takes one.
  enum Units {
    static let tanh = 24576.0
    static let sigmoid = 12288.0
    static let hardSigmoid = 32768.0
  }

  /// What a row's activation makes of it.
  private struct Function {
    let unitsPerReal: Double
    var saturates = true
    var offset = 0.0

    static let tanh = Function(unitsPerReal: Units.tanh)
    static let sigmoid = Function(unitsPerReal: Units.sigmoid)
    /// With the 1/2 in the bias.
    static let hardSigmoid = Function(
      unitsPerReal: Units.hardSigmoid, offset: 0.5)
  }

  /// The rows of the layer.
  func rows() -> [RealRow] {
    guard let grid = model.grid, let finest = inputScales.min() else {
      return plainRows
    }
    return plainRows.map { row in
      var row = row
      row.gridSteps = (grid * finest, grid * outputScale)
      return row
    }
  }

  private var plainRows: [RealRow] {
    switch layer {
    case .embedding, .pointwise, .history, .layerNorm: []
    case .conv1D(_, let activation): dense(function(of: activation))
    case .simpleRNN(_, _, let activation):
      gate(0, activation == .tanh ? .tanh : unbounded)
    case .lstm(_, _, let activations):
      gate(0, gate(activations)) + gate(1, gate(activations))
        + gate(2, candidate(activations)) + gate(3, gate(activations))
    case .gru(_, _, let resetAfter, let activations):
      gate(0, gate(activations)) + gate(1, gate(activations))
        + (resetAfter
          ? candidateOverInput(candidate(activations))
            + candidateOverHidden(candidate(activations))
          : gate(2, candidate(activations)))
    case .dense(_, _, let activation): dense(function(of: activation))
    }
  }

  /// The function of values without a bound, which saturate far off.
  private var unbounded: Function {
    Function(unitsPerReal: 1 / outputScale, saturates: false)
  }

  private func gate(_ activations: GateActivations) -> Function {
    activations.gates == .sigmoid ? .sigmoid : .hardSigmoid
  }

  private func candidate(_ activations: GateActivations) -> Function {
    activations.candidate == .tanh ? .tanh : unbounded
  }

  private func function(of activation: Layer.DenseActivation) -> Function {
    switch activation {
    case .sigmoid: .sigmoid
    case .tanh: .tanh
    case .linear, .relu: unbounded
    case .relu6, .hardTanh: Function(unitsPerReal: 1 / outputScale)
    case .hardSigmoid: Function(unitsPerReal: 1 / outputScale, offset: 0.5)
    }
  }

  private var layer: Layer { model.network.layers[index] }

  private func candidateOverInput(_ function: Function) -> [RealRow] {
    gate(2, function).map { row in
      var row = row
      row.hiddenWeights = []
      return row
    }
  }

  /// In units half as large, as these rows are halved together with the reset
  /// gate.
  private func candidateOverHidden(_ function: Function) -> [RealRow] {
    zip(gate(2, function), tensor(.candidateBias)).map { row, bias in
      var row = row
      row.inputWeights = []
      row.bias = bias[0]
      row.unitsPerReal *= 2
      return row
    }
  }

  /// The rows of one gate.
  private func gate(_ gate: Int, _ function: Function) -> [RealRow] {
    let inputs = tensor(.inputWeight)
    let hidden = tensor(.recurrentWeight)
    let biases = tensor(.bias)
    return (0..<layer.outputSize).map { unit in
      let row = gate * layer.outputSize + unit
      return RealRow(
        inputWeights: zip(inputs[row], inputScales).map(*),
        hiddenWeights: hidden[row].map { $0 * outputScale },
        bias: biases[row][0] + function.offset,
        unitsPerReal: function.unitsPerReal, offset: function.offset,
        saturates: function.saturates)
    }
  }

  private func dense(_ function: Function) -> [RealRow] {
    zip(tensor(.weight), tensor(.bias)).map { weights, bias in
      RealRow(
        inputWeights: zip(weights, inputScales).map(*), hiddenWeights: [],
        bias: bias[0] + function.offset, unitsPerReal: function.unitsPerReal,
        offset: function.offset, saturates: function.saturates)
    }
  }

  /// A tensor's rows.
  func tensor(_ role: TensorRole) -> [[Double]] {
    guard let tensor = model.network.tensor(role, ofLayer: index) else {
      return []
    }
    return (0..<tensor.rows).map { row in
      let start = tensor.offset + row * tensor.columns
      return model.parameters[start..<start + tensor.columns].map(Double.init)
    }
  }
}
