public import Foundation
import SwiftletFiles

extension Dataset {
  /// Reads a CSV file in one pass.
  ///
  /// The header names the columns, as DATA.md says: `seq` (the id of the row's
  /// sequence; without it the file is one sequence), a time that is not read,
  /// features, and what is to be told: `label` (class of this step, by name or
  /// by number), one column whose name begins with `label_next` (classes when
  /// every value is a name or a whole number from 0 to 4095, else values), or
  /// one or more whose names begin with `target` (values). One row is one
  /// timestep; the rows of a sequence stand together. A field that is empty,
  /// `NA`, `N/A`, `null` or `nan` is a gap among the features and masks a
  /// target.
  ///
  /// - Parameters:
  ///   - file: the CSV file, UTF-8.
  ///   - roles: which columns are for what, beside what their names say.
  ///   - schema: what the file must hold, such as that of the training data;
  ///     other columns are not read, and targets may be missing. Without it
  ///     numbered classes reach to the largest label, and are at least 2; named
  ///     ones are in their order as text.
  ///   - classNames: without a schema, the classes in their order; the file
  ///     may lack some, and say them by name or, where no name is a number, by
  ///     index.
  ///   - memoryLimit: with a schema, how many numbers are held in memory; more
  ///     of them lie in a temporary file.
  ///   - chunkSize: how many bytes to read at a time, at least 1.
  /// - Throws: `DataError` with the place `FILE:LINE:COLUMN` (line and
  ///   character from 1) when the file cannot be read or does not fit.
  public init(
    contentsOf file: URL, roles: ColumnRoles = ColumnRoles(),
    expecting schema: Schema? = nil, classNames: [String]? = nil,
    memoryLimit: Int = .max, chunkSize: Int = 65_536
  ) throws {
    let rows = try ChunkReader(file, chunkSize)
    var scanner = CSVScanner(source: file.relativePath)
    var builder = DatasetBuilder(
      roles, expecting: schema, classNames: classNames,
      memoryLimit: schema == nil ? .max : memoryLimit)
    while let chunk = try rows.next() {
      try scanner.feed(chunk) { try builder.take($0) }
    }
    try scanner.finish { try builder.take($0) }
    self = try builder.finish(at: scanner.position)
  }
}

/// The bytes of a file, in chunks.
private final class ChunkReader {
  private let name: String
  private let file: Descriptor
  private var buffer: [UInt8]

  init(_ file: URL, _ size: Int) throws {
    name = file.relativePath
    buffer = [UInt8](repeating: 0, count: size)
    do throws(SystemError) {
      self.file = try Descriptor(name, O_RDONLY)
    } catch {
      throw Self.error(name, error)
    }
  }

  /// The next chunk; nil at the end.
  func next() throws -> [UInt8]? {
    do throws(SystemError) {
      let chunk = try file.next(&buffer)
      return chunk.isEmpty ? nil : Array(chunk)
    } catch {
      throw Self.error(name, error)
    }
  }

  private static func error(_ name: String, _ cause: SystemError) -> DataError {
    let error = InputError(
      name, cause, remedy: "give a CSV file that you may read")
    return DataError("\(error)")
  }
}
