import Foundation

/// What a command says: results on standard output, all else on standard
/// error.
enum Console {
  /// Writes a line to standard error.
  static func message(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }

  /// A number with a number of digits after the point.
  static func number(_ value: Double, digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }

  /// A duration for people, such as `1 min 20 s`.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "?" }
    let whole = Int(max(0, seconds).rounded())
    let (hours, minutes) = (whole / 3600, whole / 60 % 60)
    if hours > 0 { return "\(hours) h \(minutes) min" }
    return minutes > 0 ? "\(minutes) min \(whole % 60) s" : "\(whole) s"
  }
}

/// Why a command cannot do its work.
struct CommandError: Error, CustomStringConvertible {
  /// One line: the cause and the remedy.
  let description: String

  init(_ description: String) { self.description = description }
}
