import SwiftletMessages

/// Why a training cannot start, resume or go on.
public struct TrainingError: Error, CustomStringConvertible, Equatable {
  /// One line that names the place and the remedy.
  public let description: String

  package init(_ description: String) {
    self.description = description.printable
  }
}
