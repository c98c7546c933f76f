package import Foundation

/// A file that grows by lines, each of which reaches the disk before the next:
/// whoever is killed leaves whole lines, and at most a part of one more.
package final class LineFile {
  private let name: String
  private let descriptor: Descriptor

  /// Opens a file, or makes one.
  ///
  /// - Parameter length: how many bytes of it stay, such as those of its whole
  ///   lines.
  /// - Throws: `OutputError` when it cannot be written.
  package init(_ name: String, keeping length: Int) throws(OutputError) {
    self.name = name
    do throws(SystemError) {
      descriptor = try Descriptor(name, O_WRONLY | O_CREAT | O_APPEND)
      guard ftruncate(descriptor.number, off_t(length)) == 0 else {
        throw SystemError.last
      }
    } catch {
      throw OutputError(name, error)
    }
  }

  /// Appends a line, which holds no end of a line, and its end.
  ///
  /// - Throws: `OutputError` when it cannot be written whole.
  package func append(_ line: Data) throws(OutputError) {
    do throws(SystemError) {
      try descriptor.write(line + Data("\n".utf8))
      guard fsync(descriptor.number) == 0 else { throw SystemError.last }
    } catch {
      throw OutputError(name, error)
    }
  }
}
