import SwiftletMessages

/// Why data cannot be encoded.
public enum DataEncodingError: Error, CustomStringConvertible, Equatable {
  /// The feature is no symbol's index: what an embedding takes instead.
  case embedding(String)
  /// A symbol is not in the vocabulary: its place and the remedy.
  case symbol(String)

  /// One line: the cause and the remedy.
  public var description: String {
    switch self {
    case .embedding(let cause): "an embedding \(cause)".printable
    case .symbol(let cause): cause.printable
    }
  }
}
