import Foundation
import SwiftletBudget
public import SwiftletCells
public import SwiftletDatasets
import SwiftletDevices
import SwiftletEncoding
import SwiftletFormat
import SwiftletQuantization
public import SwiftletRuntime
import SwiftletTraining

/// Tries networks on data: what each costs on a device, before it is trained,
/// and how well it answers, quantized, on what its training held out.
///
/// The data's test part is not looked at.
///
/// ```swift
/// let search = try Search(
///   on: DataSource(named: "imu_exercise"),
///   budget: SearchBudget(core: TargetCore(name: "cortex-m0"), flash: 8192))
/// for size in [8, 16, 24] {
///   let candidate = SearchCandidate(Architecture(hiddenSize: size))
///   guard try search.budget.admits(search.cost(of: candidate)) else { continue }
///   print(size, try search.run(candidate).score)
/// }
/// ```
public struct Search: Sendable {
  /// The data.
  public let source: DataSource
  /// What the device has.
  public let budget: SearchBudget
  private let part: Dataset
  private let scoring: Scoring
  private let gapPolicy: GapPolicy
  private let validationFraction: Double
  private let table: CostTable?

  /// Reads the data of a search.
  ///
  /// - Parameters:
  ///   - source: The data; their training part is used.
  ///   - budget: What the device has.
  ///   - scoring: At which steps the outputs count; by default as the data's
  ///     settings say.
  ///   - gapPolicy: What takes the place of a missing value.
  ///   - validationFraction: The share of the training part that each training
  ///     holds out, above 0 and below 1, where a candidate does not say.
  /// - Throws: ``DataError`` when the data cannot be read; `DeviceError` when
  ///   the table of costs is missing, which a core needs.
  public init(
    on source: DataSource, budget: SearchBudget = SearchBudget(),
    scoring: Scoring? = nil, gapPolicy: GapPolicy = .hold,
    validationFraction: Double = 0.2
  ) throws {
    self.source = source
    self.budget = budget
    self.scoring = scoring ?? source.settings.scoring
    self.gapPolicy = gapPolicy
    self.validationFraction = validationFraction
    part = try source.trainingPart()
    table = budget.core == nil ? nil : try .measured()
  }

  /// What the scores of a candidate are.
  ///
  /// - Throws: As ``cost(of:)``.
  public func metric(of candidate: SearchCandidate) throws -> Metric {
    try untrained(candidate).metric
  }

  /// What a candidate costs. It is not trained: flash and RAM do not depend on
  /// the weights, and instructions by some percent.
  ///
  /// - Throws: ``NetworkError`` when the architecture has a size below 1,
  ///   ``DataEncodingError`` when the data do not fit it;
  ///   ``QuantizationError`` when the core's table of costs does not know one
  ///   of the layers, or an option is out of range.
  public func cost(of candidate: SearchCandidate) throws -> ModelCost {
    let model = try untrained(candidate)
    var options = candidate.quantization
    options.layout = layout
    let quantizer = try Quantizer(
      model, options, calibration: part.sequences.prefix(1).map(\.beginning))
    var network = try quantizer.untrained(
      density: candidate.fineTuning?.density ?? 1)
    network.setLayout(layout)
    return try cost(of: QuantizedModel(bytes: Data(network.fileBytes())))
  }

  /// Trains a candidate, quantizes it and scores it on what its training held
  /// out.
  ///
  /// The models are those that `FloatModel.train` and its `quantize` give.
  /// What is held out takes part in normalisation and calibration, but
  /// its targets are not learnt.
  ///
  /// - Throws: ``TrainingError`` when an option is out of range, the loss is no
  ///   longer finite, or there is too little data to hold any out; what
  ///   ``cost(of:)`` throws.
  public func run(_ candidate: SearchCandidate) throws -> SearchTrial {
    try makeModels(candidate).trial
  }

  /// The trial of a candidate with its models.
  package func makeModels(
    _ candidate: SearchCandidate
  ) throws -> (trial: SearchTrial, float: FloatModel, model: Model) {
    let options = training(candidate)
    let held = try heldOut(candidate)
    guard !held.isEmpty else { throw Self.tooFew }
    let trained = try FloatModel.train(
      on: source.trainingOnly, part: part, candidate.architecture,
      scoring: scoring, gapPolicy: gapPolicy, options: options,
      checkpoint: nil, gradients: nil, resumes: false, progress: { _ in })
    let float = trained.model
    let quantized = try float.quantize(
      calibration: source, part: part, options: candidate.quantization,
      fineTuning: fineTuning(candidate, options), layout: layout,
      progress: { _ in }
    ).model
    let report = try Verification(quantized.quantized, reference: float)
      .run(held)
    let trial = SearchTrial(
      cost: try cost(of: quantized.quantized), score: report.quantizedScore,
      floatScore: report.floatScore, agreement: report.agreement,
      parameters: float.network.parameterCount, epochs: trained.epochsRun,
      bestEpoch: trained.bestEpoch)
    return (trial, float, quantized)
  }

  /// What a candidate's training holds out of the data.
  ///
  /// - Throws: ``TrainingError`` when a single sequence cannot be divided.
  package func heldOut(_ candidate: SearchCandidate) throws -> [DataSequence] {
    let encoding = try encoding(candidate)
    let options = training(candidate)
    let problem = try encoding.problem(
      network(candidate, encoding), on: part, scoring: scoring)
    return try encoding.heldOut(
      of: part, problem, options.validationFraction ?? validationFraction,
      seed: options.seed ?? 1)
  }

  /// A number that changes with the training part.
  package var dataFingerprint: UInt64 { part.fingerprint }

  private static let tooFew = TrainingError(
    "too few sequences to hold any out; give more, or a larger "
      + "`validationFraction`")

  private var layout: WeightLayout { budget.core?.layout ?? .narrow }

  private func training(_ candidate: SearchCandidate) -> TrainingOptions {
    var options = candidate.training
    options.validationFraction =
      options.validationFraction ?? validationFraction
    return options
  }

  /// A fine-tuning that holds out what the training does.
  private func fineTuning(
    _ candidate: SearchCandidate, _ options: TrainingOptions
  ) -> FineTuning? {
    var tuning = candidate.fineTuning
    tuning?.options.validationFraction = options.validationFraction
    tuning?.options.seed = options.seed
    tuning?.options.threads = options.threads
    return tuning
  }

  private func encoding(_ candidate: SearchCandidate) throws -> Encoding {
    try Encoding(
      learning: part, asSymbols: embeddingSize(candidate) != nil,
      gapPolicy: gapPolicy)
  }

  private func embeddingSize(_ candidate: SearchCandidate) -> Int? {
    candidate.architecture.embeddingSize ?? source.settings.embeddingSize
  }

  private func network(
    _ candidate: SearchCandidate, _ encoding: Encoding
  ) throws -> Network {
    try encoding.network(
      candidate.architecture.kind,
      hiddenSize: candidate.architecture.hiddenSize,
      layers: candidate.architecture.layers,
      embeddingSize: embeddingSize(candidate))
  }

  /// The float model before its training.
  private func untrained(_ candidate: SearchCandidate) throws -> FloatModel {
    let encoding = try encoding(candidate)
    let network = try network(candidate, encoding)
    return try encoding.model(
      TrainingProblem(network: network, scoring: scoring, training: []),
      parameters: network.initialParameters(seed: 1))
  }

  private func cost(of model: QuantizedModel) throws -> ModelCost {
    guard let cost = ModelCost(model, on: budget.core, by: table) else {
      throw QuantizationError(
        "the table of costs does not know the model's layers on "
          + "\(budget.core?.name ?? ""); leave `core` out")
    }
    return cost
  }
}

extension DataSource {
  /// The same data without a test part.
  fileprivate var trainingOnly: DataSource {
    DataSource(
      name: name, train: train, roles: roles, settings: settings)
  }
}

extension DataSequence {
  /// The first steps, as many as a model records at least.
  fileprivate var beginning: DataSequence {
    let steps = min(timesteps, 32)
    return DataSequence(
      id: id, features: Array(features.prefix(steps * featureCount)),
      targets: Array(targets.prefix(steps * targetCount)),
      featureCount: featureCount)
  }
}
