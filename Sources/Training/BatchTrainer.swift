public import SwiftletCells
public import SwiftletRuntime

/// Learns from one batch after another.
///
/// It is the part of a `Trainer` that knows nothing of epochs. Use it where
/// batches are made on the fly.
public struct BatchTrainer {
  /// The network.
  public let network: Network
  /// The parameters, as `network.tensors` lays them out.
  public internal(set) var parameters: [Float]
  var adam: Adam
  private let scoring: Scoring
  private let configuration: TrainingConfiguration
  private let decay: [Float]
  private let simulation: (any SimulatedNetwork)?
  private let recurrentDropout: RecurrentDropout?
  private var average: ParameterAverage
  private let kernels: TrainingKernels
  private var groups: Groups
  private var gradient: [Float]

  /// Makes a trainer.
  ///
  /// - Parameters:
  ///   - scoring: which steps' targets count.
  ///   - configuration: of it the window, the threads, the seed, `clipNorm`,
  ///     `warmupUpdates`, `inputNoise`, `dropout`, `recurrentDropout`,
  ///     `weightDecay` and `initialization` matter.
  ///   - parameters: where to start; by default initial parameters that follow
  ///     from the seed.
  ///   - classWeights: what a step of each class weighs; none for 1 each.
  /// - Throws: `TrainingError` when a setting is out of range, the parameters
  ///   or the weights are not the network's, or the environment's
  ///   `SWIFTLET_TRAINING_LEVEL` names vectors that this machine lacks.
  public init(
    _ network: Network, scoring: Scoring,
    _ configuration: TrainingConfiguration, parameters: [Float]? = nil,
    classWeights: [Float] = []
  ) throws {
    try self.init(
      network, scoring: scoring, configuration, parameters: parameters,
      classWeights: classWeights, simulation: nil)
  }

  /// Makes a trainer that computes by kernels.
  package init(
    _ network: Network, scoring: Scoring,
    _ configuration: TrainingConfiguration, kernels: TrainingKernels
  ) throws {
    try self.init(
      network, scoring: scoring, configuration, parameters: nil,
      classWeights: [], simulation: nil, kernels: kernels)
  }

  /// Makes a trainer whose forward pass is a device's.
  package init(
    _ network: Network, scoring: Scoring,
    _ configuration: TrainingConfiguration, parameters: [Float]?,
    classWeights: [Float], simulation: (any SimulatedNetwork)?,
    kernels: TrainingKernels? = nil
  ) throws {
    try configuration.check()
    self.network = network
    self.scoring = scoring
    self.configuration = configuration
    self.parameters =
      try parameters
      ?? network.initialParameters(
        seed: configuration.seed, configuration.initialization)
    guard self.parameters.count == network.parameterCount else {
      throw TrainingError(
        "the network has \(network.parameterCount) parameters, not "
          + "\(self.parameters.count) to start from")
    }
    guard classWeights.isEmpty || classWeights.count == network.outputSize
    else {
      throw TrainingError(
        "there are \(classWeights.count) class weights; give one for each of "
          + "the network's \(network.outputSize) outputs")
    }
    self.simulation = simulation
    recurrentDropout = RecurrentDropout(
      network, rate: configuration.recurrentDropout, seed: configuration.seed)
    average = ParameterAverage(self.parameters)
    adam = Adam(count: network.parameterCount)
    decay = network.tensors.flatMap { tensor in
      Array(repeating: tensor.columns > 1 ? 1 : 0, count: tensor.count)
    }
    self.kernels = try kernels ?? .chosen()
    groups = Groups(
      network, self.kernels, window: configuration.window, learns: true,
      simulation: simulation, classWeights: classWeights,
      dropout: configuration.dropout)
    gradient = Array(repeating: 0, count: network.parameterCount)
  }

  /// Learns from a batch: one update of the parameters for each window that
  /// has a target that counts.
  ///
  /// - Parameters:
  ///   - sequences: the batch, of the network's shapes; they start from zero
  ///     state.
  ///   - learningRate: Adam's step size once it is warm; by default the
  ///     configuration's.
  ///   - window: the truncation length, at most the configuration's, which it
  ///     is by default.
  ///   - stream: chooses the input noise and what dropout drops, together with
  ///     the seed.
  /// - Returns: the losses before each update.
  /// - Throws: only where the forward pass is a device's, which cannot hold the
  ///   parameters.
  public mutating func update(
    _ sequences: [TrainingSequence], learningRate: Double? = nil,
    window: Int? = nil, stream: [UInt64] = []
  ) throws -> LossSum {
    groups.load(sequences)
    let window = min(window ?? configuration.window, configuration.window)
    var sum = LossSum()
    for start in stride(from: 0, to: groups.longest, by: window) {
      sum += try updateWindow(
        start, window, learningRate ?? configuration.learningRate, stream)
    }
    return sum
  }

  /// The parameters worth keeping: those of the last update, or their average
  /// where a device rounds them.
  var settled: [Float] { simulation == nil ? parameters : average.values }

  private func noise(_ stream: [UInt64]) -> InputNoise? {
    guard configuration.inputNoise > 0 else { return nil }
    if case .embedding = network.layers[0] { return nil }
    return InputNoise(
      deviation: configuration.inputNoise, seed: configuration.seed,
      stream: stream)
  }

  /// The share of the learning rate that the next update takes.
  private var warmth: Double {
    min(
      1, Double(adam.updates + 1) / Double(max(configuration.warmupUpdates, 1)))
  }

  private mutating func updateWindow(
    _ start: Int, _ window: Int, _ learningRate: Double, _ stream: [UInt64]
  ) throws -> LossSum {
    for k in gradient.indices { gradient[k] = 0 }
    var used = try simulation?.load(parameters) ?? parameters
    recurrentDropout?.scale(&used, stream: stream, start: start)
    let sum = groups.run(
      start: start, window: window, parameters: used, scoring: scoring,
      threads: configuration.threads, noise: noise(stream),
      masks: DropoutMasks(seed: configuration.seed, stream: stream),
      gradient: &gradient)
    guard sum.count > 0 else { return sum }
    let scale = 1 / Float(sum.count)
    for k in gradient.indices { gradient[k] *= scale }
    recurrentDropout?.scale(&gradient, stream: stream, start: start)
    clip(&gradient, to: configuration.clipNorm)
    adam.update(
      &parameters, gradient: gradient, learningRate: learningRate * warmth,
      weightDecay: configuration.weightDecay, decay: decay, kernels: kernels)
    if simulation != nil { average.add(parameters) }
    return sum
  }
}
