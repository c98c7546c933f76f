import SwiftletRuntime

/// The classes that the fields of a column say: by whole numbers, or by names.
///
/// A column that is read without known classes has either; its names are the
/// classes in their order as text, wherever they first appear.
struct ClassLabels {
  /// A model's file holds as many outputs.
  static let limit = LayerEntry.largestSize

  private enum Style { case numbers, names }

  private let known: KnownClasses?
  private var style: Style?
  private var found: [String: Int] = [:]
  private var largest = -1.0
  private var areAllWhole = true

  /// Labels of known classes, or of those that the column says.
  init(known names: [String]?) { known = names.map(KnownClasses.init) }

  /// What a field says: the class's index, or NaN for a gap. Of names that
  /// are not known beforehand `relabelled` gives the index.
  ///
  /// - Parameter mayBeValues: whether the column may hold other numbers than
  ///   classes.
  /// - Throws: `DataError` when the field says no class.
  mutating func value(
    _ record: CSVRecord, _ column: Int, named name: String, mayBeValues: Bool
  ) throws -> Double {
    guard !record.isGap(column) else { return .nan }
    if let known { return Double(try known.index(record, column)) }
    guard let number = record.decimal(column) else {
      return Double(try learnName(record, column, name))
    }
    try expect(.numbers, record, column)
    _ = try record.number(column, column: name)
    let isClass = number.isWhole && number < Double(Self.limit)
    guard isClass || mayBeValues else { throw noClass(record, column) }
    largest = max(largest, number)
    areAllWhole = areAllWhole && isClass
    return number
  }

  /// What a column of these labels tells.
  ///
  /// - Throws: `DataError` when there is no label, or one name only.
  func target(column: String, at end: Place) throws -> Target {
    if let known {
      guard known.names.count <= Self.limit else {
        throw DataError(
          end,
          "column '\(column)' has \(known.names.count) classes, but a model "
            + "tells at most \(Self.limit); give fewer `classNames`")
      }
      return .classes(names: known.names, column: column)
    }
    if style == .names {
      let names = found.keys.sorted()
      guard names.count > 1 else {
        throw DataError(
          end,
          "column '\(column)' says '\(names[0])' only; add rows of another "
            + "class, or name all classes with `classNames`")
      }
      return .classes(names: names, column: column)
    }
    guard largest >= 0 || !areAllWhole else {
      throw DataError(
        end, "column '\(column)' is empty in every row; add labels")
    }
    return areAllWhole
      ? .classes(count: max(2, Int(largest) + 1), column: column)
      : .values(names: [column])
  }

  /// The targets with the indices of the names in their order as text.
  func relabelled(_ targets: [Double]) -> [Double] {
    guard style == .names else { return targets }
    var order = Array(repeating: 0.0, count: found.count)
    for (index, name) in found.keys.sorted().enumerated() {
      order[found[name] ?? 0] = Double(index)
    }
    return targets.map { $0.isNaN ? $0 : order[Int($0)] }
  }

  private mutating func learnName(
    _ record: CSVRecord, _ column: Int, _ name: String
  ) throws -> Int {
    try expect(.names, record, column)
    let text = record.text(column)
    if let index = found[text] { return index }
    guard found.count < Self.limit else {
      throw DataError(
        record.place(column),
        "column '\(name)' has more than \(Self.limit) names, but a model tells "
          + "at most \(Self.limit) classes; name another column with `label`")
    }
    found[text] = found.count
    return found.count - 1
  }

  private mutating func expect(
    _ style: Style, _ record: CSVRecord, _ column: Int
  ) throws {
    guard let own = self.style, own != style else {
      return self.style = style
    }
    let (this, others) =
      style == .names ? ("a name", "numbers") : ("a number", "names")
    throw DataError(
      record.place(column),
      "label '\(record.text(column).prefix(40))' is \(this), but those further "
        + "up are \(others); write one of both, or name all classes with "
        + "`classNames`")
  }

  private func noClass(_ record: CSVRecord, _ column: Int) -> DataError {
    DataError(
      record.place(column),
      "label \(record.text(column).prefix(40)) is not a class; name the "
        + "classes, or number them 0, 1, 2, … up to \(Self.limit - 1), which a "
        + "model's file holds")
  }
}

/// Classes that are known by name, and by index where no name is a number.
private struct KnownClasses {
  let names: [String]
  private let indices: [String: Int]
  private let takesIndices: Bool

  init(_ names: [String]) {
    self.names = names
    indices = Dictionary(
      names.enumerated().map { ($1, $0) },
      uniquingKeysWith: { first, _ in first })
    takesIndices = names.allSatisfy { Double($0) == nil }
  }

  /// The class that a field says.
  ///
  /// - Throws: `DataError` when it is none of them.
  func index(_ record: CSVRecord, _ column: Int) throws -> Int {
    let text = record.text(column)
    if let index = indices[text] { return index }
    if let number = record.decimal(column), number.isWhole {
      if let index = indices["\(Int(number))"] { return index }
      if takesIndices, Int(number) < names.count { return Int(number) }
    }
    throw DataError(
      record.place(column),
      "class '\(text.prefix(40))' is not one of \(names.list); correct it, or "
        + "leave the field empty")
  }
}

extension Double {
  /// Whether the number is whole, from 0 to 2^53.
  fileprivate var isWhole: Bool {
    self >= 0 && self <= 9_007_199_254_740_992 && self == rounded()
  }
}

extension [String] {
  /// The names of classes for a message: `a, b, c`, or `0 to 9` where they
  /// are the indices; at most 24.
  var list: String {
    if self == indices.map(String.init) { return "0 to \(count - 1)" }
    return listed(atMost: 24)
  }
}
