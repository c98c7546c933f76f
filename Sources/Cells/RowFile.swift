private import Foundation

/// Rows of numbers in a temporary file without a name, for data that memory
/// need not hold: the file goes with the value.
package final class RowFile: @unchecked Sendable {
  /// The numbers of a row.
  package let width: Int
  private let descriptor: Int32
  private let folder: String
  /// What `finish` has yet to write.
  private var pending: [Double] = []
  private static let capacity = 1 << 15

  /// Makes a file of no rows, in the folder that `TMPDIR` names, else in
  /// `/var/tmp`.
  ///
  /// - Parameter width: the numbers of a row, above 0.
  /// - Throws: `RowFileError` when there can be none.
  package init(width: Int) throws(RowFileError) {
    self.width = width
    folder = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/var/tmp"
    var path = Array("\(folder)/swiftlet.XXXXXX".utf8CString)
    descriptor = mkstemp(&path)
    guard descriptor >= 0 else { throw RowFileError(folder, errno) }
    unlink(path)
  }

  deinit { close(descriptor) }

  /// Adds numbers, which complete rows sooner or later.
  ///
  /// - Throws: `RowFileError` when they cannot be written.
  package func append(_ numbers: [Double]) throws(RowFileError) {
    pending += numbers
    if pending.count >= Self.capacity { try finish() }
  }

  /// Writes what was added: rows can be read afterwards.
  ///
  /// - Throws: `RowFileError` when they cannot be written.
  package func finish() throws(RowFileError) {
    let code = pending.withUnsafeBytes { bytes in
      var rest = UnsafeRawBufferPointer(rebasing: bytes[...])
      while !rest.isEmpty {
        let count = write(descriptor, rest.baseAddress, rest.count)
        if count < 0 && errno != EINTR { return errno }
        rest = UnsafeRawBufferPointer(rebasing: rest[max(count, 0)...])
      }
      return 0
    }
    guard code == 0 else { throw RowFileError(folder, code) }
    pending.removeAll(keepingCapacity: true)
  }

  /// Neighbouring numbers, row after row.
  ///
  /// - Precondition: `range` lies within what was written; the system can read
  ///   what it wrote.
  func read(_ range: Range<Int>) -> [Double] {
    let size = MemoryLayout<Double>.size
    return Array(unsafeUninitializedCapacity: range.count) { numbers, count in
      var rest = UnsafeMutableRawBufferPointer(
        rebasing: UnsafeMutableRawBufferPointer(numbers)[
          ..<(size * range.count)])
      while !rest.isEmpty {
        let read = pread(
          descriptor, rest.baseAddress, rest.count,
          off_t(size * range.upperBound - rest.count))
        guard read > 0 || read < 0 && errno == EINTR else {
          fatalError("a temporary file in \(folder) cannot be read any more")
        }
        rest = UnsafeMutableRawBufferPointer(rebasing: rest[max(read, 0)...])
      }
      count = range.count
    }
  }
}

/// Why rows cannot be kept in a file.
package struct RowFileError: Error, CustomStringConvertible {
  /// The cause and the remedy.
  package let description: String

  init(_ folder: String, _ code: Int32) {
    description =
      "the data are larger than memory should hold, and a temporary file in "
      + "\(folder) cannot take them (\(String(cString: strerror(code)))); set "
      + "TMPDIR to a folder with room"
  }
}
