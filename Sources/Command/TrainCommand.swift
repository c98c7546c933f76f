import SwiftletRuntime
import ArgumentParser
import SwiftletCells
import SwiftletDatasets
import SwiftletEncoding
import Foundation
import SwiftletImporting
import SwiftletTraining

/// `swiftlet train`: trains a float model on data.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a recurrent network on sequences.",
    discussion: """
      Features, and values to predict, are normalised by the training part; \
      a gap in a feature becomes its mean. Progress goes to standard error. \
      A checkpoint lies beside the model until training ends.
      """)

  @OptionGroup var data: DataOptions
  @OptionGroup(title: "Network") var network: NetworkOptions
  @OptionGroup(title: "Training") var training: TrainingOptions
  @OptionGroup var output: OutputOptions

  @Option(help: "At which steps the outputs count (default: the data's).")
  var scoring: Scoring?

  @Option(help: "The model's file to write.")
  var out = "model.safetensors"

  @Flag(help: "Go on from the checkpoint beside the model's file.")
  var resume = false

  func run() throws {
    try checkOutput()
    let source = try data.source()
    let part = try Dataset(contentsOf: source.train)
    describe(part, source)
    let encoding = try encoding(of: part, source)
    let test = try source.test.map(encoding.read)
    let problem = try encoding.problem(
      network.network(for: encoding, embeddingSize: embeddingSize(source)),
      on: part, scoring: scoring ?? source.settings.scoring)
    let result = try train(problem, source.settings.recommended, encoding)
    let model = try encoding.model(
      problem, parameters: result.parameters,
      notes: [
        "data": source.name, "version": Swiftlet.configuration.version,
      ])
    try model.write(to: file)
    try? FileManager.default.removeItem(at: checkpoint)
    let score = test.flatMap {
      model.score(
        on: $0.sequences,
        after: source.settings.testContinuesTraining ? part.sequences : [])
    }
    try report(
      model, result, source.settings.recommended, gaps: part.gapCount,
      testScore: score)
  }

  private var file: URL { URL(fileURLWithPath: out) }
  private var checkpoint: URL { URL(fileURLWithPath: out + ".checkpoint") }

  /// Looks before the work whether its result can be kept.
  private func checkOutput() throws {
    let folder = file.deletingLastPathComponent().path
    guard FileManager.default.isWritableFile(atPath: folder) else {
      throw CommandError(
        "\(out): cannot be written; make its folder or choose another --out")
    }
    let hasCheckpoint = FileManager.default.fileExists(
      atPath: checkpoint.path)
    guard !resume || hasCheckpoint else {
      throw CommandError(
        "\(out).checkpoint: there is no checkpoint; train without --resume")
    }
  }

  private func embeddingSize(_ source: DataSource) -> Int? {
    network.embedding ?? source.settings.embeddingSize
  }

  private func encoding(
    of part: Dataset, _ source: DataSource
  ) throws -> Encoding {
    do {
      return try Encoding(
        learning: part, classNames: source.settings.classNames,
        asSymbols: embeddingSize(source) != nil)
    } catch DataEncodingError.embedding(let cause) {
      throw CommandError("--embedding \(cause)")
    }
  }

  private func describe(_ part: Dataset, _ source: DataSource) {
    Console.message(
      "\(source.name): \(part.sequences.count) sequences, \(part.timesteps) "
        + "steps, \(part.featureNames.count) features, "
        + "\(part.target.outputCount) outputs")
    if part.gapCount > 0 {
      Console.message(
        "\(part.gapCount) gaps among the features become the features' means")
    }
  }

  private func train(
    _ problem: TrainingProblem, _ recommended: RecommendedTraining,
    _ encoding: Encoding
  ) throws -> TrainingResult {
    let configuration = training.configuration(recommended)
    var trainer =
      resume
      ? try Trainer(resuming: checkpoint, problem, configuration)
      : try Trainer(problem, configuration)
    let scoreName = validationScoreName(
      Metric(encoding.task, of: problem.network), configuration)
    return try trainer.run(checkpoint: checkpoint) { progress in
      Console.message(progress.line(scoreName: scoreName))
    }
  }

  /// What the trainer's score is: of held-out sequences, or of the training
  /// itself where none are held out; errors are those of normalised values.
  private func validationScoreName(
    _ metric: Metric, _ configuration: TrainingConfiguration
  ) -> String {
    let part =
      configuration.validationFraction > 0 ? "validation" : "training"
    let name =
      metric == .meanSquaredError ? "mse (normalised)" : metric.title
    return "\(part) \(name)"
  }

  private func report(
    _ model: FloatModel, _ result: TrainingResult,
    _ recommended: RecommendedTraining, gaps: Int, testScore: Double?
  ) throws {
    let scoreName = model.metric.rawValue
    if output.json {
      var object: [String: any Sendable] = [
        "best_epoch": result.bestEpoch, "epochs": result.epochsRun,
        "gaps": gaps, "out": out,
        "parameters": model.network.parameterCount,
        "score_name": scoreName,
        "validation_score": result.validationScore,
      ]
      object["test_score"] = testScore
      return try output.print(object)
    }
    let validation = Console.number(result.validationScore, digits: 4)
    let name = validationScoreName(
      model.metric, training.configuration(recommended))
    print("\(name) \(validation)")
    if let testScore {
      print("test \(scoreName) \(Console.number(testScore, digits: 4))")
    }
    print(
      "\(out): \(model.network.parameterCount) parameters, of epoch "
        + "\(result.bestEpoch) of \(result.epochsRun)")
  }
}
