/// A tab-separated table that is part of the program: comments, which start
/// with `#`, a line with the columns' names, then a line for each row.
struct Table {
  let rows: [Row]

  /// Reads a table; one that is not well formed is a fault of the program.
  ///
  /// - Parameters:
  ///   - name: The file's name, for messages.
  ///   - bytes: The file's text, in UTF-8.
  init(_ name: String, _ bytes: [UInt8]) {
    let lines = String(decoding: bytes, as: UTF8.self)
      .split(separator: "\n").filter { !$0.hasPrefix("#") }
      .map { $0.split(separator: "\t").map(String.init) }
    precondition(lines.count > 1, "\(name) has no rows")
    let columns = lines[0]
    rows = lines.dropFirst().map { cells in
      precondition(
        cells.count == columns.count,
        "\(name): '\(cells[0])' has \(cells.count) cells, not "
          + "\(columns.count)")
      return Row(
        table: name, name: cells[0],
        cells: Dictionary(uniqueKeysWithValues: zip(columns, cells)))
    }
  }

  /// A row: a cell of each column.
  struct Row {
    fileprivate let table: String
    /// The first cell.
    let name: String
    fileprivate let cells: [String: String]

    /// What a cell holds; nil where it is `-`.
    func optional(_ column: String) -> String? {
      guard let cell = cells[column] else {
        preconditionFailure("\(table) has no column '\(column)'")
      }
      return cell == "-" ? nil : cell
    }

    /// What a cell holds; empty where it is `-`.
    func text(_ column: String) -> String { optional(column) ?? "" }

    /// The words of a cell.
    func words(_ column: String) -> [String] {
      text(column).split(separator: " ").map(String.init)
    }

    /// The term that a cell names, where it names one.
    func term<Term: RawRepresentable<String>>(_ column: String) -> Term? {
      guard let name = optional(column) else { return nil }
      guard let term = Term(rawValue: name) else {
        preconditionFailure(
          "\(table): '\(self.name)' has an unknown \(column), '\(name)'")
      }
      return term
    }
  }
}
