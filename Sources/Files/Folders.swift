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
  do {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
  } catch {
    throw OutputError(
      "\(folder): the folder cannot be made; choose another name")
  }
}
