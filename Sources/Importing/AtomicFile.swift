public import Foundation

/// A file that is either written whole or left as it was.
public enum AtomicFile {
  /// Writes data to a temporary file beside `file`, to the disk, and then
  /// renames it.
  ///
  /// - Throws: `ImportError` when the folder is missing or may not be written
  ///   to, or the disk is full; `file` is then as before.
  public static func write(_ data: Data, to file: URL) throws {
    let path = file.relativePath
    let temporary = URL(
      fileURLWithPath: path + ".\(UUID().uuidString).tmp")
    do {
      defer { try? FileManager.default.removeItem(at: temporary) }
      try data.write(to: temporary, options: .withoutOverwriting)
      let handle = try FileHandle(forWritingTo: temporary)
      defer { try? handle.close() }
      try handle.synchronize()
      guard rename(temporary.relativePath, path) == 0 else {
        throw CocoaError(.fileWriteUnknown)
      }
    } catch {
      throw ImportError(
        "\(path): cannot be written; check that its folder is there, may be "
          + "written to and has room")
    }
  }
}
