/// The times of a file's rows: that they rise, and how many timesteps are
/// missing between them.
struct Timeline {
  /// So many missing timesteps in one place, and in a file, become rows, which
  /// hold so many values together at most.
  private static let (longestGap, mostMissing) = (10_000, 1_000_000)
  private static let mostValues = 1 << 24
  /// A time may be so far, in steps, from a whole number of them.
  private static let tolerance = 0.25

  private let columns: [Int]
  private let names: [String]
  private let step: Double?
  /// So many missing timesteps of a file become rows.
  private let mostMissing: Int
  private var last: Double?

  /// How many timesteps are missing in the rows so far.
  private(set) var missing = 0

  /// Makes a timeline of a file's columns of time, whose texts belong together
  /// where there are several.
  ///
  /// - Parameter step: the seconds of a timestep; nil where every row is the
  ///   timestep that follows.
  /// - Throws: `DataError` when there is a step, but no time.
  init(_ columns: Columns, step: Double?) throws {
    self.columns = columns.time
    names = columns.time.map { columns.names[$0] }
    self.step = step
    let width = columns.features.count + columns.targets.count
    mostMissing = min(Self.mostMissing, Self.mostValues / max(width, 1))
    guard let step else { return }
    guard step > 0, step.isFinite else {
      throw DataError(
        "`step` is \(step); give the seconds of a timestep, above 0")
    }
    guard !columns.time.isEmpty else {
      throw DataError(
        columns.place,
        "`step` needs the time of each row; name its column with `time`")
    }
  }

  /// Begins a sequence.
  mutating func restart() { last = nil }

  /// How many timesteps are missing between a row and the one before.
  ///
  /// - Throws: `DataError` when the time does not rise; where there is a step,
  ///   also when it is none, is no whole number of steps after the one before,
  ///   or too many steps are missing. Without a step it may stand still.
  mutating func gap(before record: CSVRecord) throws -> Int {
    guard let time = time(record) else {
      if step != nil { throw noTime(record) }
      return 0
    }
    defer { last = time }
    guard let last else { return 0 }
    guard time > last || time == last && step == nil else {
      throw falls(record)
    }
    guard let step else { return 0 }
    let gap = try wholeSteps((time - last) / step, record) - 1
    missing += gap
    guard missing <= mostMissing else { throw tooMany(record) }
    return gap
  }

  private func time(_ record: CSVRecord) -> Double? {
    guard let column = columns.first else { return nil }
    if columns.count == 1, let number = record.decimal(column) {
      return Timestamp.seconds(unix: number)
    }
    return Timestamp.seconds(iso8601: text(record))
  }

  private func wholeSteps(_ steps: Double, _ record: CSVRecord) throws -> Int {
    let whole = steps.rounded()
    guard whole <= Double(Self.longestGap + 1) else {
      throw tooLong(record)
    }
    guard whole >= 1, abs(steps - whole) <= Self.tolerance else {
      throw error(
        record,
        "is \(Self.rounded(steps)) steps after the row above, but rows are "
          + "whole steps apart, give or take \(Self.tolerance); give another "
          + "`step`, correct the time, or leave `step` out")
    }
    return Int(whole)
  }

  private func text(_ record: CSVRecord) -> String {
    columns.map(record.text).joined(separator: " ")
  }
}

extension Timeline {
  private func error(_ record: CSVRecord, _ what: String) -> DataError {
    let list = names.map { "'\($0)'" }.joined(separator: " and ")
    return DataError(
      record.place(columns[0]),
      "the time '\(text(record).prefix(40))' in column \(list) \(what)")
  }

  private func noTime(_ record: CSVRecord) -> DataError {
    error(
      record,
      "is none; write it like 2026-03-01T08:30:00 or as the seconds since "
        + "1970, name another column with `time`, or leave `step` out")
  }

  private func falls(_ record: CSVRecord) -> DataError {
    error(
      record,
      "does not rise; sort the rows by it, name the column of the recordings "
        + "with `sequence`, or leave the time out with `ignored` \(names[0])")
  }

  private func tooLong(_ record: CSVRecord) -> DataError {
    error(
      record,
      "comes after more than \(Self.longestGap) missing timesteps; give the "
        + "rows from here on another id in the column of the recordings, or "
        + "give a larger `step`")
  }

  private func tooMany(_ record: CSVRecord) -> DataError {
    error(
      record,
      "makes more than \(mostMissing) timesteps missing in this file; "
        + "give a larger `step`, or leave it out")
  }

  private static func rounded(_ steps: Double) -> Double {
    (steps * 100).rounded() / 100
  }
}
