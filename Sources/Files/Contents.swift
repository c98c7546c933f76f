package import Foundation
import SwiftletMessages

/// The bytes of a file.
///
/// - Parameter limit: How many bytes there are at most: a device may never
///   end.
/// - Throws: `SystemError` when it cannot be read; `EFBIG` when it is longer.
package func contents(
  of file: URL, atMost limit: Int = 1 << 28
) throws(SystemError) -> Data {
  let descriptor = try Descriptor(file.relativePath, O_RDONLY)
  var data = Data()
  var buffer = [UInt8](repeating: 0, count: 1 << 18)
  while data.count <= limit {
    let piece = try descriptor.next(&buffer)
    if piece.isEmpty { return data }
    data += piece
  }
  throw SystemError(EFBIG)
}

/// Whether there is a file, or anything else, at the end of a path and of its
/// links.
///
/// - Throws: `InputError` when the system does not say.
package func exists(_ path: String) throws(InputError) -> Bool {
  do {
    return try FileStatus(path) != nil
  } catch {
    throw InputError(path, error)
  }
}

/// Whether a path leads to a plain file, which can be read again, unlike a
/// pipe.
package func isPlainFile(_ path: String) -> Bool {
  (try? FileStatus(path))?.kind == .file
}

/// Why a file cannot be read.
package struct InputError: Error, CustomStringConvertible, Equatable {
  /// One line that names the file, the cause and the remedy.
  package let description: String

  /// What the system's refusal means for a file of a name.
  package init(
    _ name: String, _ cause: SystemError, remedy: String = "check the path"
  ) {
    description = "\(name): cannot be read: \(cause); \(remedy)".printable
  }
}
