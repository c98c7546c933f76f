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

  /// Where the data lie.
  func source() throws -> DataSource { try DataSource(named: data) }
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
