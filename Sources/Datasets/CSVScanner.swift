/// Splits the bytes of a CSV file (RFC 4180) into records, whatever the
/// pieces in which the bytes come.
///
/// Fields are separated by a comma, a semicolon or a tab: whichever stands in
/// the first line most often. A line ends with LF, CR LF or CR; a byte order
/// mark is skipped; a quoted field may hold separators, line ends and doubled
/// quotes.
struct CSVScanner {
  private enum State { case fieldStart, unquoted, quoted, quoteInQuoted }

  /// The longest record, in bytes.
  private static let longestRecord = 1 << 20
  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private var state = State.fieldStart
  private var record: CSVRecord
  private var fieldBegin = 0
  private var fieldPlace: Place
  private var place: Place
  private var afterCarriageReturn = false
  private var isASCII = true
  private var separator: FieldSeparator?
  private var firstLine: [UInt8] = []

  /// Makes a scanner at the beginning of a source, or at one of its lines.
  ///
  /// - Parameter separator: what separates fields; by default what the first
  ///   line says.
  init(source: String, line: Int = 1, separator: FieldSeparator? = nil) {
    record = CSVRecord(source: source)
    place = Place(source: source, line: line)
    fieldPlace = place
    self.separator = separator
    record.takesDecimalCommas = separator?.allowsDecimalCommas ?? false
  }

  /// Where the next byte stands.
  var position: Place { place }

  /// Takes the next bytes and gives every record that they complete.
  ///
  /// - Throws: `DataError` when the bytes are no UTF-8 text, text follows a
  ///   closing quote, or a record is longer than 2^20 bytes; and what `emit`
  ///   throws.
  mutating func feed(
    _ chunk: [UInt8], _ emit: (CSVRecord) throws -> Void
  ) throws {
    guard separator == nil else { return try split(chunk, emit) }
    firstLine += chunk
    let isLong = firstLine.count > Self.longestRecord
    guard
      let end = FieldSeparator.lineEnd(in: firstLine)
        ?? (isLong ? firstLine.count : nil)
    else { return }
    try split(firstLine, separatedLike: firstLine[..<end], emit)
  }

  /// Splits what has come by the separator of a line.
  private mutating func split(
    _ bytes: [UInt8], separatedLike line: ArraySlice<UInt8>,
    _ emit: (CSVRecord) throws -> Void
  ) throws {
    let separator = FieldSeparator(of: line)
    self.separator = separator
    record.takesDecimalCommas = separator.allowsDecimalCommas
    firstLine = []
    try split(bytes, emit)
  }

  private mutating func split(
    _ bytes: [UInt8], _ emit: (CSVRecord) throws -> Void
  ) throws {
    var next = 0
    while next < bytes.count {
      if let end = takePlainLine(bytes, from: next) {
        next = end
      } else {
        next += 1
        guard try endsRecord(bytes[next - 1]) else { continue }
        try validate()
      }
      try emit(record)
      startRecord()
    }
  }

  /// Takes a whole line at once, if one begins here, is all there and holds
  /// neither quotes nor anything but ASCII.
  ///
  /// - Returns: where the next line begins; nil when the bytes must be taken
  ///   one by one.
  private mutating func takePlainLine(
    _ chunk: [UInt8], from start: Int
  ) -> Int? {
    guard state == .fieldStart, record.fields.isEmpty, record.bytes.isEmpty,
      !afterCarriageReturn
    else { return nil }
    let (bytes, separator) = (chunk.span, separator?.byte)
    var field = start
    for index in start..<min(bytes.count, start + Self.longestRecord) {
      let byte = bytes[index]
      if byte == separator {
        addField(field - start..<index - start)
        field = index + 1
      } else if byte == Self.lineFeed || byte == Self.carriageReturn {
        guard let next = lineStart(bytes, after: index) else { break }
        addField(field - start..<index - start)
        record.bytes += chunk[start..<index]
        place.line += 1
        fieldPlace = place
        return next
      } else if byte == Self.quote || byte == 0 || byte >= 0x80 {
        break
      }
    }
    record.fields.removeAll(keepingCapacity: true)
    return nil
  }

  /// Where the line begins that follows a line's end; nil where it is not known
  /// yet whether a line feed belongs to that end.
  private func lineStart(_ bytes: Span<UInt8>, after end: Int) -> Int? {
    guard bytes[end] == Self.carriageReturn else { return end + 1 }
    guard end + 1 < bytes.count else { return nil }
    return bytes[end + 1] == Self.lineFeed ? end + 2 : end + 1
  }

  /// Adds a field of a plain line, of which each byte is a character.
  private mutating func addField(_ bytes: Range<Int>) {
    record.fields.append(
      CSVRecord.Field(
        bytes: bytes, line: place.line, column: bytes.lowerBound + 1))
  }

  /// Gives the last record when no line end follows it.
  ///
  /// - Throws: as `feed`; `DataError` when a quoted field is not closed.
  mutating func finish(_ emit: (CSVRecord) throws -> Void) throws {
    if separator == nil {
      try split(firstLine, separatedLike: firstLine[...], emit)
    }
    guard state != .quoted else {
      throw DataError(fieldPlace, "this quoted field is not closed; add a \"")
    }
    let isEmpty = record.fields.isEmpty && record.bytes.isEmpty
    guard !(isEmpty && state == .fieldStart) else { return }
    endField()
    try validate()
    try emit(record)
    startRecord()
  }

  private mutating func endsRecord(_ byte: UInt8) throws -> Bool {
    let continuesLineEnd = afterCarriageReturn && byte == Self.lineFeed
    afterCarriageReturn = byte == Self.carriageReturn && state != .quoted
    if continuesLineEnd { return false }
    guard record.bytes.count < Self.longestRecord else {
      throw DataError(
        record.fields.isEmpty ? fieldPlace : record.place(0),
        "this row is longer than \(Self.longestRecord) bytes; end each row "
          + "with its line, and close what is in quotes")
    }
    defer { advance(byte) }
    switch (state, byte) {
    case (.quoted, Self.quote): state = .quoteInQuoted
    case (.quoted, _): append(byte)
    case (.quoteInQuoted, Self.quote):
      append(byte)
      state = .quoted
    case (.fieldStart, Self.quote): state = .quoted
    case (_, separator?.byte): endField()
    case (_, Self.lineFeed), (_, Self.carriageReturn):
      endField()
      return true
    case (.quoteInQuoted, _): try expectBlank(byte)
    default:
      append(byte)
      state = .unquoted
      skipByteOrderMark()
    }
    return false
  }

  private mutating func append(_ byte: UInt8) {
    record.bytes.append(byte)
    if byte == 0 || byte >= 0x80 { isASCII = false }
  }

  private mutating func endField() {
    record.fields.append(
      CSVRecord.Field(
        bytes: fieldBegin..<record.bytes.count, line: fieldPlace.line,
        column: fieldPlace.column))
    record.bytes.append(UInt8(ascii: ","))
    fieldBegin = record.bytes.count
    state = .fieldStart
  }

  private mutating func startRecord() {
    record.bytes.removeAll(keepingCapacity: true)
    record.fields.removeAll(keepingCapacity: true)
    fieldBegin = 0
    isASCII = true
  }

  private mutating func advance(_ byte: UInt8) {
    let isLineEnd = byte == Self.lineFeed || byte == Self.carriageReturn
    if isLineEnd && state != .quoted || byte == Self.lineFeed {
      place.line += 1
      place.column = 1
    } else if byte & 0xC0 != 0x80 {
      place.column += 1
    }
    if state == .fieldStart { fieldPlace = place }
  }

  private mutating func skipByteOrderMark() {
    guard !isASCII, place.line == 1, record.fields.isEmpty,
      record.bytes == Self.byteOrderMark
    else { return }
    startRecord()
    state = .fieldStart
    place.column = 1
  }

  private func expectBlank(_ byte: UInt8) throws {
    guard byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") else {
      throw DataError(
        place, "text follows a closing quote; double a quote inside a field")
    }
  }

  private func validate() throws {
    if isASCII { return }
    guard !record.bytes.contains(0),
      String(validating: record.bytes, as: UTF8.self) != nil
    else {
      throw DataError(
        record.fields.isEmpty ? place : record.place(0),
        "this line is not UTF-8 text; save the file as UTF-8")
    }
  }
}
