import ArgumentParser
import Foundation
import Swiftlet

/// What a framework's file does not say of a model.
struct DescriptionArguments: ParsableArguments {
  @Option(
    help: """
      Take the names of the features, the classes or targets and the scoring \
      from data: a folder, a CSV file or the name of a bundled dataset.
      """)
  var data: String?

  @OptionGroup var columns: ColumnOptions

  @Option(
    parsing: .unconditional, help: "The features' names, separated by commas.")
  var inputs: String?

  @Option(
    parsing: .unconditional,
    help: """
      What was subtracted from each feature before the network, in the data's \
      units; one number, or one a feature.
      """)
  var mean: String?

  @Option(
    name: [.long, .customLong("std")], parsing: .unconditional,
    help: """
      What each feature was divided by after that; one number, or one a \
      feature.
      """)
  var deviation: String?

  @Option(
    parsing: .unconditional,
    help: "The classes' names, separated by commas: a classification.")
  var labels: String?

  @Option(
    parsing: .unconditional,
    help: "The names of the values to predict, separated by commas.")
  var targets: String?

  @Option(help: "At which steps the outputs count (default: the file's).")
  var scoring: Scoring?

  @Option(
    parsing: .unconditional,
    help: """
      How many timesteps the network sees at once, from a state of zeros; 1 \
      where it runs on (default: what the input's shape fixes).
      """)
  var window: Int?

  @Option(
    help: ArgumentHelp(GapPolicy.help + " (default: the file's, else hold)."))
  var gaps: GapPolicy?

  func validate() throws {
    if let window {
      try check("--window", window, in: 1...FloatModel.windowRange.upperBound)
    }
    guard labels == nil || targets == nil else {
      throw ValidationError("Give one of --labels and --targets.")
    }
    _ = try numbers("--mean", mean)
    guard
      try numbers("--deviation", deviation)?.allSatisfy({ $0 > 0 }) ?? true
    else { throw ValidationError("--deviation takes numbers above 0.") }
  }

  /// The options of an import, as far as the arguments say them.
  ///
  /// - Throws: `DataError` when there are no such data; `ValidationError` when
  ///   a number is none.
  func options() throws -> ImportOptions {
    ImportOptions(
      description: ModelDescription(
        inputs: channels(inputs), outputs: channels(labels ?? targets),
        task: labels != nil
          ? .classification : targets != nil ? .regression : nil,
        scoring: scoring, window: window, gapPolicy: gaps),
      means: try numbers("--mean", mean),
      deviations: try numbers("--deviation", deviation),
      data: try data.map { try DataSource(named: $0, roles: columns.roles) })
  }

  private func channels(_ names: String?) -> [FloatModel.Channel]? {
    names?.names.map { .init(name: $0) }
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
