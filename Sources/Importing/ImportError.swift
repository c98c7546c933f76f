import SwiftletMessages

/// Why a model's file cannot be read or written.
public struct ImportError: Error, CustomStringConvertible, Equatable {
  /// One line: the place, the cause and the remedy.
  public let description: String

  package init(_ description: String) {
    self.description = description.printable
  }
}
