import SwiftletCells
import SwiftletDatasets
import SwiftletEncoding
public import SwiftletTraining

/// How to train. What is nil is as the data's settings recommend, else as each
/// property says.
public struct TrainingOptions: Equatable, Sendable {
  /// The number of passes over the training part, at most; by default 60, or
  /// as many as 300 updates take.
  public var epochs: Int?
  /// The number of sequences in a batch; by default 16.
  public var batchSize: Int?
  /// The number of steps through which gradients flow back; by default 128.
  public var window: Int?
  /// As many steps in the first epoch, at most ``window``, to which they grow
  /// evenly over the first half of the epochs; by default ``window``.
  ///
  /// Short dependencies are learned first, and cheaply.
  public var firstWindow: Int?
  /// Up to how many first steps of a sequence an epoch leaves out, chosen anew
  /// each time; by default 0.
  ///
  /// What is to be told then comes earlier, and a network that starts in the
  /// middle of things is trained too.
  public var timeShift: Int?
  /// After how many epochs without a better one to stop; by default 20, or as
  /// many as 100 updates take.
  public var patience: Int?
  /// The learning rate of the first epoch, above 0; by default 0.003.
  public var learningRate: Double?
  /// What becomes of the learning rate from epoch to epoch; by default
  /// `.cosine`.
  public var schedule: LearningRateSchedule?
  /// Over how many first updates the learning rate grows from 0, by as much
  /// with each; by default 0.
  public var warmupUpdates: Int?
  /// The largest norm of the gradient of a batch, above 0; by default 1.
  public var clipNorm: Double?
  /// The share of the training part that is held out to pick the epoch, in
  /// `0..<1`; by default 0.1.
  ///
  /// So many sequences; where these are fewer than 20, at least one with each
  /// class, or none where that takes more than a quarter of all. With fewer
  /// than 20 the loss picks the epoch, not the accuracy.
  public var validationFraction: Double?
  /// The standard deviation of noise added to the normalised inputs; by default
  /// 0.
  public var inputNoise: Double?
  /// The share of a recurrent layer's outputs that the next layer does not
  /// take, chosen anew at each step of the training, in `0..<1`; by default 0.
  ///
  /// A ``FineTuning`` takes none: its forward pass is the device's.
  public var dropout: Double?
  /// The share of the recurrent weights without which an update learns, chosen
  /// anew for each, in `0..<1`; by default 0.
  ///
  /// A ``FineTuning`` takes none: its forward pass is the device's.
  public var recurrentDropout: Double?
  /// What an update takes off the matrices, relative to the learning rate and
  /// to themselves (AdamW), at least 0; by default 0. Biases keep all.
  public var weightDecay: Double?
  /// Whether each class weighs the same, however many steps it has.
  ///
  /// A step of a class weighs `steps / (classes * steps of the class)`. By
  /// default not; a ``FineTuning`` does as the float model's training did.
  public var balancesClasses: Bool?
  /// Where the parameters start; by default `.standard`.
  ///
  /// A ``FineTuning`` takes no other: it starts from the float model.
  public var initialization: Initialization?
  /// The seed of all that is random; by default 1.
  public var seed: UInt64?
  /// The number of threads, one a core by default; it changes no result.
  public var threads: Int?

  /// Makes options; by default none.
  public init(
    epochs: Int? = nil, batchSize: Int? = nil, window: Int? = nil,
    firstWindow: Int? = nil, timeShift: Int? = nil, patience: Int? = nil,
    learningRate: Double? = nil, schedule: LearningRateSchedule? = nil,
    warmupUpdates: Int? = nil, clipNorm: Double? = nil,
    validationFraction: Double? = nil, inputNoise: Double? = nil,
    dropout: Double? = nil, recurrentDropout: Double? = nil,
    weightDecay: Double? = nil, balancesClasses: Bool? = nil,
    initialization: Initialization? = nil, seed: UInt64? = nil,
    threads: Int? = nil
  ) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.window = window
    self.firstWindow = firstWindow
    self.timeShift = timeShift
    self.patience = patience
    self.learningRate = learningRate
    self.schedule = schedule
    self.warmupUpdates = warmupUpdates
    self.clipNorm = clipNorm
    self.validationFraction = validationFraction
    self.inputNoise = inputNoise
    self.dropout = dropout
    self.recurrentDropout = recurrentDropout
    self.weightDecay = weightDecay
    self.balancesClasses = balancesClasses
    self.initialization = initialization
    self.seed = seed
    self.threads = threads
  }

  /// The configuration of a training from the start.
  func configuration(
    _ recommended: RecommendedTraining
  ) -> TrainingConfiguration {
    changed(TrainingConfiguration(recommended))
  }

  /// The configuration of a training that goes on from a trained model.
  func fineTuning(
    _ recommended: RecommendedTraining, of model: FloatModel
  ) -> TrainingConfiguration {
    var configuration = TrainingConfiguration.fineTuning(
      recommended, epochs: epochs, validationFraction: validationFraction)
    configuration.balancesClasses = model.isBalanced
    return changed(configuration)
  }

  /// A configuration with what the options say.
  private func changed(
    _ configuration: TrainingConfiguration
  ) -> TrainingConfiguration {
    var chosen = configuration
    if let epochs { (chosen.epochs, chosen.leastUpdates) = (epochs, 0) }
    chosen.batchSize = batchSize ?? chosen.batchSize
    chosen.window = window ?? chosen.window
    chosen.firstWindow = firstWindow ?? chosen.firstWindow
    chosen.timeShift = timeShift ?? chosen.timeShift
    if let patience {
      (chosen.patience, chosen.leastPatienceUpdates) = (patience, 0)
    }
    chosen.learningRate = learningRate ?? chosen.learningRate
    if schedule == .constant { chosen.finalLearningRateFraction = 1 }
    chosen.warmupUpdates = warmupUpdates ?? chosen.warmupUpdates
    chosen.clipNorm = clipNorm ?? chosen.clipNorm
    chosen.validationFraction = validationFraction ?? chosen.validationFraction
    chosen.inputNoise = inputNoise ?? chosen.inputNoise
    chosen.dropout = dropout ?? chosen.dropout
    chosen.recurrentDropout = recurrentDropout ?? chosen.recurrentDropout
    chosen.weightDecay = weightDecay ?? chosen.weightDecay
    chosen.balancesClasses = balancesClasses ?? chosen.balancesClasses
    chosen.initialization = initialization ?? chosen.initialization
    chosen.seed = seed ?? chosen.seed
    chosen.threads = threads ?? chosen.threads
    return chosen
  }
}

/// What becomes of the learning rate from epoch to epoch.
public enum LearningRateSchedule: String, CaseIterable, Sendable {
  /// It falls as half a cosine does: to a twentieth in the last epoch, or in a
  /// ``FineTuning`` to 0.
  case cosine
  /// It stays.
  case constant
}
