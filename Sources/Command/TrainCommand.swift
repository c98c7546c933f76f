import ArgumentParser
import Foundation
import Swiftlet
import SwiftletCells
import SwiftletDatasets
import SwiftletFiles
import SwiftletImporting
import SwiftletTraining

/// `swiftlet train`: trains a float model on data.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a recurrent network on sequences.",
    discussion: """
      Features, and values to predict, are normalised by the training part. \
      Progress goes to standard error. \
      A checkpoint lies beside the model until training ends; --resume goes on \
      from it, and a training from the start does not replace it. The bundled \
      datasets have settings of their own in place of some defaults.
      """)

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Network") var network: NetworkArguments
  @OptionGroup(title: "Training") var training: TrainingArguments
  @OptionGroup var output: OutputOptions

  @Option(help: "At which steps the outputs count (default: the data's).")
  var scoring: Scoring?

  @Option(
    help: ArgumentHelp(GapPolicy.help + ", in training and then on the device.")
  )
  var gaps = GapPolicy.hold

  @Option(help: "The model's file to write.")
  var out = "model.safetensors"

  @Option(
    help: """
      Also write the norms of the gradients, before the first epoch and after \
      each: a table whose columns, with tabs between, are epoch, by (a hidden \
      state such as layers.0.hidden, an LSTM's cell state layers.0.cell, or a \
      tensor such as layers.0.weight_hh), steps_back (of a state: how many \
      steps before the last that counts; else empty) and norm. `explain \
      gradients FILE` draws it.
      """,
    completion: .file(extensions: ["tsv"]))
  var gradients: String?

  @Flag(help: "Go on from the checkpoint beside the model's file.")
  var resume = false

  func run() throws {
    let source = try data.source()
    let file = try OutputFile(out)
    let checkpoint = try OutputFile(file.target + ".checkpoint")
    let log = try gradients.map { try OutputFile($0) }
    try check(file, checkpoint, log, source)
    // Keeps a second training away from both.
    try file.reserve()
    defer { file.release() }
    let saved = URL(fileURLWithPath: checkpoint.name)
    leaveCheckpointWhenInterrupted(
      saved, [file, checkpoint] + [log].compactMap { $0 })
    try checkCheckpoint(saved)
    let part = try source.trainingPart()
    describe(part, source)
    let outcome = try train(source, part, saved)
    try outcome.model.write(to: file)
    try removeFile(saved.relativePath)
    try report(outcome, gaps: part.gapCount)
    remarks(on: outcome, source).forEach { Console.message($0) }
  }

  /// A signal leaves the last checkpoint and nothing that is half written.
  private func leaveCheckpointWhenInterrupted(
    _ checkpoint: URL, _ files: [OutputFile]
  ) {
    let parts = files.map(\.partialPath)
    let name = checkpoint.relativePath
    Interruption.onSignal {
      Console.lastMessage(
        FileManager.default.fileExists(atPath: name)
          ? "interrupted: --resume goes on from \(name)"
          : "interrupted before the end of an epoch: nothing is kept")
      for path in parts { unlink(path) }
    }
  }

  /// Looks before the work whether its result can be kept.
  private func check(
    _ file: OutputFile, _ checkpoint: OutputFile, _ log: OutputFile?,
    _ source: DataSource
  ) throws {
    guard file.isPlain, checkpoint.isPlain else {
      throw CommandError(
        "\(out): a checkpoint lies beside the model, which a pipe and a device "
          + "cannot have; give a file's name")
    }
    guard log?.isPlain != false else {
      throw CommandError(
        "\(gradients ?? ""): the table is written again after each epoch, which "
          + "a pipe and a device cannot have; give a file's name")
    }
    try OutputRule.check(
      [("--out", file), ("the checkpoint of --out", checkpoint)]
        + (log.map { [("--gradients", $0)] } ?? []),
      reading: [("the data", source.paths)])
  }

  /// A checkpoint is gone on from, never replaced.
  private func checkCheckpoint(_ checkpoint: URL) throws {
    let name = checkpoint.relativePath
    let exists = try exists(name)
    guard exists || !resume else {
      throw CommandError(
        "\(name): there is no checkpoint; train without --resume")
    }
    guard exists, !resume else { return }
    let epochs = try Trainer.epochs(of: checkpoint)
    throw CommandError(
      "\(name) is of a training of \(epochs) \(epochs == 1 ? "epoch" : "epochs")"
        + "; give --resume to go on, or delete it")
  }

  private func describe(_ part: Dataset, _ source: DataSource) {
    Console.message("\(source.name): \(part.summary)")
    part.remarks.forEach { Console.message($0) }
    part.hint(
      embedding: (network.embedding ?? source.settings.embeddingSize) != nil,
      scoring: scoring != nil || source.settings.scoring == .lastStep
    ).map { Console.message($0) }
    if part.gapCount > 0 {
      Console.message(
        "\(part.gapCount) gaps among the features: a missing value "
          + gaps.meaning + " (--gaps \(gaps.name))")
    }
  }

  private func train(
    _ source: DataSource, _ part: Dataset, _ checkpoint: URL
  ) throws -> TrainingOutcome {
    do {
      return try FloatModel.train(
        on: source, part: part, network.architecture, scoring: scoring,
        gapPolicy: gaps, options: training.options, checkpoint: checkpoint,
        gradients: gradients.map { URL(fileURLWithPath: $0) },
        resumes: resume
      ) {
        $0.show(scoreName: scoreName($0.metric, isHeldOut: $0.isHeldOut))
      }
    } catch DataEncodingError.embedding(let cause) {
      throw CommandError("--embedding \(cause)")
    }
  }

  /// What the trainer's score is: of held-out sequences, or of the training
  /// itself where none are held out; errors are those of normalised values.
  private func scoreName(_ metric: Metric, isHeldOut: Bool) -> String {
    let part = isHeldOut ? "validation" : "training"
    let name =
      metric == .meanSquaredError ? "mse (normalised)" : metric.title
    return "\(part) \(name)"
  }

  private func report(_ outcome: TrainingOutcome, gaps: Int) throws {
    let model = outcome.model
    let metric = model.metric.rawValue
    if output.json {
      var object: [String: any Sendable] = [
        "best_epoch": outcome.bestEpoch, "epochs": outcome.epochsRun,
        "gap_policy": model.gapPolicy.name, "gaps": gaps, "out": out,
        "parameters": model.network.parameterCount,
        "score_name": metric,
        "validation_score": outcome.validationScore,
      ]
      object["test_score"] = outcome.testScore
      object["recall"] = outcome.confusion?.recallByName
      return try output.print(object)
    }
    let validation = Console.number(outcome.validationScore, digits: 4)
    let name = scoreName(model.metric, isHeldOut: outcome.isHeldOut)
    try Console.print("\(name) \(validation)")
    if let testScore = outcome.testScore {
      try Console.print(
        "test \(metric) \(Console.number(testScore, digits: 4))")
    }
    if let confusion = outcome.confusion {
      let part = outcome.testScore == nil ? "training" : "test"
      try Console.print(
        "recall by class, \(part) part\n\(confusion.recallLines)")
    }
    try Console.print(
      "\(out): \(model.network.parameterCount) parameters, gaps "
        + "\(model.gapPolicy.name), of epoch \(outcome.bestEpoch) of "
        + "\(outcome.epochsRun)")
  }

  /// What may be amiss with a training, a line each.
  private func remarks(
    on outcome: TrainingOutcome, _ source: DataSource
  ) -> [String] {
    var remarks: [String] = []
    if let classes = outcome.confusion?.neverToldNames {
      remarks.append(
        "warning: never told: \(classes); give more steps of what is never "
          + "told, more --epochs"
          + (training.balance ? "" : ", or --balance"))
    }
    if !outcome.isHeldOut, training.validation != 0,
      source.settings.recommended.validationFraction != 0
    {
      remarks.append(
        "note: too few sequences to hold any out: the training loss picks the "
          + "epoch")
    }
    if outcome.bestEpoch == outcome.epochs {
      remarks.append(
        "note: the best epoch is the last: more --epochs may give a better one")
    } else if outcome.bestEpoch == 1 {
      remarks.append(
        "note: the best epoch is the first, so little is learned: give more "
          + "data, or another --learning-rate or --seed")
    }
    return remarks
  }
}
