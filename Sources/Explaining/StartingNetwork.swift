import SwiftletCells
import SwiftletTraining

/// A network of one recurrent layer, and what it starts from.
struct StartingNetwork: Sendable {
  /// What it is called.
  let name: String
  /// What is particular about its start.
  let start: String
  let network: Network
  let parameters: [Float]

  private static let hiddenSize = 32
  private static let seed: UInt64 = 1

  /// The networks that are compared.
  static func all() throws -> [StartingNetwork] {
    try [
      uniform(), radius(1.5), orthogonal(), gru(), lstm(forgetBias: 0),
      lstm(forgetBias: 1), chrono(),
    ]
  }

  /// A tanh RNN whose recurrent weights are uniform in `±1/sqrt(units)`, as
  /// PyTorch's are.
  static func uniform() throws -> StartingNetwork {
    var network = try rnn(
      "tanh RNN", "recurrent weights uniform in ±1/√32, as in PyTorch")
    var random = RandomSource(seed: seed, stream: [1])
    let limit = 1 / Double(hiddenSize).squareRoot()
    network.set(.recurrentWeight) { _ in
      Float((2 * random.uniform() - 1) * limit)
    }
    return network
  }

  /// A tanh RNN with an orthogonal recurrent matrix, scaled.
  static func radius(_ radius: Double) throws -> StartingNetwork {
    let start = try rnn(
      "tanh RNN, radius \(radius)",
      "an orthogonal recurrent matrix times \(radius)")
    var parameters = start.parameters
    start.network.scaleRecurrentWeights(
      &parameters, toSpectralRadius: radius)
    return start.with(parameters)
  }

  /// A tanh RNN with an orthogonal recurrent matrix.
  static func orthogonal() throws -> StartingNetwork {
    try rnn("tanh RNN, orthogonal", "an orthogonal recurrent matrix")
  }

  private static func rnn(
    _ name: String, _ start: String
  ) throws -> StartingNetwork {
    try StartingNetwork(
      name, start,
      .simpleRNN(inputSize: 2, hiddenSize: hiddenSize, activation: .tanh))
  }

  private static func gru() throws -> StartingNetwork {
    try StartingNetwork(
      "GRU", "biases 0: a unit keeps half of its state a step",
      .gru(inputSize: 2, hiddenSize: hiddenSize, resetAfter: true))
  }

  private static func lstm(forgetBias: Float) throws -> StartingNetwork {
    var network = try lstm(
      "LSTM, forget bias \(Int(forgetBias))",
      forgetBias == 0
        ? "all biases 0: a cell keeps half of its state a step"
        : "the forget gate's biases 1: a cell keeps 0.73 of its state a step")
    network.set(.bias) { row in
      (hiddenSize..<2 * hiddenSize).contains(row) ? forgetBias : 0
    }
    return network
  }

  /// An LSTM whose cells remember for up to the length of a sequence.
  static func chrono() throws -> StartingNetwork {
    let start = try lstm(
      "LSTM, chrono",
      "the forget gate's biases ln(t), t from 1 to 63, the input gate's -ln(t)")
    var parameters = start.parameters
    start.network.setChronoBiases(
      &parameters, longest: RecallTask.steps, seed: seed)
    return start.with(parameters)
  }

  private static func lstm(
    _ name: String, _ start: String
  ) throws -> StartingNetwork {
    try StartingNetwork(
      name, start, .lstm(inputSize: 2, hiddenSize: hiddenSize))
  }

  private init(_ name: String, _ start: String, _ layer: Layer) throws {
    let network = try Network([
      layer,
      .dense(
        inputSize: Self.hiddenSize, outputSize: 2, activation: .linear),
    ])
    self.init(
      name: name, start: start, network: network,
      parameters: network.initialParameters(seed: Self.seed))
  }

  private init(
    name: String, start: String, network: Network, parameters: [Float]
  ) {
    self.name = name
    self.start = start
    self.network = network
    self.parameters = parameters
  }

  private func with(_ parameters: [Float]) -> StartingNetwork {
    StartingNetwork(
      name: name, start: start, network: network, parameters: parameters)
  }

  /// Sets the elements of the recurrent layer's tensor of a role.
  private mutating func set(_ role: TensorRole, _ value: (Int) -> Float) {
    guard let tensor = network.tensor(role, ofLayer: 0) else { return }
    var parameters = parameters
    for k in 0..<tensor.count { parameters[tensor.offset + k] = value(k) }
    self = with(parameters)
  }
}
