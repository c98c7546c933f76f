import SwiftletMessages

/// Why a model generates nothing.
public struct GenerationError: Error, CustomStringConvertible, Equatable {
  /// One line: the cause and the remedy.
  public let description: String

  init(_ description: String) { self.description = description.printable }
}
