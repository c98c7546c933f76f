import SwiftletCells

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
    /// The hidden part of a reset-after GRU's candidate, before it is halved
    /// together with the reset gate.
    static let resetTanh = 49152.0
  }

  /// The rows of the layer.
  func rows() -> [RealRow] {
    switch layer {
    case .embedding, .pointwise, .history: []
    case .conv1D(_, let activation): dense(activation)
    case .simpleRNN(_, _, let activation):
      activation == .tanh
        ? gate(0, Units.tanh) : gate(0, 1 / outputScale, saturates: false)
    case .lstm:
      gate(0, Units.sigmoid) + gate(1, Units.sigmoid) + gate(2, Units.tanh)
        + gate(3, Units.sigmoid)
    case .gru(_, _, resetAfter: false):
      gate(0, Units.sigmoid) + gate(1, Units.sigmoid) + gate(2, Units.tanh)
    case .gru(_, _, resetAfter: true):
      gate(0, Units.sigmoid) + gate(1, Units.sigmoid) + candidateOverInput
        + candidateOverHidden
    case .dense(_, _, let activation): dense(activation)
    }
  }

  private var layer: Layer { model.network.layers[index] }

  private var candidateOverInput: [RealRow] {
    gate(2, Units.tanh).map { row in
      var row = row
      row.hiddenWeights = []
      return row
    }
  }

  private var candidateOverHidden: [RealRow] {
    let biases = tensor(.candidateBias)
    return zip(gate(2, Units.resetTanh), biases).map { row, bias in
      var row = row
      row.inputWeights = []
      row.bias = bias[0]
      return row
    }
  }

  /// The rows of one gate.
  private func gate(
    _ gate: Int, _ unitsPerReal: Double, saturates: Bool = true
  ) -> [RealRow] {
    let inputs = tensor(.inputWeight)
    let hidden = tensor(.recurrentWeight)
    let biases = tensor(.bias)
    return (0..<layer.outputSize).map { unit in
      let row = gate * layer.outputSize + unit
      return RealRow(
        inputWeights: zip(inputs[row], inputScales).map(*),
        hiddenWeights: hidden[row].map { $0 * outputScale },
        bias: biases[row][0], unitsPerReal: unitsPerReal,
        saturates: saturates)
    }
  }

  private func dense(_ activation: Layer.DenseActivation) -> [RealRow] {
    let units =
      switch activation {
      case .linear, .relu: 1 / outputScale
      case .sigmoid: Units.sigmoid
      case .tanh: Units.tanh
      }
    return zip(tensor(.weight), tensor(.bias)).map { weights, bias in
      RealRow(
        inputWeights: zip(weights, inputScales).map(*), hiddenWeights: [],
        bias: bias[0], unitsPerReal: units,
        saturates: activation == .sigmoid || activation == .tanh)
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
