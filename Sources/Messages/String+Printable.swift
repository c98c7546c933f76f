extension String {
  /// The most characters of a message.
  private static var longestMessage: Int { 2000 }

  /// The text as a message: one line that a terminal can show, of at most 2000
  /// characters.
  ///
  /// What controls a terminal, turns the direction of writing or ends a line,
  /// which the names in a file may hold, becomes a question mark. Of a longer
  /// text the middle is left out: places stand first and remedies last.
  package var printable: String {
    let line = shown { $0.isHidden }
    guard line.utf8.count > Self.longestMessage,
      line.count > Self.longestMessage
    else { return line }
    let half = Self.longestMessage / 2 - 2
    return line.prefix(half) + " … " + line.suffix(half)
  }

  /// The text as lines that a terminal can show, however long.
  package var printableLines: String {
    shown { $0.isHidden && $0 != "\n" }
  }

  private func shown(
    hiding isHidden: (Unicode.Scalar) -> Bool
  ) -> String {
    guard unicodeScalars.contains(where: isHidden) else { return self }
    return String(
      UnicodeScalarView(unicodeScalars.map { isHidden($0) ? "?" : $0 }))
  }
}

extension Unicode.Scalar {
  /// Whether the character shows nothing of itself, but for the joiners of
  /// letters and emoji.
  fileprivate var isHidden: Bool {
    // Most texts are ASCII.
    if value < 0x7F { return value < 0x20 }
    return switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    case .format: value != 0x200C && value != 0x200D
    default: false
    }
  }
}
