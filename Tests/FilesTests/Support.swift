import Foundation
import TemporaryFolder

/// Runs a body in a new folder, as its path, that is removed after it.
func withFolder<R>(_ body: (String) throws -> R) throws -> R {
  try TemporaryFolder.withFolder { try body($0.path) }
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
