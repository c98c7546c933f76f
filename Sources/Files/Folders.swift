import Foundation

/// The folder that a path names a file in.
func folderPath(of path: String) -> String {
  guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else {
    return "."
  }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// A path's last name.
func fileName(of path: String) -> String {
  let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
  return String(
    path[(slash.map(path.utf8.index(after:)) ?? path.startIndex)...])
}

/// Makes the folder that a path names a file in, where there is none.
///
/// - Throws: `OutputError` when it cannot be made.
package func makeFolder(of path: String) throws(OutputError) {
  let folder = folderPath(of: path)
  do throws(SystemError) {
    guard try FileStatus(folder)?.kind != .folder else { return }
  } catch {
    throw OutputError(folder, error)
  }
  if folder != ".", folder != "/" { try makeFolder(of: folder) }
  guard mkdir(folder, 0o777) == 0 || errno == EEXIST else {
    throw OutputError(folder, .last)
  }
}

/// Removes a file.
///
/// - Throws: `OutputError` when it cannot be removed.
package func removeFile(_ path: String) throws(OutputError) {
  guard unlink(path) == 0 || errno == ENOENT else {
    throw OutputError(
      "\(path): cannot be deleted: \(SystemError.last); delete it")
  }
}
