import CSwiftlet
public import Foundation
public import SwiftletCells
public import SwiftletDatasets
import SwiftletEncoding
import SwiftletQuantization
public import SwiftletRuntime
public import SwiftletTraining

/// What a training came to.
public struct TrainingOutcome: Sendable {
  /// The model of the best epoch.
  public let model: FloatModel
  /// How many epochs were run, those before a resumption included.
  public let epochsRun: Int
  /// The epoch, counted from 1, that the model is of.
  public let bestEpoch: Int
  /// How many epochs there could be at most.
  public let epochs: Int
  /// That epoch's score, as ``TrainingProgress`` gives it.
  public let validationScore: Double
  /// Whether that score is of held-out sequences; else of the training's.
  public let isHeldOut: Bool
  /// The score on the test part; nil without one, or without targets in it.
  public let testScore: Double?
  /// What the model tells on steps of each class, of the test part, or without
  /// one of the training part; nil where values or symbols are told.
  public let confusion: ConfusionMatrix?
}

extension FloatModel {
  /// Trains a model on data, and scores it on their test part.
  ///
  /// Features, and values to predict, are normalised by the training part. The
  /// same data, architecture and options give the same model bit for bit.
  ///
  /// - Parameters:
  ///   - source: The data.
  ///   - architecture: The network.
  ///   - scoring: At which steps the outputs count; by default as the data's
  ///     settings say.
  ///   - gapPolicy: What takes the place of a missing value, in training and
  ///     then on the device.
  ///   - options: How to train.
  ///   - checkpoint: The file to write at the end of every epoch, from which
  ///     the training can go on; it stays when the training ends.
  ///   - gradients: The file that takes the norms of the gradients, a
  ///     ``GradientFile``, before the first epoch and after each; it changes
  ///     no result.
  ///   - resumes: Whether to go on from the checkpoint.
  ///   - progress: Called at the end of every epoch.
  /// - Throws: ``DataError`` when the data cannot be read or do not fit;
  ///   ``DataEncodingError`` when a symbol is none; ``QuantizationError`` when
  ///   no device's number holds a feature; ``NetworkError`` when the
  ///   architecture has a size below 1; ``TrainingError`` when an option is out
  ///   of range, classes of values are to be balanced, the loss is no longer
  ///   finite, the checkpoint is another training's, or the file of gradients
  ///   to go on with is none; ``OutputError`` when a file cannot be written;
  ///   ``GapError`` when a value is missing that may not.
  public static func train(
    on source: DataSource, _ architecture: Architecture = Architecture(),
    scoring: Scoring? = nil, gapPolicy: GapPolicy = .hold,
    options: TrainingOptions = TrainingOptions(),
    checkpoint: URL? = nil, gradients: URL? = nil, resumes: Bool = false,
    progress: (TrainingProgress) -> Void = { _ in }
  ) throws -> TrainingOutcome {
    try train(
      on: source, part: source.trainingPart(), architecture,
      scoring: scoring, gapPolicy: gapPolicy, options: options,
      checkpoint: checkpoint, gradients: gradients, resumes: resumes,
      progress: progress)
  }

  /// The same, with the training part that was read.
  package static func train(
    on source: DataSource, part: Dataset, _ architecture: Architecture,
    scoring: Scoring?, gapPolicy: GapPolicy, options: TrainingOptions,
    checkpoint: URL?, gradients: URL?, resumes: Bool,
    progress: (TrainingProgress) -> Void
  ) throws -> TrainingOutcome {
    let settings = source.settings
    let embeddingSize = architecture.embeddingSize ?? settings.embeddingSize
    let encoding = try Encoding(
      learning: part, asSymbols: embeddingSize != nil, gapPolicy: gapPolicy)
    try UnitCheck.check(
      embeddingSize == nil ? encoding.inputs : [],
      values: encoding.task == .regression ? encoding.outputs : [],
      on: part.sequences)
    let test = try source.test.map {
      try encoding.read($0, roles: source.roles)
    }
    for sequence in test?.sequences ?? [] {
      try sequence.check(gapPolicy, encoding.inputs)
    }
    guard architecture.layers > 0 else {
      throw TrainingError(
        "`layers` is \(architecture.layers); it must be at least 1")
    }
    let problem = try encoding.problem(
      encoding.network(
        architecture.kind, hiddenSize: architecture.hiddenSize,
        layers: architecture.layers, embeddingSize: embeddingSize),
      on: part, scoring: scoring ?? settings.scoring)
    let configuration = options.configuration(settings.recommended)
    let result = try train(
      problem, configuration, checkpoint, gradients, resumes: resumes,
      progress)
    let model = try encoding.model(
      problem, parameters: result.parameters,
      notes: notes(source, configuration))
    let answers = try model.assess(
      (test ?? part).sequences,
      after: test != nil && settings.testContinuesTraining
        ? part.sequences : [])
    return TrainingOutcome(
      model: model, epochsRun: result.epochsRun, bestEpoch: result.bestEpoch,
      epochs: configuration.countingUpdates(of: problem).epochs,
      validationScore: result.validationScore, isHeldOut: result.isHeldOut,
      testScore: test == nil ? nil : answers.score,
      confusion: answers.confusion)
  }

  private static func notes(
    _ source: DataSource, _ configuration: TrainingConfiguration
  ) -> [String: String] {
    var notes = ["data": source.name, "version": SWIFTLET_VERSION]
    if configuration.balancesClasses { notes[balanceNote] = balance }
    return notes
  }

  private static let balanceNote = "balance"
  private static let balance = "classes"

  /// Whether each class weighed the same in the training.
  var isBalanced: Bool { notes[Self.balanceNote] == Self.balance }

  private static func train(
    _ problem: TrainingProblem, _ configuration: TrainingConfiguration,
    _ checkpoint: URL?, _ gradients: URL?, resumes: Bool,
    _ progress: (TrainingProgress) -> Void
  ) throws -> TrainingResult {
    var trainer =
      if resumes, let checkpoint {
        try Trainer(resuming: checkpoint, problem, configuration)
      } else {
        try Trainer(problem, configuration)
      }
    return try trainer.run(
      checkpoint: checkpoint, gradients: gradients, progress: progress)
  }
}
