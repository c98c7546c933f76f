import SwiftletMessages

/// Why data cannot be used.
public struct DataError: Error, CustomStringConvertible, Equatable {
  /// One line: the place (`FILE:LINE:COLUMN` where there is one), the cause
  /// and the remedy.
  public let description: String

  init(_ description: String) {
    self.description = description.printable
  }

  init(_ place: Place, _ description: String) {
    self.init("\(place.source):\(place.line):\(place.column): \(description)")
  }
}

/// A place in a text: its line and the character in that line, from 1.
struct Place: Equatable, Sendable {
  var source: String
  var line = 1
  var column = 1
}
