/// What stands between the fields of a line.
enum FieldSeparator: CaseIterable {
  case comma, semicolon, tab

  /// The character.
  var byte: UInt8 {
    switch self {
    case .comma: UInt8(ascii: ",")
    case .semicolon: UInt8(ascii: ";")
    case .tab: UInt8(ascii: "\t")
    }
  }

  /// Whether a comma within a field may be a decimal one.
  var allowsDecimalCommas: Bool { self != .comma }

  /// The separator that stands in a line most often, quotes apart; of equals
  /// the first, and a comma in a line without any.
  init(of line: some Sequence<UInt8>) {
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    for byte in line {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted { counts[byte, default: 0] += 1 }
    }
    self = Self.allCases.reduce(.comma) { most, other in
      counts[other.byte, default: 0] > counts[most.byte, default: 0]
        ? other : most
    }
  }

  /// The separator of a line of numbers without a header: a semicolon where
  /// there is one; a tab where tabs, and not commas, make as many fields as
  /// are expected.
  init(ofNumbers line: some Sequence<UInt8>, fieldCount: Int) {
    func fields(_ separator: FieldSeparator) -> Int {
      line.count { $0 == separator.byte } + 1
    }
    if fields(.semicolon) > 1 {
      self = .semicolon
    } else {
      let isTab =
        fieldCount > 1 && fields(.tab) == fieldCount
        && fields(.comma) != fieldCount
      self = isTab ? .tab : .comma
    }
  }

  /// Where the first line ends, quotes apart; nil when its end has not come
  /// yet.
  static func lineEnd(in bytes: [UInt8]) -> Int? {
    var isQuoted = false
    return bytes.firstIndex { byte in
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      let isEnd = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
      return isEnd && !isQuoted
    }
  }
}
