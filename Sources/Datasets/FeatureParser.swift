/// Reads lines of features, such as `1.2,,nan,3`, one timestep a line.
public struct FeatureParser: Sendable {
  /// The names of the features, in the order of the fields.
  public let featureNames: [String]
  /// The name of the lines' source, for messages.
  public let source: String

  /// Makes a parser of lines of as many fields as there are names.
  public init(featureNames: [String], source: String = "<stdin>") {
    self.featureNames = featureNames
    self.source = source
  }

  /// The features of one line, in the unit of the data.
  ///
  /// An empty or `nan` field is a gap and gives NaN; an empty line is a gap
  /// in every feature. Spaces around a field and a line end do not count.
  ///
  /// - Parameters:
  ///   - line: one line of comma-separated fields.
  ///   - number: the line's number from 1, for messages.
  /// - Throws: `DataError` when the number of fields is wrong, or a field
  ///   is not a finite number.
  public func parse(_ line: String, line number: Int) throws -> [Double] {
    var rows: [[Double]] = []
    var scanner = CSVScanner(source: source, line: number)
    let take = { (record: CSVRecord) in rows.append(try features(record)) }
    try scanner.feed(Array(line.utf8), take)
    try scanner.finish(take)
    guard rows.count <= 1 else {
      throw DataError(
        Place(source: source, line: number), "more than one line; give one")
    }
    return rows.first ?? gaps
  }

  private var gaps: [Double] {
    Array(repeating: .nan, count: featureNames.count)
  }

  private func features(_ record: CSVRecord) throws -> [Double] {
    if record.isBlank { return gaps }
    guard record.fields.count == featureNames.count else {
      throw DataError(
        record.fields[0].place,
        "\(record.fields.count) fields, but \(featureNames.count) features ("
          + featureNames.joined(separator: ",") + "); leave a field empty "
          + "for a gap")
    }
    return try featureNames.enumerated().map { index, name in
      try record.number(index, column: name)
    }
  }
}
