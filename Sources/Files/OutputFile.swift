package import Foundation

/// A file to write a result to: the one rule for every output.
///
/// A file is replaced whole or not at all and keeps its permissions; a
/// symbolic link is written through, and stays. A named pipe or a device is
/// written into. A folder is refused.
package final class OutputFile {
  /// The path, as given.
  package let name: String
  /// The path at the end of its links.
  package let target: String
  private let isStream: Bool
  /// The file's new contents, while nobody else may write them.
  private var reservation: PartialFile?

  /// Looks at what a path leads to.
  ///
  /// - Throws: `OutputError` when nothing can be written there.
  package init(_ name: String) throws(OutputError) {
    self.name = name
    let kind: FileStatus.Kind?
    do throws(SystemError) {
      target = try linkTarget(name)
      kind = try FileStatus(name)?.kind
    } catch {
      throw OutputError(name, error)
    }
    guard kind != .folder, !name.isEmpty, !name.hasSuffix("/") else {
      throw OutputError("'\(name)' is a folder; give a file's name")
    }
    guard kind != .other else {
      throw OutputError("\(name): is no file; choose another name")
    }
    guard kind == nil || access(name, W_OK) == 0 else {
      throw OutputError(
        "\(name): cannot be written: it is read-only; choose another name")
    }
    isStream = kind == .pipe || kind == .device
  }

  /// The file of a URL.
  package convenience init(_ url: URL) throws(OutputError) {
    try self.init(url.relativePath)
  }

  /// Whether the path leads to a file that is, or is to be, a plain one.
  package var isPlain: Bool { !isStream }

  /// The path at which a plain file's new contents stand until they are whole.
  package var partialPath: String { PartialFile.path(of: target) }

  /// The files that a write touches.
  ///
  /// - Throws: `OutputError` when the system does not say.
  func identities() throws(OutputError) -> [FileIdentity] {
    do throws(SystemError) {
      return [
        try FileIdentity(name),
        try FileIdentity(isStream ? name : partialPath),
      ].compactMap(\.self)
    } catch {
      throw OutputError(name, error)
    }
  }

  /// Makes sure that the file can be written, and that no other process
  /// writes it until it is written or released.
  package func reserve() throws(OutputError) {
    guard !isStream else { return }
    do {
      reservation = try PartialFile(of: target)
    } catch {
      throw OutputError(name, error)
    }
  }

  /// Ends a reservation without a write.
  package func release() { reservation = nil }

  /// Writes the data.
  ///
  /// - Throws: `OutputError` when it fails; a file is then as before.
  package func write(_ data: Data) throws(OutputError) {
    try stage(data)
    try commit()
  }

  /// Writes the data beside a file, which is as before until `commit`, so that
  /// several files change together; into a stream at once.
  ///
  /// - Throws: `OutputError` when it fails.
  package func stage(_ data: Data) throws(OutputError) {
    do {
      if isStream {
        try Descriptor(name, O_WRONLY | O_NOCTTY).write(data)
      } else {
        if reservation == nil { reservation = try PartialFile(of: target) }
        try reservation?.fill(data)
      }
    } catch {
      reservation = nil
      throw OutputError(name, error)
    }
  }

  /// Puts what is staged in the file's place.
  ///
  /// - Throws: `OutputError` when it fails; the file is then as before.
  package func commit() throws(OutputError) {
    do {
      try reservation.take()?.replace(target)
    } catch {
      throw OutputError(name, error)
    }
  }
}
