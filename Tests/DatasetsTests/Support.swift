import Foundation
import SwiftletDatasets
import TemporaryFolder

/// Reads bytes as the file `data.csv`.
func dataset(
  _ bytes: [UInt8], roles: ColumnRoles = ColumnRoles(),
  expecting schema: Dataset.Schema? = nil, classNames: [String]? = nil,
  chunkSize: Int = 65_536
) throws -> Dataset {
  try withFolder { folder in
    let file = folder.appendingPathComponent("data.csv")
    try Data(bytes).write(to: file)
    return try Dataset(
      contentsOf: file, roles: roles, expecting: schema,
      classNames: classNames, chunkSize: chunkSize)
  }
}

/// Reads a text as the file `data.csv`.
func dataset(
  _ text: String, roles: ColumnRoles = ColumnRoles(),
  expecting schema: Dataset.Schema? = nil, classNames: [String]? = nil,
  chunkSize: Int = 65_536
) throws -> Dataset {
  try dataset(
    Array(text.utf8), roles: roles, expecting: schema, classNames: classNames,
    chunkSize: chunkSize)
}

/// The line of an error after the name of its file; nil without an error.
func complaint(_ body: () throws -> some Any) -> String? {
  do {
    _ = try body()
    return nil
  } catch {
    let text = String(describing: error)
    guard let range = text.range(of: "data.csv:") else { return text }
    return String(text[range.upperBound...])
  }
}
