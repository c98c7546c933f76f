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

  /// Where the data lie.
  func source() throws -> DataSource { try DataSource(named: data) }
}
