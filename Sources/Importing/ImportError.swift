/// Why a model's file cannot be read or written.
public struct ImportError: Error, CustomStringConvertible, Equatable {
  /// One line: the place, the cause and the remedy.
  public let description: String

  /// Makes an error; control characters, which a file's names may hold, become
  /// question marks.
  package init(_ text: String) {
    description = text.withoutControls
  }
}

extension String {
  /// The text with control characters, which a file's names may hold, as
  /// question marks.
  var withoutControls: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map {
          $0.properties.generalCategory == .control ? "?" : $0
        }))
  }
}
