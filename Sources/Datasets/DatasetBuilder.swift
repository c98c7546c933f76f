import SwiftletCells

/// Puts a dataset together from the records of a file, in one pass.
struct DatasetBuilder {
  private let roles: ColumnRoles
  private let schema: Dataset.Schema?
  private var columns: Columns?
  private var timeline: Timeline?
  private var blankLine: Place?

  private let memoryLimit: Int
  private var id = ""
  private var row: [Double] = []
  private var seen: Set<String> = []
  private var sequences = SequenceCollector(
    featureCount: 1, targetCount: 0, memoryLimit: 0)
  private var extremes: [Extremes] = []

  private var labels: ClassLabels
  private var decimalComma: (isUsed: Bool, place: Place)?

  /// Makes a builder of a dataset that fits a schema, if there is one.
  ///
  /// - Parameters:
  ///   - roles: which columns are for what, beside what their names say.
  ///   - schema: what the file must hold.
  ///   - classNames: without a schema, the classes in their order; nil for
  ///     those that the file says.
  ///   - memoryLimit: how many numbers are held in memory.
  init(
    _ roles: ColumnRoles, expecting schema: Dataset.Schema?,
    classNames: [String]?, memoryLimit: Int
  ) {
    self.memoryLimit = memoryLimit
    self.roles = roles
    self.schema = schema
    labels = ClassLabels(known: schema.map(\.classNames) ?? classNames)
  }

  /// Takes the next record: the header first, then the rows.
  ///
  /// - Throws: `DataError` when the record does not fit.
  mutating func take(_ record: CSVRecord) throws {
    if record.isBlank {
      blankLine = blankLine ?? record.place(0)
      return
    }
    if let blankLine {
      throw DataError(
        blankLine, "an empty line before further rows; remove it")
    }
    guard let columns else { return try takeHeader(record) }
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
    sequences.endSequence(id: id)
    let sequences = try kept(end.source) {
      sequences throws(RowFileError) in try sequences.finish()
    }
    guard !sequences.isEmpty else {
      throw DataError(end, "there are no rows after the header; add some")
    }
    let step = step(columns)
    return Dataset(
      featureNames: columns.featureNames, target: try target(columns, end),
      sequences: schema != nil || columns.kind == .values
        ? sequences : sequences.map(relabelled),
      unreadColumns: columns.unread(withTime: step == nil), step: step,
      missingSteps: timeline?.missing ?? 0,
      outliers: outliers(sequences, columns, end.source))
  }

  private mutating func takeHeader(_ record: CSVRecord) throws {
    let columns = try Columns(header: record, roles: roles, expecting: schema)
    timeline = try Timeline(columns, step: step(columns))
    extremes = columns.features.map { _ in Extremes() }
    sequences = SequenceCollector(
      featureCount: columns.features.count,
      targetCount: noTargets(columns).count, memoryLimit: memoryLimit)
    self.columns = columns
  }

  /// The step that the roles ask for, else the schema's where there is a time.
  private func step(_ columns: Columns) -> Double? {
    roles.step ?? (columns.time.isEmpty ? nil : schema?.step)
  }

  private func outliers(
    _ sequences: [DataSequence], _ columns: Columns, _ source: String
  ) -> [Outlier] {
    let neighbourhoods = extremes.map(\.neighbourhood)
    var near = extremes.map { _ in Moments() }
    for sequence in sequences {
      sequence.forEachPiece { piece in
        for (index, value) in piece.features.enumerated() {
          let feature = index % near.count
          if neighbourhoods[feature].contains(value) {
            near[feature].add(value)
          }
        }
      }
    }
    return columns.featureNames.enumerated().compactMap { index, name in
      extremes[index].outlier(
        besides: near[index], source: source, column: name)
    }
  }

  private func target(_ columns: Columns, _ end: Place) throws -> Target {
    if let schema { return schema.target }
    return columns.kind == .values
      ? .values(names: columns.targetNames)
      : try labels.target(column: columns.targetNames[0], at: end)
  }

  private func relabelled(_ sequence: DataSequence) -> DataSequence {
    DataSequence(
      id: sequence.id, features: sequence.features,
      targets: labels.relabelled(sequence.targets),
      featureCount: sequence.featureCount)
  }

  /// Collects rows.
  ///
  /// - Throws: `DataError` when there is no room for them.
  private mutating func kept<Result>(
    _ source: String,
    _ body: (inout SequenceCollector) throws(RowFileError) -> Result
  ) throws -> Result {
    do {
      return try body(&sequences)
    } catch {
      throw DataError("\(source): \(error)")
    }
  }

  private mutating func takeRow(
    _ record: CSVRecord, _ columns: Columns
  ) throws {
    guard record.fields.count == columns.count else {
      throw DataError(
        record.place(min(record.fields.count, columns.count) - 1),
        "this row has \(record.fields.count) fields, but the header has "
          + "\(columns.count); add or remove fields")
    }
    try enterSequence(record, columns)
    try takeMissingSteps(before: record, columns)
    row.removeAll(keepingCapacity: true)
    for (index, column) in columns.features.enumerated() {
      let value = try number(record, column, columns)
      extremes[index].take(value, line: record.fields[column].line)
      row.append(value)
    }
    if columns.targets.isEmpty { row += noTargets(columns) }
    for column in columns.targets {
      row.append(
        columns.kind == .values
          ? try number(record, column, columns)
          : try labels.value(
            record, column, named: columns.names[column],
            mayBeValues: columns.kind == .labelNext))
    }
    try add(row, record)
  }

  private mutating func add(_ row: [Double], _ record: CSVRecord) throws {
    try kept(record.source) { sequences throws(RowFileError) in
      try sequences.add(row)
    }
  }

  /// A timestep that is missing has neither features nor targets.
  private mutating func takeMissingSteps(
    before record: CSVRecord, _ columns: Columns
  ) throws {
    let count = try timeline?.gap(before: record) ?? 0
    guard count > 0 else { return }
    let missing = columns.features.map { _ in Double.nan } + noTargets(columns)
    for _ in 0..<count { try add(missing, record) }
  }

  /// The targets of a timestep of which nothing is told.
  private func noTargets(_ columns: Columns) -> [Double] {
    columns.targets.isEmpty
      ? schema?.target.noTargets ?? [] : columns.targets.map { _ in .nan }
  }

  private mutating func number(
    _ record: CSVRecord, _ column: Int, _ columns: Columns
  ) throws -> Double {
    if record.takesDecimalCommas { try checkDecimalMark(record, column) }
    let remedy =
      schema != nil
      ? ""
      : columns.features.count > 1
        ? ", or the column out with `ignored` \(columns.names[column])"
        : "; for words, write 0, 1, 2, … in the place of each and give "
          + "`embeddingSize`"
    return try record.number(
      column, column: columns.names[column], otherRemedy: remedy)
  }

  /// Refuses a comma where points stand in other numbers, and the other way
  /// round: one of them separates thousands.
  private mutating func checkDecimalMark(
    _ record: CSVRecord, _ column: Int
  ) throws {
    let isUsed = record.hasDecimalComma(column)
    guard isUsed || record.hasPoint(column) else { return }
    let place = record.place(column)
    let first = decimalComma ?? (isUsed, place)
    decimalComma = first
    guard first.isUsed == isUsed else {
      throw DataError(
        place,
        "'\(record.text(column).prefix(40))' has a decimal "
          + "\(isUsed ? "comma" : "point"), but line \(first.place.line) a "
          + "\(isUsed ? "point" : "comma"); write all numbers with one of them")
    }
  }

  private mutating func enterSequence(
    _ record: CSVRecord, _ columns: Columns
  ) throws {
    guard let sequence = columns.sequence else { return id = "0" }
    let next = record.text(sequence)
    if next == id && sequences.timesteps > 0 { return }
    let place = record.place(sequence)
    guard !next.isEmpty else {
      throw DataError(
        place,
        "the id of the sequence is empty; fill in column "
          + "'\(columns.names[sequence])'")
    }
    sequences.endSequence(id: id)
    guard seen.insert(next).inserted else {
      throw DataError(
        place,
        "sequence '\(next)' has rows further up; keep the rows of a sequence "
          + "together")
    }
    id = next
    timeline?.restart()
  }
}
