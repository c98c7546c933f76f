import ArgumentParser
import Foundation
import SwiftletDatasets

/// The data that a command reads.
struct DataOptions: ParsableArguments {
  @Option(
    help: """
      A folder with train.csv and test.csv, a CSV file, or a bundled \
      dataset: \(BundledDataset.all.map(\.name).joined(separator: ", ")).
      """)
  var data: String

  @OptionGroup var columns: ColumnOptions

  @Option(
    parsing: .unconditional,
    help: """
      The classes in their order, separated by commas; the data may lack some \
      (default: those of the data, in the order of the alphabet).
      """)
  var labels: String?

  /// Where the data lie.
  func source() throws -> DataSource {
    try DataSource(
      named: data, roles: columns.roles, classNames: classNames())
  }

  func validate() throws { _ = try classNames() }

  private func classNames() throws -> [String]? {
    guard let labels else { return nil }
    let names = labels.names
    guard names.count > 1, Set(names).count == names.count,
      !names.contains("")
    else {
      throw ValidationError(
        "--labels takes two or more different names, separated by commas.")
    }
    return names
  }
}

/// Which columns of a file are for what.
struct ColumnOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The column of each step's class (default: label, or label_next…).",
      valueName: "column"))
  var label: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A column of values to predict, once for each (default: target…).",
      valueName: "column"))
  var predict: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      The column of the time, which is no feature (default: t, time, \
      timestamp, datetime or date).
      """, valueName: "column"))
  var time: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      The column of each row's recording (default: seq; without it the file \
      is one recording).
      """, valueName: "column"))
  var sequence: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A column to leave out, once for each.", valueName: "column"))
  var ignore: [String] = []

  func validate() throws {
    guard label == nil || predict.isEmpty else {
      throw ValidationError("Give one of --label and --predict.")
    }
  }

  /// The roles as the library takes them.
  var roles: ColumnRoles {
    ColumnRoles(
      label: label, targets: predict, time: time, sequence: sequence,
      ignored: ignore)
  }
}

extension String {
  /// Names separated by commas, without the spaces around them.
  var names: [String] {
    split(separator: ",", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
  }
}

/// How a command prints its result.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print one JSON object instead of text.")
  var json = false

  /// Prints one JSON object with sorted keys to standard output.
  ///
  /// - Throws: `CommandError` when a number is not finite; `ConsoleError` when
  ///   it cannot be written.
  func print(_ object: [String: any Sendable]) throws {
    guard JSONSerialization.isValidJSONObject(object) else {
      throw CommandError("a result is not finite, which JSON cannot say")
    }
    let data = try JSONSerialization.data(
      withJSONObject: object,
      options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    try Console.print(String(decoding: data, as: UTF8.self))
  }
}

/// Refuses a value of an option that is not in its range.
func check<Value: Comparable>(
  _ option: String, _ value: Value?, in range: ClosedRange<Value>
) throws {
  guard let value, !range.contains(value) else { return }
  throw ValidationError(
    "\(option) takes \(range.lowerBound) to \(range.upperBound), not "
      + "\(value).")
}
