import SwiftletMessages

/// Why a model cannot be written, opened or run.
public struct ModelError: Error, CustomStringConvertible, Equatable {
  /// One line that names the place and the cause.
  public let description: String

  /// Makes an error of its line.
  public init(_ description: String) {
    self.description = description.printable
  }
}
