import SwiftletCells
import SwiftletRuntime

/// A layer that is read, with its parameters in this project's convention.
struct ImportedLayer: Equatable, Sendable {
  /// What the layer is called in its file, for messages.
  var name: String
  /// The layer.
  var layer: Layer
  /// The parameters of each role of `layer.tensors`, before they are rounded.
  var exact: [TensorRole: [Double]]

  /// A layer of parameters of each role of `layer.tensors`.
  init(name: String, layer: Layer, tensors: [TensorRole: [Float]]) {
    self.name = name
    self.layer = layer
    exact = tensors.mapValues { $0.map(Double.init) }
  }

  /// The parameters of each role of `layer.tensors`.
  var tensors: [TensorRole: [Float]] {
    get { exact.mapValues { $0.map(Float.init) } }
    set { exact = newValue.mapValues { $0.map(Double.init) } }
  }

  /// The parameters as a network's vector holds them.
  var parameters: [Float] {
    layer.tensors.flatMap { (exact[$0.role] ?? []).map(Float.init) }
  }

  /// A table of a row `(rows, columns)` for each symbol.
  static func embedding(_ name: String, _ table: Matrix) -> ImportedLayer {
    ImportedLayer(
      name: name,
      layer: .embedding(
        vocabularySize: table.rows, outputSize: table.columns),
      tensors: [.weight: table.values])
  }

  /// A dense layer of a matrix `(outputs, inputs)`; without a bias, of zeros.
  static func dense(
    _ name: String, _ weight: Matrix, bias: [Float]? = nil,
    activation: Layer.DenseActivation = .linear
  ) -> ImportedLayer {
    ImportedLayer(
      name: name,
      layer: .dense(
        inputSize: weight.columns, outputSize: weight.rows,
        activation: activation),
      tensors: [
        .weight: weight.values,
        .bias: bias ?? Array(repeating: 0, count: weight.rows),
      ])
  }
}

extension ImportedLayer {
  /// A convolution of a matrix `(outputChannels, kernel * channels)`, the
  /// channels of each frame side by side; without a bias, of zeros.
  static func conv1D(
    _ name: String, _ shape: Convolution, _ weight: [Float],
    bias: [Float]? = nil, activation: Layer.DenseActivation = .linear
  ) -> ImportedLayer {
    ImportedLayer(
      name: name, layer: .conv1D(shape, activation: activation),
      tensors: [
        .weight: weight,
        .bias: bias ?? Array(repeating: 0, count: shape.outputChannels),
      ])
  }

  /// A layer normalization of a number of values; without gains of ones, and
  /// without biases of zeros.
  static func layerNorm(
    _ name: String, size: Int, epsilon: Float, gain: [Float]? = nil,
    bias: [Float]? = nil
  ) -> ImportedLayer {
    ImportedLayer(
      name: name, layer: .layerNorm(size: size, epsilon: epsilon),
      tensors: [
        .gain: gain ?? Array(repeating: 1, count: size),
        .bias: bias ?? Array(repeating: 0, count: size),
      ])
  }

  /// The last `size` values of earlier timesteps before the new ones.
  static func history(
    _ name: String, size: Int, inputSize: Int
  ) -> ImportedLayer {
    ImportedLayer(
      name: name, layer: .history(size: size, inputSize: inputSize),
      tensors: [:])
  }
}

/// A recurrent layer's parameters as a framework holds them.
struct RecurrentParameters {
  /// What the layer computes.
  let kind: RecurrentKind
  /// Over the input, `(gates * hidden, input)` or its transpose.
  let inputWeight: Matrix
  /// Over the hidden state, `(gates * hidden, hidden)` or its transpose.
  let recurrentWeight: Matrix
  /// Beside the input's matrix, `(gates * hidden)`; nil when there is none.
  let inputBias: [Float]?
  /// Beside the state's matrix, `(gates * hidden)`; nil when there is none.
  let recurrentBias: [Float]?
  /// The activations of a layer with gates.
  var activations = GateActivations.standard
  /// The hard sigmoid of such gates.
  var hardSigmoid = HardSigmoid.own

  /// The layer in this project's convention.
  ///
  /// - Parameter convention: That of the parameters.
  /// - Throws: `ImportError` when shapes do not fit each other.
  func layer(
    _ name: String, from convention: Convention
  ) throws -> ImportedLayer {
    let input = rows(inputWeight, convention)
    let recurrent = rows(recurrentWeight, convention)
    let hiddenSize = recurrent.columns
    let count = kind.gateCount * hiddenSize
    guard input.rows == count, recurrent.rows == count,
      [inputBias, recurrentBias].allSatisfy({ ($0?.count ?? count) == count })
    else {
      throw ImportError(
        "layer '\(name)': its matrices and biases do not fit each other "
          + "(\(kind.gateCount) gates of \(hiddenSize) units); export the "
          + "model again")
    }
    let order = order(convention)
    var tensors: [TensorRole: [Float]] = [
      .inputWeight: input.values.blocks(in: order),
      .recurrentWeight: recurrent.values.blocks(in: order),
    ]
    foldBiases(order, hiddenSize, into: &tensors)
    foldHardSigmoid(into: &tensors)
    return ImportedLayer(
      name: name,
      layer: kind.layer(
        inputSize: input.columns, hiddenSize: hiddenSize,
        activations: activations),
      tensors: tensors)
  }

  /// Puts the slope of the gates' hard sigmoid into their rows.
  private func foldHardSigmoid(into tensors: inout [TensorRole: [Float]]) {
    guard activations.gates == .hardSigmoid, hardSigmoid != .own else { return }
    let isGate = gates(.swiftlet).map { $0 != .cell && $0 != .candidate }
    for role in [TensorRole.inputWeight, .recurrentWeight, .bias] {
      guard let values = tensors[role] else { continue }
      let size = values.count / isGate.count
      let fold = role == .bias ? hardSigmoid.bias : hardSigmoid.weight
      tensors[role] = values.enumerated().map { index, value in
        isGate[index / size] ? fold(value) : value
      }
    }
  }

  private func rows(_ matrix: Matrix, _ convention: Convention) -> Matrix {
    convention.isTransposed ? matrix.transposed : matrix
  }

  /// Where each block of this project's order lies in the convention's.
  private func order(_ convention: Convention) -> [Int] {
    let theirs = gates(convention)
    return gates(.swiftlet).map { theirs.firstIndex(of: $0) ?? 0 }
  }

  /// The blocks of the matrices.
  private func gates(_ convention: Convention) -> [Gate] {
    switch kind {
    case .simpleRNN: [.candidate]
    case .gru: convention.gru
    case .lstm: convention.lstm
    }
  }

  private func foldBiases(
    _ order: [Int], _ hiddenSize: Int, into tensors: inout [TensorRole: [Float]]
  ) {
    let zeros = Array(repeating: Float(0), count: order.count * hiddenSize)
    let bias = (inputBias ?? zeros).blocks(in: order)
    var folded = (recurrentBias ?? zeros).blocks(in: order)
    if case .gru(resetAfter: true) = kind {
      let candidate = 2 * hiddenSize..<3 * hiddenSize
      tensors[.candidateBias] = Array(folded[candidate])
      for index in candidate { folded[index] = 0 }
    }
    tensors[.bias] = zip(bias, folded).map(+)
  }
}

extension RecurrentKind {
  /// How many blocks of rows the matrices have.
  var gateCount: Int {
    switch self {
    case .simpleRNN: 1
    case .gru: 3
    case .lstm: 4
    }
  }
}
