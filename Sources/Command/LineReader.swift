import Foundation

/// The lines of standard input, each as soon as it has come.
struct LineReader {
  /// The longest line, in bytes.
  private static let longestLine = 1 << 20
  private static let lineFeed = UInt8(ascii: "\n")

  /// What has come and is not given yet, from `start` on.
  private var bytes: [UInt8] = []
  private var start = 0
  private var count = 0

  /// The next line, without its end; nil where there is none.
  ///
  /// - Throws: `CommandError` when it is too long.
  mutating func next() throws -> String? {
    var searched = start
    while true {
      if let end = bytes[searched...].firstIndex(of: Self.lineFeed) {
        defer { start = end + 1 }
        return line(bytes[start..<end])
      }
      guard bytes.count - start <= Self.longestLine else {
        throw CommandError(
          "standard input:\(count + 1): the line is longer than "
            + "\(Self.longestLine) bytes; give one timestep a line")
      }
      bytes.removeSubrange(..<start)
      (start, searched) = (0, bytes.count)
      guard fill() else {
        defer { bytes = [] }
        return bytes.isEmpty ? nil : line(bytes[...])
      }
    }
  }

  private mutating func line(_ bytes: ArraySlice<UInt8>) -> String {
    count += 1
    let line = bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes
    return String(decoding: line, as: UTF8.self)
  }

  /// Takes what comes next; false at the end.
  private mutating func fill() -> Bool {
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    var count = 0
    repeat {
      count = read(STDIN_FILENO, &piece, piece.count)
    } while count < 0 && errno == EINTR
    guard count > 0 else { return false }
    bytes += piece[..<count]
    return true
  }
}
