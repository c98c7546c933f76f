/// One record of a CSV file: its fields and where each begins.
struct CSVRecord {
  /// A field's bytes within the record and its place in the file.
  struct Field {
    var bytes: Range<Int>
    var place: Place
  }

  /// The contents of the fields without their quotes, a comma after each.
  var bytes: [UInt8] = []
  /// The fields, at least one in a record that the scanner gives.
  var fields: [Field] = []

  /// Whether the record is an empty line.
  var isBlank: Bool { fields.count == 1 && trimmed(0).isEmpty }

  /// The text of a field without the spaces around it.
  func text(_ index: Int) -> String {
    String(decoding: trimmed(index), as: UTF8.self)
  }

  /// The number in a field; NaN when the field is empty or `nan`.
  ///
  /// - Throws: `DataError` when the field holds something else, or a number
  ///   that is not finite.
  func number(_ index: Int, column name: String) throws -> Double {
    let digits = trimmed(index)
    if digits.isEmpty { return .nan }
    let text = String(decoding: digits, as: UTF8.self)
    if digits.allSatisfy(isDecimal), let value = Double(text) {
      guard value.isFinite else { throw notFinite(index, text, name) }
      return value
    }
    switch text.lowercased().drop(while: { "+-".contains($0) }) {
    case "nan": return .nan
    case "inf", "infinity": throw notFinite(index, text, name)
    default:
      throw DataError(
        fields[index].place,
        "'\(text.prefix(40))' in column '\(name)' is not a number; write it "
          + "like -1.5 or 2e-3, or leave the field empty for a gap")
    }
  }

  private func notFinite(
    _ index: Int, _ text: String, _ name: String
  ) -> DataError {
    DataError(
      fields[index].place,
      "'\(text.prefix(40))' in column '\(name)' is not finite; leave the "
        + "field empty for a gap")
  }

  private func trimmed(_ index: Int) -> ArraySlice<UInt8> {
    var slice = bytes[fields[index].bytes]
    while let first = slice.first, isBlankByte(first) { slice.removeFirst() }
    while let last = slice.last, isBlankByte(last) { slice.removeLast() }
    return slice
  }
}

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
