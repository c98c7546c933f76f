package import Foundation

/// Runs a body in a new folder that is removed afterwards.
package func withFolder<R>(_ body: (URL) throws -> R) throws -> R {
  let folder = try makeFolder()
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// A new folder, which the caller removes.
package func makeFolder() throws -> URL {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("swiftlet-\(UUID().uuidString)")
  try FileManager.default.createDirectory(
    at: folder, withIntermediateDirectories: true)
  return folder
}
