import SwiftletRuntime

/// Which column of a CSV file is for what.
struct Columns {
  /// How the target columns are to be read: as classes, as classes when all
  /// are whole, or as values.
  enum Kind { case label, labelNext, values }

  /// A model's file holds as many inputs.
  static let featureLimit = LayerEntry.largestSize

  /// The names of all columns.
  let names: [String]
  /// The column of the sequence's id; nil when the file is one sequence.
  private(set) var sequence: Int?
  /// The column of the time, or those whose texts make it together.
  private(set) var time: [Int] = []
  /// The feature columns, in the order of the features.
  private(set) var features: [Int] = []
  /// The target columns, in the order of the targets; empty when the file
  /// need not have them and does not.
  private(set) var targets: [Int] = []
  /// How the target columns are to be read.
  private(set) var kind = Kind.label

  /// Where the header stands.
  let place: Place

  /// The number of columns.
  var count: Int { names.count }
  /// The names of the columns that are not read.
  func unread(withTime: Bool) -> [String] {
    names.indices.filter {
      $0 != sequence && !features.contains($0) && !targets.contains($0)
        && (withTime || !time.contains($0))
    }.map { names[$0] }
  }
  /// The names of the feature columns.
  var featureNames: [String] { features.map { names[$0] } }
  /// The names of the target columns.
  var targetNames: [String] { targets.map { names[$0] } }

  /// Reads the header of a file.
  ///
  /// - Parameters:
  ///   - header: the file's first record.
  ///   - roles: which columns are for what, beside what their names say.
  ///   - schema: what the file must hold; without it the features are all
  ///     columns that are for nothing else, and there must be targets.
  /// - Throws: `DataError` when the record is no header, a name is empty or
  ///   comes twice, or the features or the targets are missing.
  init(
    header: CSVRecord, roles: ColumnRoles, expecting schema: Dataset.Schema?
  ) throws {
    names = header.fields.indices.map(header.text)
    place = header.place(0)
    try checkNames(header)
    sequence =
      try roles.sequence.map(index)
      ?? names.firstIndex(where: ColumnRoles.isSequence)
    time =
      try roles.time.map { [try index($0)] }
      ?? names.indices.filter { ColumnRoles.isTime(names[$0]) }
    let ignored = try roles.ignored.compactMap {
      schema == nil ? try index($0) : names.firstIndex(of: $0)
    }
    time.removeAll(where: ignored.contains)
    try findTargets(roles, besides: ignored, header)
    if let schema {
      try match(schema, roles)
      time.removeAll { features.contains($0) || targets.contains($0) }
    } else {
      try findFeatures(besides: ignored)
    }
  }

  private func checkNames(_ header: CSVRecord) throws {
    guard !names.allSatisfy({ Double($0) != nil || $0.isEmpty }) else {
      throw DataError(
        place,
        "there is no header; name the columns in the first line, such as "
          + "seq,x,y,label")
    }
    var seen: Set<String> = []
    for (index, name) in names.enumerated() {
      let place = header.place(index)
      guard !name.isEmpty else {
        throw DataError(place, "a column has no name; name it in the header")
      }
      guard seen.insert(name).inserted else {
        throw DataError(place, "column '\(name)' comes twice; rename one")
      }
    }
  }

  /// The column of a name.
  private func index(_ name: String) throws -> Int {
    guard let index = names.firstIndex(of: name) else {
      throw DataError(
        place,
        "column '\(name)' is missing; the file has "
          + names.joined(separator: ","))
    }
    return index
  }

  /// The columns that a role names, else those whose names say it.
  private mutating func findTargets(
    _ roles: ColumnRoles, besides ignored: [Int], _ header: CSVRecord
  ) throws {
    if let label = roles.label {
      (kind, targets) = (.label, [try index(label)])
    } else if !roles.targets.isEmpty {
      (kind, targets) = (.values, try roles.targets.map(index))
    } else {
      let rest = names.indices.filter {
        !ignored.contains($0) && $0 != sequence && !time.contains($0)
      }
      try findTargets(among: rest, header)
    }
  }

  private mutating func findTargets(
    among indices: [Int], _ header: CSVRecord
  ) throws {
    let label = indices.filter { ColumnRoles.isLabel(names[$0]) }
    let next = indices.filter { ColumnRoles.isLabelNext(names[$0]) }
    let values = indices.filter { ColumnRoles.isTarget(names[$0]) }
    targets = label + next + values
    guard targets.count <= max(1, values.count) else {
      throw DataError(
        header.place(targets[1]),
        "'\(names[targets[0]])' and '\(names[targets[1]])' are both to be "
          + "told; leave one out with `ignored` \(names[targets[1]]) (only "
          + "'target' columns may be several)")
    }
    try checkCount(values, header)
    kind = !label.isEmpty ? .label : !next.isEmpty ? .labelNext : .values
  }

  private func checkCount(_ values: [Int], _ header: CSVRecord) throws {
    guard values.count > Self.featureLimit else { return }
    throw DataError(
      header.place(values[0]),
      "from '\(names[values[0]])' to '\(names[values.last ?? 0])' there are "
        + "\(values.count) values to predict, but a model gives at most "
        + "\(Self.featureLimit); leave some out with `ignored`")
  }

  private mutating func findFeatures(besides ignored: [Int]) throws {
    guard !targets.isEmpty else {
      throw DataError(
        place,
        "what to tell is missing; name the column of the classes with "
          + "`label` or those of values with `targets`, or call it 'label', "
          + "'label_next' or 'target'")
    }
    features = names.indices.filter {
      $0 != sequence && !time.contains($0) && !targets.contains($0)
        && !ignored.contains($0)
    }
    guard !features.isEmpty else {
      throw DataError(place, "there is no feature column; add one")
    }
    guard features.count <= Self.featureLimit else {
      throw DataError(
        place,
        "from '\(names[features[0]])' to '\(names[features.last ?? 0])' there "
          + "are \(features.count) feature columns, but a model takes at most "
          + "\(Self.featureLimit); leave some out with `ignored`")
    }
  }
}

extension Columns {
  /// Finds the columns of a schema; others are not read.
  private mutating func match(
    _ schema: Dataset.Schema, _ roles: ColumnRoles
  ) throws {
    features = try schema.featureNames.map(index)
    switch schema.target {
    case .classes(_, let column): try expectClasses(in: column)
    case .values(let expected): try findValues(expected, roles)
    }
  }

  /// The column that a role or its own name says, else that of the schema.
  private mutating func expectClasses(in column: String) throws {
    guard targets.isEmpty || kind != .values else {
      throw DataError(
        place,
        "the model tells classes; name their column with `label`, or leave "
          + "'\(names[targets[0]])' out with `ignored` \(names[targets[0]])")
    }
    kind = .label
    if targets.isEmpty, let index = names.firstIndex(of: column) {
      targets = [index]
    }
  }

  /// The columns that a role names, else those of the model's own target
  /// names, or of these after `target_`.
  private mutating func findValues(
    _ expected: [String], _ roles: ColumnRoles
  ) throws {
    guard roles.targets.isEmpty else {
      guard targets.count == expected.count else {
        throw DataError(
          place,
          "the model tells \(expected.count) values, \(list(expected)); name "
            + "as many columns with `targets`")
      }
      return
    }
    let found = expected.map { name in
      names.firstIndex(of: name) ?? names.firstIndex(of: "target_" + name)
    }
    if let other = targetNames.first, found.allSatisfy({ $0 == nil }) {
      throw DataError(
        place,
        "the model tells values, \(list(expected)); name their columns with "
          + "`targets`, or leave '\(other)' out with `ignored` \(other)")
    }
    kind = .values
    targets =
      found.allSatisfy { $0 == nil }
      ? [] : try zip(expected, found).map { try $1 ?? index($0) }
  }

  private func list(_ names: [String]) -> String {
    names.map { "'\($0)'" }.joined(separator: ", ")
  }
}
