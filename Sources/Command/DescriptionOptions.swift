import SwiftletRuntime
import ArgumentParser
import SwiftletCells
import SwiftletDatasets
import SwiftletEncoding
import Foundation
import SwiftletImporting

/// What a framework's file does not say of a model.
struct DescriptionOptions: ParsableArguments {
  @Option(
    help: """
      Take the names of the features, the classes or targets and the scoring \
      from data: a folder, a CSV file or the name of a bundled dataset.
      """)
  var data: String?

  @Option(help: "The features' names, separated by commas.")
  var inputs: String?

  @Option(
    help: """
      What was subtracted from each feature before the network, in the data's \
      units; one number, or one a feature.
      """)
  var mean: String?

  @Option(
    help: """
      What each feature was divided by after that; one number, or one a \
      feature.
      """)
  var deviation: String?

  @Option(help: "The classes' names, separated by commas: a classification.")
  var labels: String?

  @Option(
    help: "The names of the values to predict, separated by commas.")
  var targets: String?

  @Option(help: "At which steps the outputs count (default: the file's).")
  var scoring: Scoring?

  func validate() throws {
    guard labels == nil || targets == nil else {
      throw ValidationError("Give one of --labels and --targets.")
    }
    _ = try numbers("--mean", mean)
    guard
      try numbers("--deviation", deviation)?.allSatisfy({ $0 > 0 }) ?? true
    else { throw ValidationError("--deviation takes numbers above 0.") }
  }

  /// The description of a network.
  ///
  /// - Throws: `CommandError` when numbers or names do not fit the network.
  func description(
    for imported: ImportedNetwork
  ) throws -> ModelDescription {
    var description = ModelDescription(
      outputs: channels(labels ?? targets),
      task: labels != nil
        ? .classification : targets != nil ? .regression : nil,
      scoring: scoring)
    let metadata = try ModelDescription(metadata: imported.metadata)
    description.inputs = channels(inputs)
    description = description.filled(by: metadata)
    description.scoring = description.scoring ?? imported.scoring
    if let data {
      description = description.filled(by: try Self.description(data))
    }
    description.inputs = try normalized(description.inputs, imported.network)
    return description
  }

  /// What data say: names, task and scoring, but no units, since how features
  /// were normalised is the network's.
  private static func description(
    _ data: String
  ) throws -> ModelDescription {
    let source = try DataSource(named: data)
    let part = try Dataset(contentsOf: source.train)
    let encoding = try Encoding(
      learning: part, classNames: source.settings.classNames)
    return ModelDescription(
      inputs: encoding.inputs.map { .init(name: $0.name) },
      outputs: encoding.outputs.map { .init(name: $0.name) },
      task: encoding.task,
      scoring: source.settings.scoring)
  }

  private func normalized(
    _ channels: [FloatModel.Channel]?, _ network: Network
  ) throws -> [FloatModel.Channel]? {
    let means = try numbers("--mean", mean)
    let deviations = try numbers("--deviation", deviation)
    guard means != nil || deviations != nil else { return channels }
    if case .embedding = network.layers[0] {
      throw CommandError(
        "the network takes symbols, which have no --mean and --deviation")
    }
    var channels =
      channels ?? (0..<network.inputSize).map { .init(name: "x\($0)") }
    for index in channels.indices {
      if let means {
        channels[index].mean = try Self.value(
          means, index, "--mean", channels.count)
      }
      if let deviations {
        channels[index].deviation = try Self.value(
          deviations, index, "--deviation", channels.count)
      }
    }
    return channels
  }

  private static func value(
    _ values: [Double], _ index: Int, _ option: String, _ count: Int
  ) throws -> Double {
    guard values.count == 1 || values.count == count else {
      throw CommandError(
        "\(option) has \(values.count) numbers, but there are \(count) "
          + "features; give one, or one a feature")
    }
    return values.count == 1 ? values[0] : values[index]
  }

  private func channels(_ names: String?) -> [FloatModel.Channel]? {
    names?.split(separator: ",", omittingEmptySubsequences: false).map {
      .init(name: $0.trimmingCharacters(in: .whitespaces))
    }
  }

  private func numbers(_ option: String, _ text: String?) throws -> [Double]? {
    try text?.split(separator: ",", omittingEmptySubsequences: false).map {
      guard
        let value = Double($0.trimmingCharacters(in: .whitespaces)),
        value.isFinite
      else {
        throw ValidationError("\(option) takes numbers, not '\($0)'.")
      }
      return value
    }
  }
}
