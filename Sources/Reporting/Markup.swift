/// Text of a page. A literal is markup, and a string put into it is text,
/// whose special characters are escaped: nothing that a file says becomes
/// markup.
///
/// A page is HTML and well-formed XML at once.
struct Markup: ExpressibleByStringInterpolation {
  /// The markup's characters.
  private(set) var text = ""

  /// Markup as it stands.
  init(stringLiteral text: String) { self.text = text }

  /// Markup with what was put into it.
  init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

  /// What a literal's parts become.
  struct Interpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) {}

    mutating func appendLiteral(_ literal: String) { text += literal }

    mutating func appendInterpolation(_ text: String) {
      self.text += text.escaped
    }

    mutating func appendInterpolation(_ number: Int) { text += "\(number)" }

    mutating func appendInterpolation(_ markup: Markup) { text += markup.text }

    mutating func appendInterpolation(_ parts: [Markup]) {
      text += parts.map(\.text).joined(separator: "\n")
    }
  }
}

extension String {
  /// The string as text of a page, in elements and in quotes. Characters that
  /// XML has no place for become U+FFFD.
  fileprivate var escaped: String {
    var escaped = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\t", "\n": escaped.unicodeScalars.append(scalar)
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}":
        escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
