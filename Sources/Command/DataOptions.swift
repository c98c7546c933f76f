import ArgumentParser
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
