public import SwiftletCells

/// Where a training stands at the end of an epoch.
public struct TrainingProgress: Equatable, Sendable {
  /// How many epochs are done.
  public var epoch: Int
  /// How many there will be at most.
  public var epochs: Int
  /// Mean loss over the epoch, before each update: cross-entropy in nats, or
  /// squared error of the normalised values.
  public var trainingLoss: Double
  /// The same on the validation sequences.
  public var validationLoss: Double
  /// The score on the validation sequences: accuracy, bits per symbol, or mean
  /// squared error of the normalised values.
  public var validationScore: Double
  /// What the score is.
  public var metric: Metric
  /// Whether the validation sequences are held out of the training; else they
  /// are those of the training itself.
  public var isHeldOut: Bool
  /// Training timesteps per second of wall time, validation included.
  public var timestepsPerSecond: Double
  /// How long the remaining epochs take, at most.
  public var secondsLeft: Double
}

/// What one epoch came to.
public struct TrainingEpoch: Equatable, Sendable, Codable {
  /// See `TrainingProgress.trainingLoss`.
  public var trainingLoss: Double
  /// See `TrainingProgress.validationLoss`.
  public var validationLoss: Double
  /// See `TrainingProgress.validationScore`.
  public var validationScore: Double
}

/// What a training came to.
public struct TrainingResult: Equatable, Sendable {
  /// The parameters of the best epoch: that with the least validation loss, or
  /// the best accuracy of at least 20 sequences.
  public var parameters: [Float]
  /// How many epochs were run, those before a resumption included.
  public var epochsRun: Int
  /// The epoch, counted from 1, that the parameters are of.
  public var bestEpoch: Int
  /// That epoch's score on the validation sequences.
  public var validationScore: Double
  /// Whether these are held out of the training; else they are those of the
  /// training itself.
  public var isHeldOut: Bool
}
