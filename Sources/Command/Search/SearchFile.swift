import Foundation
import SwiftletFiles

/// The file of a search: a line that says which search it is, and a line for
/// each trial that has ended.
final class SearchFile {
  /// What each trial came to, by its number.
  private(set) var records: [Int: SearchRecord] = [:]
  private let output: OutputFile
  private let header: SearchHeader
  private let settings: [Int: String]
  private var lines: LineFile?
  /// Bytes of the lines that the file has.
  private var length = 0

  /// Reads what the file of a search holds, if there is one.
  ///
  /// - Parameter plan: what the search tries.
  /// - Throws: `CommandError` when it is of another search or damaged.
  init(_ output: OutputFile, _ header: SearchHeader, _ plan: SearchPlan) throws
  {
    self.output = output
    self.header = header
    settings = Dictionary(
      uniqueKeysWithValues: plan.trials.map { ($0.number, $0.settings.text) })
    guard try exists(output.target) else { return }
    length = try read(output.target, isPart: false)
  }

  /// Takes the results of another file of the search on, of any shard.
  ///
  /// - Throws: `CommandError` when it is of another search or damaged, or says
  ///   something else of a trial.
  func merge(_ path: String) throws {
    let known = records
    _ = try read(path, isPart: true)
    for number in records.keys.sorted() where known[number] == nil {
      try records[number].map(write)
    }
  }

  /// Writes the result of a trial.
  func append(_ record: SearchRecord) throws {
    records[record.trial] = record
    try write(record)
  }

  /// Puts the lines in the order of the trials, once all have ended.
  func finish() throws {
    lines = nil
    try output.write(contents)
  }

  private var contents: Data {
    get throws {
      let records = records.values.sorted { $0.trial < $1.trial }
      let lines =
        try [SearchLine.encode(header)]
        + records.map { try SearchLine.encode($0) }
      return Data(lines.map { $0 + Data("\n".utf8) }.joined())
    }
  }

  private func write(_ record: SearchRecord) throws {
    if lines == nil {
      lines = try LineFile(output.target, keeping: length)
      if length == 0 { try lines?.append(SearchLine.encode(header)) }
    }
    try lines?.append(SearchLine.encode(record))
  }

  /// Reads a file's whole lines; the number of their bytes.
  private func read(_ path: String, isPart: Bool) throws -> Int {
    let data: Data
    do {
      data = try SwiftletFiles.contents(of: URL(fileURLWithPath: path))
    } catch {
      throw CommandError("\(path): cannot be read: \(error); check the path")
    }
    let lines = data.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    // After the last end of a line stands nothing, or what a kill has left.
    let whole = lines.dropLast()
    guard let first = whole.first else {
      let head = Data("{\"candidates\":".utf8)
      guard data.starts(with: head) || head.starts(with: data) else {
        throw notOne(path, isPart)
      }
      return 0
    }
    guard let other = SearchLine.decode(SearchHeader.self, Data(first)) else {
      throw notOne(path, isPart)
    }
    if let cause = header.refusal(of: other, isPart: isPart) {
      throw CommandError(
        "\(path) is of a search with \(cause); repeat that search, or give "
          + (isPart ? "--merge other files" : "another --results"))
    }
    for (number, line) in whole.enumerated().dropFirst() {
      guard let record = SearchLine.decode(SearchRecord.self, Data(line)),
        record.isWhole, settings[record.trial] == record.settings
      else {
        throw CommandError(
          "\(path):\(number + 1): is no result of this search; delete the line")
      }
      guard records[record.trial] ?? record == record else {
        throw CommandError(
          "\(path):\(number + 1): trial \(record.trial) came to something else "
            + "before; delete the line that is wrong")
      }
      records[record.trial] = record
    }
    return whole.reduce(0) { $0 + $1.count + 1 }
  }

  private func notOne(_ path: String, _ isPart: Bool) -> CommandError {
    CommandError(
      "\(path) is no file of a search; give "
        + (isPart ? "--merge other files" : "another --results"))
  }
}
