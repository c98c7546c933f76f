import SwiftletCells

/// Puts a dataset together from the records of a file, in one pass.
struct DatasetBuilder {
  /// Class indices are below this number.
  static let classLimit = 65_536

  private let schema: Dataset.Schema?
  private var columns: Columns?
  private var blankLine: Place?

  private var id = ""
  private var features: [Double] = []
  private var targets: [Double] = []
  private var seen: Set<String> = []
  private var sequences: [DataSequence] = []

  private var largestLabel = -1.0
  private var allWhole = true

  /// Makes a builder of a dataset that fits a schema, if there is one.
  init(expecting schema: Dataset.Schema?) { self.schema = schema }

  /// Takes the next record: the header first, then the rows.
  ///
  /// - Throws: `DataError` when the record does not fit.
  mutating func take(_ record: CSVRecord) throws {
    if record.isBlank {
      blankLine = blankLine ?? record.fields[0].place
      return
    }
    if let blankLine {
      throw DataError(
        blankLine, "an empty line before further rows; remove it")
    }
    guard let columns else {
      columns = try Columns(header: record, expecting: schema)
      return
    }
    try takeRow(record, columns)
  }

  /// The dataset of all rows taken.
  ///
  /// - Parameter end: the end of the file, for messages.
  /// - Throws: `DataError` when there is no header, no row or no label.
  mutating func finish(at end: Place) throws -> Dataset {
    guard let columns else {
      throw DataError(
        Place(source: end.source),
        "the file is empty; it needs a header and rows")
    }
    endSequence(columns)
    guard !sequences.isEmpty else {
      throw DataError(end, "there are no rows after the header; add some")
    }
    let target = try schema?.target ?? self.target(columns, end)
    return Dataset(
      featureNames: columns.featureNames, target: target,
      sequences: sequences)
  }

  private mutating func takeRow(
    _ record: CSVRecord, _ columns: Columns
  ) throws {
    guard record.fields.count == columns.count else {
      throw DataError(
        record.fields[min(record.fields.count, columns.count) - 1].place,
        "this row has \(record.fields.count) fields, but the header has "
          + "\(columns.count); add or remove fields")
    }
    try enterSequence(record, columns)
    for column in columns.features {
      features.append(
        try record.number(column, column: columns.names[column]))
    }
    for column in columns.targets {
      let value = try record.number(column, column: columns.names[column])
      try checkLabel(value, record, column, columns)
      targets.append(value)
    }
  }

  private mutating func enterSequence(
    _ record: CSVRecord, _ columns: Columns
  ) throws {
    let next = record.text(columns.sequence)
    if next == id && !features.isEmpty { return }
    let place = record.fields[columns.sequence].place
    guard !next.isEmpty else {
      throw DataError(
        place, "the id of the sequence is empty; fill in column 'seq'")
    }
    endSequence(columns)
    guard seen.insert(next).inserted else {
      throw DataError(
        place,
        "sequence '\(next)' has rows further up; keep the rows of a sequence "
          + "together")
    }
    id = next
  }

  private mutating func endSequence(_ columns: Columns) {
    guard !features.isEmpty else { return }
    sequences.append(
      DataSequence(
        id: id, features: features, targets: targets,
        featureCount: columns.features.count))
    features.removeAll(keepingCapacity: true)
    targets.removeAll(keepingCapacity: true)
  }

  private mutating func checkLabel(
    _ value: Double, _ record: CSVRecord, _ column: Int, _ columns: Columns
  ) throws {
    guard columns.kind != .values, !value.isNaN else { return }
    let isClass =
      value >= 0 && value == value.rounded()
      && value < Double(Self.classLimit)
    largestLabel = max(largestLabel, value)
    allWhole = allWhole && isClass
    guard mustBeClass(columns) else { return }
    guard isClass else {
      throw DataError(
        record.fields[column].place,
        "label \(record.text(column)) is not a class; number the classes "
          + "0, 1, 2, … below \(Self.classLimit)")
    }
    if case .classes(let count, _)? = schema?.target, Int(value) >= count {
      throw DataError(
        record.fields[column].place,
        "label \(Int(value)) is beyond the classes of the training data, "
          + "0 to \(count - 1); add it there or drop the row")
    }
  }

  private func mustBeClass(_ columns: Columns) -> Bool {
    switch schema?.target {
    case .classes?: true
    case .values?: false
    case nil: columns.kind == .label
    }
  }

  private func target(_ columns: Columns, _ end: Place) throws -> Target {
    let names = columns.targetNames
    if columns.kind == .values || !allWhole { return .values(names: names) }
    guard largestLabel >= 0 else {
      throw DataError(
        end, "column '\(names[0])' is empty in every row; add labels")
    }
    return .classes(count: max(2, Int(largestLabel) + 1), column: names[0])
  }
}
