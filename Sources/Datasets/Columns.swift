/// Which column of a CSV file is for what.
struct Columns {
  /// How the target columns are to be read.
  enum Kind { case label, labelNext, values }

  /// The number of columns.
  var count: Int
  /// The column of the sequence's id.
  var sequence: Int
  /// The feature columns, in the order of the features.
  var features: [Int]
  /// The target columns, in the order of the targets.
  var targets: [Int]
  /// How the target columns are to be read.
  var kind: Kind
  /// The names of all columns.
  var names: [String]

  /// The names of the feature columns.
  var featureNames: [String] { features.map { names[$0] } }
  /// The names of the target columns.
  var targetNames: [String] { targets.map { names[$0] } }

  /// Reads the header of a file.
  ///
  /// - Throws: `DataError` when the record is no header, a name is empty or
  ///   comes twice, or `seq`, the features or the targets are missing.
  init(header: CSVRecord, expecting schema: Dataset.Schema?) throws {
    let names = header.fields.indices.map(header.text)
    try Columns.checkNames(names, header)
    let place = header.fields[0].place
    guard let sequence = names.firstIndex(of: "seq") else {
      throw DataError(
        place,
        "column 'seq' is missing; give each row the id of its sequence")
    }
    let (kind, targets) = try Columns.targets(names, header)
    self.names = names
    self.count = names.count
    self.sequence = sequence
    self.kind = kind
    self.targets = targets
    self.features = names.indices.filter { index in
      index != sequence && names[index] != "t" && !targets.contains(index)
    }
    guard !features.isEmpty else {
      throw DataError(place, "there is no feature column; add one")
    }
    if let schema { try match(schema, place) }
  }

  private static func checkNames(
    _ names: [String], _ header: CSVRecord
  ) throws {
    guard !names.allSatisfy({ Double($0) != nil || $0.isEmpty }) else {
      throw DataError(
        header.fields[0].place,
        "there is no header; name the columns in the first line, such as "
          + "seq,x,y,label")
    }
    var seen: Set<String> = []
    for (index, name) in names.enumerated() {
      let place = header.fields[index].place
      guard !name.isEmpty else {
        throw DataError(place, "a column has no name; name it in the header")
      }
      guard seen.insert(name).inserted else {
        throw DataError(place, "column '\(name)' comes twice; rename one")
      }
    }
  }

  private static func targets(
    _ names: [String], _ header: CSVRecord
  ) throws -> (Kind, [Int]) {
    let label = names.indices.filter { names[$0] == "label" }
    let next = names.indices.filter { names[$0].hasPrefix("label_next") }
    let values = names.indices.filter { names[$0].hasPrefix("target") }
    let all = label + next + values
    guard let first = all.first else {
      throw DataError(
        header.fields[0].place,
        "what to tell is missing; add a column 'label' or 'label_next', or "
          + "columns whose names begin with 'target'")
    }
    guard all.count == 1 || all.count == values.count else {
      throw DataError(
        header.fields[all[1]].place,
        "'\(names[first])' and '\(names[all[1]])' are both to be told; keep "
          + "one (only 'target' columns may be several)")
    }
    let kind: Kind =
      !label.isEmpty ? .label : !next.isEmpty ? .labelNext : .values
    return (kind, all)
  }

  private mutating func match(
    _ schema: Dataset.Schema, _ place: Place
  ) throws {
    let own = featureNames
    if let extra = own.first(where: { !schema.featureNames.contains($0) }) {
      throw DataError(
        place,
        "column '\(extra)' was not there in training; the features are "
          + schema.featureNames.joined(separator: ","))
    }
    features = try indices(of: schema.featureNames, in: features, place)
    switch (schema.target, kind) {
    case (.classes, .values):
      throw DataError(
        place, "the model tells classes; give a column 'label'")
    case (.classes, _): break
    case (.values, .label):
      throw DataError(
        place, "the model tells values; give 'label_next' or 'target' columns")
    case (.values(let expected), _):
      targets = try indices(of: expected, in: targets, place)
    }
  }

  private func indices(
    of expected: [String], in columns: [Int], _ place: Place
  ) throws -> [Int] {
    try expected.map { name in
      guard let index = columns.first(where: { names[$0] == name }) else {
        throw DataError(place, "column '\(name)' is missing; add it")
      }
      return index
    }
  }
}
