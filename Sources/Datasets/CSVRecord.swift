/// One record of a CSV file: its fields and where each begins.
struct CSVRecord {
  /// A field's bytes within the record and its place in the file: the line
  /// and the character in it, from 1.
  struct Field {
    var bytes: Range<Int>
    var line, column: Int
  }

  /// The name of the file.
  let source: String
  /// Whether a number may have a comma in the place of the point, as no comma
  /// separates fields.
  var takesDecimalCommas = false
  /// The contents of the fields without their quotes, a byte after each.
  var bytes: [UInt8] = []
  /// The fields, at least one in a record that the scanner gives.
  var fields: [Field] = []

  /// A record of a file, empty yet.
  init(source: String) { self.source = source }

  /// Where a field begins.
  func place(_ index: Int) -> Place {
    Place(
      source: source, line: fields[index].line, column: fields[index].column)
  }

  /// Whether the record is an empty line.
  var isBlank: Bool { fields.count == 1 && trimmed(0).isEmpty }

  /// The text of a field without the spaces around it.
  func text(_ index: Int) -> String {
    String(decoding: trimmed(index), as: UTF8.self)
  }

  /// Whether a field is empty or says that there is no value: `NA`, `N/A`,
  /// `null` or `nan`, in small or capital letters.
  func isGap(_ index: Int) -> Bool {
    let bytes = trimmed(index)
    guard !bytes.isEmpty else { return true }
    guard bytes.count <= 4, bytes.contains(where: isN) else { return false }
    let text = String(decoding: bytes, as: UTF8.self).lowercased()
    return Self.gapWords.contains(text)
  }

  /// The number that a field spells in decimals, finite or not; nil when it
  /// spells none.
  func decimal(_ index: Int) -> Double? {
    let range = trimmedRange(index)
    if let value = PlainDecimal.value(bytes.span.extracting(range)) {
      return value
    }
    let digits = bytes[range]
    if digits.allSatisfy(isDecimal) {
      return Double(String(decoding: digits, as: UTF8.self))
    }
    guard takesDecimalCommas, hasDecimalComma(index) else { return nil }
    let pointed = digits.map { $0 == comma ? UInt8(ascii: ".") : $0 }
    guard pointed.allSatisfy(isDecimal) else { return nil }
    return Double(String(decoding: pointed, as: UTF8.self))
  }

  /// Whether a field has one comma and no point.
  func hasDecimalComma(_ index: Int) -> Bool {
    trimmed(index).count { $0 == comma } == 1 && !hasPoint(index)
  }

  /// Whether a field has a point.
  func hasPoint(_ index: Int) -> Bool {
    trimmed(index).contains(UInt8(ascii: "."))
  }

  /// The number in a field; NaN when it is a gap.
  ///
  /// - Parameters:
  ///   - index: the field.
  ///   - name: the name of its column.
  ///   - otherRemedy: what else may be done about a text that is none.
  /// - Throws: `DataError` when the field holds something else, or a number
  ///   that is not finite or beyond 1e150.
  func number(
    _ index: Int, column name: String, otherRemedy: String = ""
  ) throws -> Double {
    if let value = decimal(index) {
      guard value.isFinite else { throw notFinite(index, name) }
      guard abs(value) <= Self.largestNumber else {
        throw tooLarge(index, name)
      }
      return value
    }
    if isGap(index) { return .nan }
    let word = text(index).lowercased().drop(while: { "+-".contains($0) })
    guard !["inf", "infinity"].contains(word) else {
      throw notFinite(index, name)
    }
    throw DataError(
      place(index),
      "'\(text(index).prefix(40))' in column '\(name)' is not a number; write "
        + "it like -1.5 or 2e-3, or leave the field empty for a gap"
        + otherRemedy)
  }

  private static let gapWords: Set = [
    "na", "n/a", "null", "nan", "+nan", "-nan",
  ]

  /// Squares of such numbers, and sums of these, are finite.
  private static let largestNumber = 1e150

  private func tooLarge(_ index: Int, _ name: String) -> DataError {
    DataError(
      place(index),
      "'\(text(index).prefix(40))' in column '\(name)' is beyond "
        + "\(Self.largestNumber); scale the column down, or leave the field "
        + "empty for a gap")
  }

  private func notFinite(_ index: Int, _ name: String) -> DataError {
    DataError(
      place(index),
      "'\(text(index).prefix(40))' in column '\(name)' is not finite; leave the "
        + "field empty for a gap")
  }

  private func trimmed(_ index: Int) -> ArraySlice<UInt8> {
    bytes[trimmedRange(index)]
  }

  private func trimmedRange(_ index: Int) -> Range<Int> {
    bytes.span.withoutBlanks(fields[index].bytes)
  }
}

extension Span<UInt8> {
  /// A range without the blanks at its ends.
  func withoutBlanks(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isBlankByte(self[start]) { start += 1 }
    while start < end, isBlankByte(self[end - 1]) { end -= 1 }
    return start..<end
  }
}

/// Whether a byte is an N, with which each word for a gap begins or, after its
/// sign, goes on.
private func isN(_ byte: UInt8) -> Bool { byte | 0x20 == UInt8(ascii: "n") }

private let comma = UInt8(ascii: ",")

private func isBlankByte(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
}

private func isDecimal(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"),
    UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "e"),
    UInt8(ascii: "E"):
    true
  default: false
  }
}
