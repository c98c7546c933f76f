/// Reads lines of features, such as `1.2,,nan,3`, one timestep a line.
///
/// Fields are separated by commas, or by semicolons or tabs where a line has
/// them; then a number may have a decimal comma.
public struct FeatureParser: Sendable {
  /// The names of the features, in the order of their values.
  public let featureNames: [String]
  /// The name of the lines' source, for messages.
  public let source: String

  /// The names of the lines' fields, and which of them each feature is.
  private let fieldNames: [String]
  private let fields: [Int]
  private let separator: FieldSeparator?
  /// Which feature each field is, where it is one.
  private let features: [Int?]

  /// Makes a parser of lines of as many fields as there are names.
  public init(featureNames: [String], source: String = "<stdin>") {
    self.featureNames = featureNames
    self.source = source
    fieldNames = featureNames
    fields = Array(featureNames.indices)
    features = fields
    separator = nil
  }

  /// A parser of the lines that follow a header: their columns may be in
  /// another order, and more; others than the features' are not read.
  ///
  /// - Parameters:
  ///   - line: the first line.
  ///   - number: its number from 1, for messages.
  /// - Returns: nil when the line is no header: none of its fields is a
  ///   feature's name, or they all are numbers.
  /// - Throws: `DataError` when it names some features, but not all.
  public func following(
    header line: String, line number: Int = 1
  ) throws -> FeatureParser? {
    let separator = FieldSeparator(of: line.utf8)
    guard let record = try? record(line, number, separator) else { return nil }
    let names = record.fields.indices.map(record.text)
    guard names.contains(where: featureNames.contains),
      names.contains(where: { Double($0) == nil })
    else { return nil }
    return FeatureParser(
      self, fieldNames: names,
      fields: try featureNames.map { name in
        guard let index = names.firstIndex(of: name) else {
          throw DataError(
            record.place(0),
            "column '\(name)' is missing; the header has "
              + names.joined(separator: ","))
        }
        return index
      }, separator: separator)
  }

  private init(
    _ other: FeatureParser, fieldNames: [String], fields: [Int],
    separator: FieldSeparator
  ) {
    featureNames = other.featureNames
    source = other.source
    self.fieldNames = fieldNames
    self.fields = fields
    features = fieldNames.indices.map(fields.firstIndex)
    self.separator = separator
  }

  /// The features of one line, in the unit of the data.
  ///
  /// A field that is empty, `NA`, `N/A`, `null` or `nan` is a gap and gives
  /// NaN; an empty line is a gap in every feature. Spaces around a field and
  /// a line end do not count.
  ///
  /// - Parameters:
  ///   - line: one line of fields.
  ///   - number: the line's number from 1, for messages.
  /// - Throws: `DataError` when the number of fields is wrong, or a field
  ///   is not a finite number.
  public func parse(_ line: String, line number: Int) throws -> [Double] {
    let separator =
      self.separator
      ?? FieldSeparator(ofNumbers: line.utf8, fieldCount: fields.count)
    guard let record = try record(line, number, separator), !record.isBlank
    else { return featureNames.map { _ in .nan } }
    return try features(record)
  }

  /// The same of bytes in UTF-8, in memory of the caller.
  ///
  /// - Parameter values: `(featureNames.count)`, overwritten.
  /// - Throws: `DataError`, as for a text.
  package func parse(
    _ line: Span<UInt8>, line number: Int, into values: inout [Double]
  ) throws {
    if takePlainLine(line, into: &values) { return }
    values = try line.withUnsafeBufferPointer {
      try parse(String(decoding: $0, as: UTF8.self), line: number)
    }
  }

  /// Takes a line of as many fields as are expected, each feature a plain
  /// number or empty; false of any other, and the values are undefined then.
  private func takePlainLine(
    _ line: Span<UInt8>, into values: inout [Double]
  ) -> Bool {
    let separator = (separator ?? .comma).byte
    var (column, start) = (0, 0)
    for end in line.indices {
      let byte = line[end]
      if byte == separator {
        guard takePlainField(line, start..<end, column, into: &values) else {
          return false
        }
        (column, start) = (column + 1, end + 1)
      } else if !isPlain(byte) {
        return false
      }
    }
    return takePlainField(line, start..<line.count, column, into: &values)
      && column == features.count - 1
  }

  private func takePlainField(
    _ line: Span<UInt8>, _ range: Range<Int>, _ column: Int,
    into values: inout [Double]
  ) -> Bool {
    guard column < features.count else { return false }
    guard let feature = features[column] else { return true }
    let range = line.withoutBlanks(range)
    guard let value = PlainDecimal.value(line.extracting(range)) else {
      values[feature] = .nan
      return range.isEmpty
    }
    values[feature] = value
    return true
  }

  private func record(
    _ line: String, _ number: Int, _ separator: FieldSeparator
  ) throws -> CSVRecord? {
    var records: [CSVRecord] = []
    var scanner = CSVScanner(source: source, line: number, separator: separator)
    try scanner.feed(Array(line.utf8)) { records.append($0) }
    try scanner.finish { records.append($0) }
    guard records.count <= 1 else {
      throw DataError(
        Place(source: source, line: number), "more than one line; give one")
    }
    return records.first
  }

  private func features(_ record: CSVRecord) throws -> [Double] {
    guard record.fields.count == fieldNames.count else {
      let what = separator == nil ? "features" : "columns"
      throw DataError(
        record.place(0),
        "\(record.fields.count) fields, but \(fieldNames.count) \(what) ("
          + fieldNames.joined(separator: ",") + "); leave a field empty "
          + "for a gap")
    }
    return try zip(fields, featureNames).map {
      try record.number($0, column: $1)
    }
  }
}

/// Whether a byte is a character of its own that no rule of CSV is about.
private func isPlain(_ byte: UInt8) -> Bool {
  byte < 0x80 && byte != 0 && byte != UInt8(ascii: "\"")
    && byte != UInt8(ascii: "\r")
}
