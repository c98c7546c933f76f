import Foundation
import SwiftletFiles
import SwiftletMessages
import Synchronization

/// What a command says: results on standard output, all else on standard
/// error; nothing else writes to them.
enum Console {
  /// What standard error shows.
  private struct Messages {
    /// Whether one could not be written.
    var isLost = false
    /// Whether the last line is not ended.
    var hasOpenLine = false
    /// Whether the last one is said.
    var areEnded = false

    mutating func write(_ text: String) {
      guard !areEnded else { return }
      do {
        try writeAll(Data(text.utf8), to: STDERR_FILENO)
      } catch {
        isLost = true
      }
    }

    mutating func endLine() {
      if hasOpenLine { write("\n") }
      hasOpenLine = false
    }
  }

  private static let shown = Mutex(Messages())

  /// Whether a message could not be written, which ends no work.
  static var isMessageLost: Bool { shown.withLock { $0.isLost } }

  /// Keeps the numbers of standard streams that are closed from the files that
  /// are opened next: reads and writes of the streams still fail.
  static func holdStreams() {
    for (number, flags) in [(Int32(0), O_WRONLY), (1, O_RDONLY), (2, O_RDONLY)]
    where fcntl(number, F_GETFD) < 0 {
      _ = open("/dev/null", flags)
    }
  }

  /// Writes text for people and the end of its line to standard output, at
  /// once.
  static func print(_ text: String) throws(ConsoleError) {
    try print(data: text.printableLines)
  }

  /// Writes text for programs, every character of it, and the end of its line
  /// to standard output, at once.
  static func print(
    data text: String, terminator: String = "\n"
  ) throws(ConsoleError) {
    try write(Array((text + terminator).utf8))
  }

  /// Writes bytes to standard output, at once.
  static func write(_ bytes: [UInt8]) throws(ConsoleError) {
    shown.withLock { $0.endLine() }
    do {
      try writeAll(Data(bytes), to: STDOUT_FILENO)
    } catch {
      throw ConsoleError(cause: error)
    }
  }

  /// Ends standard output: what the system could not write until then, it
  /// says now.
  static func end() throws(ConsoleError) {
    guard close(STDOUT_FILENO) == 0 || errno == EINTR else {
      throw ConsoleError(cause: SystemError(errno))
    }
  }

  /// Writes a line to standard error.
  static func message(_ line: String) {
    messages(line.printable)
  }

  /// Writes lines to standard error.
  static func messages(_ lines: String) {
    shown.withLock {
      $0.endLine()
      $0.write(lines.printableLines + "\n")
    }
  }

  /// Writes the last line to standard error: other threads say no more.
  static func lastMessage(_ line: String) {
    shown.withLock {
      $0.endLine()
      $0.write(line.printable + "\n")
      $0.areEnded = true
    }
  }

  /// Draws a line of standard error again, of which a terminal shows as much
  /// as is wide.
  static func redraw(_ line: String) {
    let width = terminalWidth
    shown.withLock {
      $0.write("\r" + line.prefix(width - 1) + "\u{1B}[K")
      $0.hasOpenLine = true
    }
  }

  /// Whether standard error is a terminal on which a line can be drawn again.
  static var isTerminal: Bool {
    isatty(STDERR_FILENO) == 1
      && ProcessInfo.processInfo.environment["TERM"] ?? "dumb" != "dumb"
  }

  private static var terminalWidth: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1
    else { return 80 }
    return Int(size.ws_col)
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

  init(_ description: String) {
    self.description = description.printable
  }
}
