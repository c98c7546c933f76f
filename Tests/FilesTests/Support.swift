import Foundation

/// Runs a body in a new folder, as its path, that is removed afterwards.
func withFolder<R>(_ body: (String) throws -> R) throws -> R {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("files-\(UUID().uuidString)")
  try FileManager.default.createDirectory(
    at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

/// The names in a folder.
func names(_ folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}

/// The text of a file.
func text(_ path: String) throws -> String {
  try String(contentsOfFile: path, encoding: .utf8)
}

/// Writes a text the plain way.
func put(_ text: String, _ path: String) throws {
  try Data(text.utf8).write(to: URL(filePath: path))
}

/// Makes a symbolic link.
func link(_ path: String, to target: String) throws {
  try FileManager.default.createSymbolicLink(
    atPath: path, withDestinationPath: target)
}
