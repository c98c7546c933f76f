import Foundation
import SwiftletFiles

/// What a command says: results on standard output, all else on standard
/// error; nothing else writes to them.
enum Console {
  /// Whether a message could not be written, which ends no work.
  nonisolated(unsafe) private(set) static var isMessageLost = false

  /// Keeps the numbers of standard streams that are closed from the files that
  /// are opened next: reads and writes of the streams still fail.
  static func holdStreams() {
    for (number, flags) in [(Int32(0), O_WRONLY), (1, O_RDONLY), (2, O_RDONLY)]
    where fcntl(number, F_GETFD) < 0 {
      _ = open("/dev/null", flags)
    }
  }

  /// Writes text and the end of its line to standard output, at once.
  static func print(_ text: String) throws(ConsoleError) {
    do {
      try writeAll(Data((text + "\n").utf8), to: STDOUT_FILENO)
    } catch {
      throw ConsoleError(cause: error)
    }
  }

  /// Writes a line to standard error.
  static func message(_ line: String) {
    do {
      try writeAll(Data((line + "\n").utf8), to: STDERR_FILENO)
    } catch {
      isMessageLost = true
    }
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

/// Why standard output cannot be written.
struct ConsoleError: Error, CustomStringConvertible {
  let cause: SystemError

  /// Whether its reader has gone.
  var isClosedPipe: Bool { cause == SystemError(EPIPE) }

  var description: String { "standard output: \(cause)" }
}

/// Why a command cannot do its work.
struct CommandError: Error, CustomStringConvertible {
  /// One line: the cause and the remedy.
  let description: String

  init(_ description: String) { self.description = description }
}
