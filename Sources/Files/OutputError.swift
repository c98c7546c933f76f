import Foundation
import SwiftletMessages

/// Why a file cannot be written.
public struct OutputError: Error, CustomStringConvertible, Equatable, Sendable {
  /// One line that names the file, the cause and the remedy.
  public let description: String

  init(_ description: String) {
    self.description = description.printable
  }

  /// What the system's refusal means for a file of a name.
  init(_ name: String, _ cause: SystemError) {
    let reason =
      switch cause.code {
      case EWOULDBLOCK:
        "another swiftlet is writing it; wait until it ends, or choose "
          + "another name"
      case ENOENT, ENOTDIR:
        "cannot be written: there is no folder '\(folderPath(of: name))'; make "
          + "it or choose another name"
      case ENOSPC, EDQUOT: "cannot be written: \(cause); make room"
      default: "cannot be written: \(cause); choose another name"
      }
    self.init("\(name): \(reason)")
  }
}

/// Why the outputs of a command cannot be what its arguments say: one would
/// overwrite an input or another output.
package struct OutputConflict: Error, CustomStringConvertible, Equatable {
  /// One sentence that names both.
  package let description: String

  init(_ description: String) {
    self.description = description.printable
  }
}
