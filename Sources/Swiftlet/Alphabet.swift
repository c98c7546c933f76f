import SwiftletDatasets

/// The symbols of a model that tells the next one: the names of its classes, in
/// their order, and how they stand in a text.
///
/// The names `space`, `newline` and `tab` stand for these characters. Where
/// every symbol is one character, a text is the characters; else names are
/// separated by spaces.
public struct Alphabet: Equatable, Sendable {
  /// The name of each symbol.
  public let names: [String]
  /// Whether every symbol is one character.
  public let isText: Bool
  /// What each symbol is in a text.
  private let spellings: [String]

  init(_ names: [String]) {
    let characters = ["space": " ", "newline": "\n", "tab": "\t"]
    self.names = names
    let spelled = names.map { characters[$0] ?? $0 }
    isText = spelled.allSatisfy { $0.count == 1 }
    spellings = isText ? spelled : names
  }

  /// The symbols of a text: of its characters, or of names that are separated
  /// by commas or spaces.
  ///
  /// - Returns: Their indices.
  /// - Throws: ``GenerationError`` that names what is no symbol, and all
  ///   symbols.
  public func symbols(of text: String) throws(GenerationError) -> [Int] {
    let words =
      isText
      ? text.map(String.init)
      : text.split { $0 == "," || $0.isWhitespace }.map(String.init)
    var symbols: [Int] = []
    for word in words {
      guard let symbol = spellings.firstIndex(of: word) else {
        throw GenerationError(
          "'\(word.prefix(40))' is not one of the model's symbols: "
            + names.listed(atMost: 200))
      }
      symbols.append(symbol)
    }
    return symbols
  }

  /// Symbols as a text.
  ///
  /// - Parameter symbols: Their indices, below `names.count`.
  public func text(of symbols: [Int]) -> String {
    symbols.map { spellings[$0] }.joined(separator: separator)
  }

  /// What stands between two symbols of a text.
  package var separator: String { isText ? "" : " " }
}
