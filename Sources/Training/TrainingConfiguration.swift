/// How to train.
public struct TrainingConfiguration: Codable, Equatable, Sendable {
  /// How often to go through the training sequences, at most.
  public var epochs: Int
  /// How many updates the epochs come to at least: where `epochs` are fewer
  /// updates, as many more are run.
  public var leastUpdates: Int
  /// How many sequences one update learns from.
  ///
  /// Sequences advance in groups
  /// of eight, so a multiple of eight wastes nothing.
  public var batchSize: Int
  /// Truncation length in timesteps: a longer sequence is cut into windows
  /// with carried state, one update a window (Williams and Peng 1990).
  public var window: Int
  /// The truncation length of the first epoch, at most `window`, to which it
  /// grows evenly, epoch by epoch, over the first half of `epochs`; 0 for
  /// `window` from the start.
  public var firstWindow: Int
  /// Up to how many first steps of a sequence an epoch leaves out, chosen anew
  /// each time: the network sees the rest at another time, from zero state; 0
  /// for none.
  ///
  /// A sequence's last step always stays.
  public var timeShift: Int
  /// How many threads work on a batch.
  ///
  /// The result does not depend on it.
  public var threads: Int
  /// After how many epochs without a better one to stop.
  public var patience: Int
  /// How many updates the patience comes to at least, as `leastUpdates`.
  public var leastPatienceUpdates: Int
  /// Adam's step size in the first epoch, once it is warm.
  public var learningRate: Double
  /// The fraction of `learningRate` that half a cosine leads down to in the
  /// last epoch (Loshchilov and Hutter 2017); 1 keeps it constant.
  public var finalLearningRateFraction: Double
  /// Over how many first updates the step size grows to `learningRate`, by as
  /// much with each (Goyal et al. 2017); 0 for none.
  public var warmupUpdates: Int
  /// The largest norm of the whole gradient.
  ///
  /// Longer ones are scaled down to it (Pascanu et al. 2013).
  public var clipNorm: Double
  /// The standard deviation of Gaussian noise added to the training inputs,
  /// in the unit of the normalised inputs; 0 for none.
  ///
  /// Never added to a
  /// symbol's index.
  public var inputNoise: Double
  /// The share of a recurrent layer's outputs that the next layer does not
  /// take, chosen anew for each step of each sequence, in `0..<1`
  /// (Srivastava et al. 2014; Zaremba et al. 2014); 0 for none.
  public var dropout: Double
  /// The share of the recurrent weights without which an update learns, in
  /// `0..<1` (Wan et al. 2013; Merity et al. 2018); 0 for none.
  public var recurrentDropout: Double
  /// Decoupled weight decay of the matrices, relative to the learning rate
  /// (Loshchilov and Hutter 2019); 0 for none.
  public var weightDecay: Double
  /// Whether the training loss counts every step that has a target, also
  /// where only the last step is scored.
  public var learnsEveryStep: Bool
  /// Whether each class weighs the same in the loss, however many steps it
  /// has.
  ///
  /// A step of a class weighs `steps / (classes * steps of the class)`, by the
  /// training sequences' steps that count and the classes among them; the mean
  /// weight of a step is 1. The best epoch is then that of the least weighted
  /// validation loss. Values have no classes, and are refused.
  public var balancesClasses: Bool
  /// Where the parameters start.
  public var initialization: Initialization
  /// Chooses the initial parameters, the order of the sequences, the noise,
  /// what is dropped and the held-out sequences.
  public var seed: UInt64
  /// How much of the training data to hold out where no validation sequences
  /// are given, in `0..<1`.
  ///
  /// So many of the sequences; where these are fewer than 20, at least one with
  /// each class that another sequence has too, or none if that takes more than
  /// a quarter of all. Of a single one its tail, or the last steps of each
  /// class. Where none are held out, the training loss takes the place of the
  /// validation loss.
  public var validationFraction: Double

  /// Makes a configuration.
  public init(
    epochs: Int = 60, leastUpdates: Int = 0, batchSize: Int = 16,
    window: Int = 128, firstWindow: Int = 0, timeShift: Int = 0,
    threads: Int = 1, patience: Int = 20,
    leastPatienceUpdates: Int = 0, learningRate: Double = 3e-3,
    finalLearningRateFraction: Double = 0.05, warmupUpdates: Int = 0,
    clipNorm: Double = 1, inputNoise: Double = 0, dropout: Double = 0,
    recurrentDropout: Double = 0, weightDecay: Double = 0,
    learnsEveryStep: Bool = false,
    balancesClasses: Bool = false, initialization: Initialization = .standard,
    seed: UInt64 = 1, validationFraction: Double = 0.1
  ) {
    self.epochs = epochs
    self.leastUpdates = leastUpdates
    self.batchSize = batchSize
    self.window = window
    self.firstWindow = firstWindow
    self.timeShift = timeShift
    self.threads = threads
    self.patience = patience
    self.leastPatienceUpdates = leastPatienceUpdates
    self.learningRate = learningRate
    self.finalLearningRateFraction = finalLearningRateFraction
    self.warmupUpdates = warmupUpdates
    self.clipNorm = clipNorm
    self.inputNoise = inputNoise
    self.dropout = dropout
    self.recurrentDropout = recurrentDropout
    self.weightDecay = weightDecay
    self.learnsEveryStep = learnsEveryStep
    self.balancesClasses = balancesClasses
    self.initialization = initialization
    self.seed = seed
    self.validationFraction = validationFraction
  }

  func check() throws {
    let counts = [
      ("epochs", epochs), ("batchSize", batchSize), ("window", window),
      ("threads", threads), ("patience", patience),
    ]
    for (name, count) in counts where count < 1 {
      throw TrainingError("\(name) is \(count); it must be at least 1")
    }
    for (name, count) in [
      ("leastUpdates", leastUpdates),
      ("leastPatienceUpdates", leastPatienceUpdates),
      ("warmupUpdates", warmupUpdates), ("firstWindow", firstWindow),
      ("timeShift", timeShift),
    ] where count < 0 {
      throw TrainingError("\(name) is \(count); it must be 0 or above")
    }
    for (name, value) in [
      ("learningRate", learningRate), ("clipNorm", clipNorm),
    ]
    where !(value > 0 && value.isFinite) {
      throw TrainingError("\(name) is \(value); it must be above 0")
    }
    for (name, value) in [
      ("inputNoise", inputNoise), ("weightDecay", weightDecay),
    ]
    where !(value >= 0 && value.isFinite) {
      throw TrainingError("\(name) is \(value); it must be 0 or above")
    }
    guard (0...1).contains(finalLearningRateFraction) else {
      throw TrainingError(
        "finalLearningRateFraction is \(finalLearningRateFraction); it must "
          + "lie between 0 and 1")
    }
    for (name, value) in [
      ("dropout", dropout), ("recurrentDropout", recurrentDropout),
      ("validationFraction", validationFraction),
    ]
    where !(0..<1).contains(value) {
      throw TrainingError(
        "\(name) is \(value); it must be 0 or more and below 1")
    }
    guard firstWindow <= window else {
      throw TrainingError(
        "`firstWindow` is \(firstWindow), above the \(window) of `window`, to "
          + "which it grows; lower it")
    }
    try initialization.check()
  }

  /// Refuses what a training through a device's integers cannot do.
  func checkFineTuning() throws {
    for (name, share) in [
      ("dropout", dropout), ("recurrentDropout", recurrentDropout),
    ] where share > 0 {
      throw TrainingError(
        "`\(name)` is for a training from the start, not for one through a "
          + "device's integers; leave it out")
    }
    guard initialization == .standard else {
      throw TrainingError(
        "`initialization` is for a training from the start, not for one of a "
          + "trained model; leave it out")
    }
  }
}
