/// A point in time, in seconds since the beginning of 1970 in UTC.
enum Timestamp {
  /// The time that ISO 8601 says, such as `2026-03-01T08:30:00.25+01:00`; nil
  /// for any other text.
  ///
  /// A space may stand for the `T`. The time of day, its seconds and the offset
  /// may be missing; without an offset the time counts as UTC.
  static func seconds(iso8601 text: String) -> Double? {
    var scanner = TimeScanner(rest: Array(text.utf8)[...])
    guard let days = scanner.days() else { return nil }
    let midnight = Double(days) * 86_400
    guard !scanner.isAtEnd else { return midnight }
    guard scanner.take("T", "t", " ") != nil,
      let clock = scanner.clock(), let offset = scanner.offset(),
      scanner.isAtEnd
    else { return nil }
    return midnight + clock - offset
  }

  /// The time of a number of seconds, or from 10^11 on of milliseconds; nil for
  /// a number that is not finite.
  static func seconds(unix number: Double) -> Double? {
    guard number.isFinite else { return nil }
    return abs(number) < 1e11 ? number : number / 1000
  }
}

/// What is left to read of a time in ISO 8601.
private struct TimeScanner {
  var rest: ArraySlice<UInt8>

  var isAtEnd: Bool { rest.isEmpty }

  /// The days from 1970 to `YYYY-MM-DD`.
  mutating func days() -> Int? {
    guard let year = number(4...4), take("-") != nil,
      let month = number(1...2), (1...12).contains(month), take("-") != nil,
      let day = number(1...2), day >= 1
    else { return nil }
    let next =
      month == 12 ? daysTo(year + 1, 1, 1) : daysTo(year, month + 1, 1)
    let days = daysTo(year, month, day)
    return days < next ? days : nil
  }

  /// The seconds from midnight to `hh:mm` or `hh:mm:ss`, with any digits after
  /// a point or a comma.
  mutating func clock() -> Double? {
    guard let hours = number(1...2), hours < 25, take(":") != nil,
      let minutes = number(1...2), minutes < 60
    else { return nil }
    let whole = Double(60 * (60 * hours + minutes))
    guard take(":") != nil else { return whole }
    guard let seconds = number(1...2), seconds < 61 else { return nil }
    guard take(".", ",") != nil else { return whole + Double(seconds) }
    return fraction().map { whole + Double(seconds) + $0 }
  }

  /// The seconds by which `Z`, `+hh`, `+hhmm` or `+hh:mm` is ahead of UTC; 0
  /// for no text.
  mutating func offset() -> Double? {
    _ = take(" ")
    if isAtEnd || take("Z", "z") != nil { return 0 }
    guard let sign = take("+", "-"), let hours = number(2...2) else {
      return nil
    }
    _ = take(":")
    guard let minutes = isAtEnd ? 0 : number(2...2) else { return nil }
    return Double(60 * (60 * hours + minutes)) * (sign == "+" ? 1 : -1)
  }

  /// Takes one of some characters.
  mutating func take(_ characters: Unicode.Scalar...) -> Unicode.Scalar? {
    guard let first = rest.first, characters.contains(Unicode.Scalar(first))
    else { return nil }
    return Unicode.Scalar(rest.removeFirst())
  }

  private mutating func number(_ length: ClosedRange<Int>) -> Int? {
    let digits = rest.prefix(length.upperBound).prefix(while: isDigit)
    guard digits.count >= length.lowerBound else { return nil }
    rest.removeFirst(digits.count)
    return digits.reduce(0) { 10 * $0 + Int($1 - zero) }
  }

  private mutating func fraction() -> Double? {
    let digits = rest.prefix(while: isDigit)
    guard !digits.isEmpty else { return nil }
    rest.removeFirst(digits.count)
    return digits.reversed().reduce(0) { ($0 + Double($1 - zero)) / 10 }
  }
}

private let zero = UInt8(ascii: "0")

private func isDigit(_ byte: UInt8) -> Bool {
  (zero...UInt8(ascii: "9")).contains(byte)
}

/// The days from the beginning of 1970 to a date of the Gregorian calendar,
/// whose year is counted from March here, so that a leap day ends it.
private func daysTo(_ year: Int, _ month: Int, _ day: Int) -> Int {
  let (year, month) = month < 3 ? (year - 1, month + 9) : (year, month - 3)
  return 365 * year + year / 4 - year / 100 + year / 400
    + (153 * month + 2) / 5 + day - 719_469
}
