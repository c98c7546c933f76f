/// What a model is called in C, so that several go into one program: the names
/// of its symbols, macros and files begin with it.
public struct ModelName: Sendable, Equatable {
  /// The name that a model has by default, `model`.
  public static let standard = ModelName(unchecked: "model")

  /// What symbols begin with, such as `pump` of `pump_data`.
  public let symbol: String

  /// The name of a text: lower-case letters, digits and single `_` between
  /// them, a letter first, 40 at most; nil for another text, and for the names
  /// of the runtime's own files and functions.
  public init?(_ text: String) {
    guard text.wholeMatch(of: /[a-z][a-z0-9]*(_[a-z0-9]+)*/) != nil,
      text.count <= 40, !["swiftlet", "decision", "window"].contains(text),
      !text.hasPrefix("swiftlet_")
    else { return nil }
    symbol = text
  }

  private init(unchecked text: String) { symbol = text }

  /// What macros and constants begin with, such as `PUMP` of `PUMP_SIZE`.
  var macro: String { symbol.uppercased() }

  /// The name of the model's files, and of its target, module or library.
  var file: String { "swiftlet_\(symbol)" }

  /// The name of the recorded steps and of their header.
  var sequence: String {
    self == .standard ? "sequence" : "\(symbol)_sequence"
  }

  /// The text of a program of the model `model`, for this one.
  func applied(to text: String) -> String {
    let words: [(Regex<Substring>, String)] = [
      (/\bmodel_/, symbol + "_"), (/\bMODEL_/, macro + "_"),
      (/\bswiftlet_model\.h\b/, file + ".h"), (/\bsequence\b/, sequence),
      (/\bSEQUENCE_/, sequence.uppercased() + "_"),
    ]
    return words.reduce(text) {
      $0.replacing($1.0.wordBoundaryKind(.simple), with: $1.1)
    }
  }
}
