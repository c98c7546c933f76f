public import Foundation
import SwiftletCells
import SwiftletRuntime

/// Trains a network, epoch by epoch.
///
/// The same problem, configuration and seed give the same parameters bit for
/// bit, whatever the number of threads, whichever vector instructions the
/// machine has, and however often the training was interrupted and resumed.
public struct Trainer {
  /// What every epoch so far came to.
  public private(set) var history: [TrainingEpoch] = []
  private let problem: TrainingProblem
  private let configuration: TrainingConfiguration
  private let fingerprint: UInt64
  private let lengths: [Int]
  private let classWeights: [Float]
  private let simulation: (any SimulatedNetwork)?
  private var batchTrainer: BatchTrainer
  private var best: [Float]
  private var bestEpoch = 0

  /// Makes a trainer with initial parameters.
  ///
  /// - Throws: `TrainingError` when a setting is out of range, a sequence does
  ///   not fit the network, a class or a symbol's index is out of range, an
  ///   input is not finite, or there is too little data to hold any out.
  public init(
    _ problem: TrainingProblem, _ configuration: TrainingConfiguration
  ) throws {
    try self.init(problem, configuration, parameters: nil, simulation: nil)
  }

  /// Makes a trainer that goes on from parameters, by default initial ones,
  /// through the forward pass of a device.
  package init(
    _ problem: TrainingProblem, _ configuration: TrainingConfiguration,
    parameters: [Float]?, simulation: (any SimulatedNetwork)?
  ) throws {
    try configuration.check()
    if simulation != nil { try configuration.checkFineTuning() }
    try problem.check()
    let divided = try problem.holdingOut(
      configuration.validationFraction, seed: configuration.seed)
    self.problem = divided
    self.configuration = configuration.countingUpdates(of: problem)
    self.simulation = simulation
    fingerprint = problem.fingerprint
    lengths = divided.training.map {
      $0.length(outputSize: problem.network.outputSize)
    }
    let scoring =
      configuration.learnsEveryStep ? .everyStep : problem.scoring
    classWeights =
      configuration.balancesClasses ? try problem.balancedWeights(scoring) : []
    batchTrainer = try BatchTrainer(
      problem.network, scoring: scoring, configuration,
      parameters: parameters, classWeights: classWeights,
      simulation: simulation)
    best = batchTrainer.parameters
  }

  /// Makes a trainer that goes on where a checkpoint was written.
  ///
  /// - Parameters:
  ///   - checkpoint: a file that `run` wrote.
  ///   - problem: the same problem as then.
  ///   - configuration: the same configuration as then, but for `threads`,
  ///     `epochs` and `patience`. With other `epochs` the learning rate falls,
  ///     and the window grows, differently from here on.
  /// - Throws: `TrainingError`, as without a checkpoint, and when the file
  ///   cannot be read, is damaged or belongs to another training.
  public init(
    resuming checkpoint: URL, _ problem: TrainingProblem,
    _ configuration: TrainingConfiguration
  ) throws {
    try self.init(problem, configuration)
    let saved = try Checkpoint(contentsOf: checkpoint)
    guard saved.fingerprint == fingerprint else {
      throw TrainingError(
        "the checkpoint \(checkpoint.relativePath) is of another network or "
          + "other data; delete it")
    }
    var same = saved.configuration
    same.threads = self.configuration.threads
    same.epochs = self.configuration.epochs
    same.patience = self.configuration.patience
    guard same == self.configuration else {
      throw TrainingError(
        "the checkpoint \(checkpoint.relativePath) was written with other "
          + "settings; repeat them, or delete it")
    }
    try restore(saved)
  }

  /// How many epochs the training of a checkpoint has run.
  ///
  /// - Throws: `TrainingError` when the file is no whole checkpoint.
  package static func epochs(of checkpoint: URL) throws -> Int {
    try Checkpoint(contentsOf: checkpoint).history.count
  }

  private mutating func restore(_ saved: Checkpoint) throws {
    let count = problem.network.parameterCount
    batchTrainer.parameters = try Checkpoint.decode(
      saved.parameters, count: count)
    batchTrainer.adam.firstMoment = try Checkpoint.decode(
      saved.firstMoment, count: count)
    batchTrainer.adam.secondMoment = try Checkpoint.decode(
      saved.secondMoment, count: count)
    guard batchTrainer.adam.secondMoment.allSatisfy({ $0 >= 0 }) else {
      throw TrainingError(
        "the checkpoint's means of squares are below 0; delete it")
    }
    batchTrainer.adam.updates = saved.updates
    best = try Checkpoint.decode(saved.bestParameters, count: count)
    bestEpoch = saved.bestEpoch
    history = saved.history
  }

  /// Trains until the last epoch, or until none has become better for
  /// `patience` epochs.
  ///
  /// - Parameters:
  ///   - checkpoint: the file to write at the end of every epoch, if any.
  ///   - gradients: the file, a `GradientFile`, that takes the norms of the
  ///     gradients before the first epoch and after each, if any. What it has
  ///     of epochs that a resumed training has run before is kept.
  ///   - progress: called at the end of every epoch, after the checkpoint is
  ///     written.
  /// - Throws: `TrainingError` when the loss is no longer finite, or a file
  ///   of gradients to go on with is none; `OutputError` when a file cannot be
  ///   written.
  public mutating func run(
    checkpoint: URL? = nil, gradients: URL? = nil,
    progress: (TrainingProgress) -> Void = { _ in }
  ) throws -> TrainingResult {
    var log = try gradients.map { try gradientLog($0) }
    while !isFinished {
      let start = ContinuousClock.now
      try runEpoch()
      try log?.add(batchTrainer.parameters, epoch: history.count)
      if let checkpoint { try snapshot.write(to: checkpoint) }
      let elapsed = start.duration(to: .now) / .seconds(1)
      report(elapsed, to: progress)
    }
    return TrainingResult(
      parameters: best, epochsRun: history.count, bestEpoch: bestEpoch,
      validationScore: bestEpoch > 0
        ? history[bestEpoch - 1].validationScore : .nan,
      isHeldOut: !problem.validation.isEmpty)
  }

  /// What the file of gradients takes from here on.
  private func gradientLog(_ url: URL) throws -> GradientLog {
    let probe = GradientProbe(
      problem.network, of: problem.training, scoring: trainedScoring,
      window: configuration.window, classWeights: classWeights)
    return try GradientLog(
      url, probe, batchTrainer.parameters, epoch: history.count)
  }

  /// At which steps the training loss counts targets.
  private var trainedScoring: Scoring {
    configuration.learnsEveryStep ? .everyStep : problem.scoring
  }

  private var isFinished: Bool {
    history.count >= configuration.epochs
      || history.count - bestEpoch >= configuration.patience
  }

  private mutating func runEpoch() throws {
    simulation?.begin(
      epoch: history.count, parameters: batchTrainer.parameters)
    let training = try learn(epoch: history.count)
    let held =
      problem.validation.isEmpty
      ? training
      : try problem.network.evaluateChecked(
        batchTrainer.settled, on: problem.validation,
        scoring: problem.scoring, threads: configuration.threads,
        classWeights: classWeights, simulation: simulation)
    let epoch = TrainingEpoch(
      trainingLoss: training.meanLoss, validationLoss: held.meanLoss,
      validationScore: score(held))
    guard epoch.trainingLoss.isFinite, epoch.validationLoss.isFinite else {
      throw TrainingError(
        "the loss is no longer finite in epoch \(history.count + 1); lower "
          + "`learningRate` or `clipNorm`")
    }
    history.append(epoch)
    if isBest(epoch) {
      best = batchTrainer.settled
      bestEpoch = history.count
    }
  }

  /// Whether an epoch beats the best so far: by accuracy where that is the
  /// score of many sequences, which an overconfident network's loss does not
  /// reflect, and by the loss else and between equal accuracies. As long as the
  /// simulated network changes, the latest epoch is the best.
  private func isBest(_ epoch: TrainingEpoch) -> Bool {
    guard bestEpoch > simulation?.unsettledEpochs ?? 0 else { return true }
    let least = history[bestEpoch - 1]
    if choosesByAccuracy, epoch.validationScore != least.validationScore {
      return epoch.validationScore > least.validationScore
    }
    return epoch.validationLoss < least.validationLoss
  }

  private var choosesByAccuracy: Bool {
    let deciding =
      problem.validation.isEmpty ? problem.training : problem.validation
    return metric == .accuracy && !configuration.balancesClasses
      && deciding.count >= TrainingProblem.fewSequences
  }

  private var metric: Metric {
    if case .classes = problem.training[0].targets {
      Metric(.classification, of: problem.network)
    } else {
      .meanSquaredError
    }
  }

  private mutating func learn(epoch: Int) throws -> LossSum {
    var random = RandomSource(
      seed: configuration.seed, for: .batches, UInt64(epoch))
    let batches = Batching.batches(
      lengths: lengths, batchSize: configuration.batchSize, random: &random)
    var sum = LossSum()
    for (index, batch) in batches.enumerated() {
      sum += try batchTrainer.update(
        batch.map { shifted($0, epoch: epoch) },
        learningRate: learningRate(epoch: epoch),
        window: configuration.window(epoch: epoch),
        stream: [
          RandomPurpose.inputNoise.rawValue, UInt64(epoch), UInt64(index),
        ])
    }
    return sum
  }

  /// A training sequence as an epoch sees it.
  private func shifted(_ index: Int, epoch: Int) -> TrainingSequence {
    let sequence = problem.training[index]
    let most = min(configuration.timeShift, lengths[index] - 1)
    guard most > 0 else { return sequence }
    var random = RandomSource(
      seed: configuration.seed, for: .timeShift, UInt64(epoch), UInt64(index))
    return sequence.steps(
      Int(random.uniform() * Double(most + 1))..<lengths[index],
      inputSize: problem.network.inputSize,
      outputSize: problem.network.outputSize)
  }

  private func learningRate(epoch: Int) -> Double {
    let fraction = configuration.finalLearningRateFraction
    let done = Double(epoch) / Double(max(configuration.epochs - 1, 1))
    let share = fraction + (1 - fraction) * (1 + cos(.pi * done)) / 2
    return configuration.learningRate * share
  }

  private func score(_ sum: LossSum) -> Double {
    switch metric {
    case .accuracy: sum.accuracy
    case .bitsPerSymbol: sum.meanLoss / log(2)
    case .meanSquaredError: sum.meanLoss
    }
  }

  private var snapshot: Checkpoint {
    Checkpoint(
      fingerprint: fingerprint, configuration: configuration,
      parameters: batchTrainer.parameters, adam: batchTrainer.adam,
      bestParameters: best, bestEpoch: bestEpoch, history: history)
  }

  private func report(
    _ elapsed: Double, to progress: (TrainingProgress) -> Void
  ) {
    guard let last = history.last else { return }
    let timesteps = lengths.reduce(0, +)
    progress(
      TrainingProgress(
        epoch: history.count, epochs: configuration.epochs,
        trainingLoss: last.trainingLoss, validationLoss: last.validationLoss,
        validationScore: last.validationScore, metric: metric,
        isHeldOut: !problem.validation.isEmpty,
        timestepsPerSecond: Double(timesteps) / max(elapsed, 1e-9),
        secondsLeft: elapsed * Double(configuration.epochs - history.count)))
  }
}
