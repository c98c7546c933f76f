import SwiftletMessages

/// Why a model cannot be run, built or counted for a core.
public struct DeviceError: Error, CustomStringConvertible, Equatable {
  /// One line: the cause and the remedy.
  public let description: String

  /// Makes an error of one line.
  package init(_ description: String) {
    self.description = description.printable
  }
}
