import ArgumentParser
import Swiftlet
import SwiftletQuantization

/// The candidates of a search: every combination of the values.
struct SearchGrid {
  let grid: GridArguments
  /// What all candidates have in common.
  let shared: SharedArguments

  /// A combination of values.
  struct Settings {
    fileprivate var network: [String] = []
    fileprivate var integers: [String] = []
    fileprivate var training: [String] = []

    /// The options, as `train` and `quantize` take them.
    var text: String { words.joined(separator: " ") }

    /// What the candidate's costs depend on.
    var costText: String { (network + integers).joined(separator: " ") }

    fileprivate var words: [String] { network + integers + training }

    /// A candidate's value of an option.
    subscript(option: String) -> String? {
      words.firstIndex(of: option).map { words[$0 + 1] }
    }
  }

  /// The most candidates of a search.
  static let mostCandidates = 10_000

  /// How many combinations there are, those that are left out included.
  var count: Int {
    dimensions.reduce(1) {
      $0 > Self.mostCandidates ? $0 : $0 * $1.values.count
    }
  }

  /// The combinations, the last option's values changing fastest. Those of a
  /// density below 1 and other weights than int8 are left out.
  var settings: [Settings] {
    var all = [Settings()]
    all = Self.extend(all, grid.network, \.network)
    all = Self.extend(all, grid.integers, \.integers)
    all = Self.extend(all, grid.training, \.training)
    return all.filter {
      Double($0["--density"] ?? "1") == 1 || $0["--weights"] == "int8"
    }
  }

  /// The options and their values, as text.
  var text: String { dimensions.map(\.text).joined(separator: " ") }

  /// The options that have more than one value.
  var varied: [String] {
    dimensions.filter { $0.values.count > 1 }.map(\.option)
  }

  /// The candidate of a combination.
  ///
  /// - Throws: `ValidationError` when a value is wrong.
  func candidate(_ settings: Settings) throws -> SearchCandidate {
    let network: NetworkArguments = try parse(
      settings.network + shared.network)
    let training: TrainingArguments = try parse(
      settings.training + shared.training(settings["--init"]))
    let integers: IntegerArguments = try parse(settings.integers)
    var options = training.options
    options.threads = 1
    let tunes =
      shared.qat || integers.weights == .int4 || integers.density < 1
    return SearchCandidate(
      network.architecture, training: options,
      quantization: QuantizationOptions(
        weightBits: integers.weights.bits,
        activationBits: integers.activations.bits),
      fineTuning: tunes
        ? FineTuning(
          density: integers.density,
          options: TrainingOptions(epochs: shared.qatEpochs)) : nil)
  }

  /// Refuses the first wrong value.
  ///
  /// - Throws: `ValidationError`.
  func check() throws {
    guard count <= Self.mostCandidates else {
      throw ValidationError(
        "The grid has more than \(Self.mostCandidates) candidates: give fewer "
          + "values.")
    }
    guard !settings.isEmpty else {
      throw ValidationError(
        "--density below 1 is for int8 weights: give --weights int8.")
    }
    let first = dimensions.map { ($0.option, $0.values[0]) }
    for dimension in dimensions {
      for value in dimension.values {
        let words = first.map { ($0, $0 == dimension.option ? value : $1) }
        _ = try candidate(Settings(grid, words))
      }
    }
  }

  private var dimensions: [Dimension] {
    grid.network + grid.integers + grid.training
  }

  private static func extend(
    _ all: [Settings], _ dimensions: [Dimension],
    _ part: WritableKeyPath<Settings, [String]>
  ) -> [Settings] {
    dimensions.reduce(all) { all, dimension in
      all.flatMap { settings in
        dimension.values.map { value in
          var settings = settings
          settings[keyPath: part] += [dimension.option, value]
          return settings
        }
      }
    }
  }

  private func parse<Arguments: ParsableArguments>(
    _ words: [String]
  ) throws -> Arguments {
    do {
      return try Arguments.parse(words)
    } catch {
      throw ValidationError(Arguments.message(for: error))
    }
  }
}

extension SearchGrid.Settings {
  /// The settings of chosen values, one an option.
  fileprivate init(_ grid: GridArguments, _ values: [(String, String)]) {
    func words(_ dimensions: [Dimension]) -> [String] {
      values.filter { option, _ in dimensions.contains { $0.option == option } }
        .flatMap { [$0, $1] }
    }
    network = words(grid.network)
    integers = words(grid.integers)
    training = words(grid.training)
  }
}

/// The options of one candidate's integers.
private struct IntegerArguments: ParsableArguments {
  @Option var weights = QuantizeCommand.Weights.int8
  @Option var activations = QuantizeCommand.Activations.int16
  @Option(parsing: .unconditional) var density = 1.0

  func validate() throws {
    guard density > 0, density <= 1 else {
      throw ValidationError(
        "--density \(density): give a share above 0 and up to 1.")
    }
  }
}

/// The options that all candidates of a search have in common.
struct SharedArguments: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "With --init chrono: how many steps a dependency spans at most.")
  var longest: Int?

  @Option(
    parsing: .unconditional,
    help: "Stop a training after this number of epochs without a better one.")
  var patience: Int?

  @Flag(help: "Let each class weigh the same, however rare.")
  var balance = false

  @Flag(help: "Train every candidate on as quantize --qat does.")
  var qat = false

  @Option(
    parsing: .unconditional,
    help: "The number of epochs of that (default: as in quantize).")
  var qatEpochs: Int?

  @Option(
    parsing: .unconditional,
    help: """
      Take the one feature column as a symbol's index and give each symbol a \
      row of this size (default: the data's).
      """)
  var embedding: Int?

  func validate() throws {
    try check("--qat-epochs", qatEpochs, in: 1...1_000_000)
    try check("--longest", longest, in: 2...1_000_000)
  }

  /// Those of the network.
  var network: [String] { words("--embedding", embedding) }

  /// Those of the training, of a candidate that starts so.
  func training(_ start: String?) -> [String] {
    words("--patience", patience) + (balance ? ["--balance"] : [])
      + (start == "chrono" ? words("--longest", longest) : [])
  }

  /// All that are given.
  var text: [String] {
    network + training("chrono") + (qat ? ["--qat"] : [])
      + words("--qat-epochs", qatEpochs)
  }

  private func words(_ option: String, _ value: Int?) -> [String] {
    value.map { [option, "\($0)"] } ?? []
  }
}
