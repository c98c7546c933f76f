import Foundation
import SwiftletFiles

/// The lines of standard input, each as soon as it has come.
struct LineReader {
  /// The longest line, in bytes.
  private static let longestLine = 1 << 20
  private static let lineFeed = UInt8(ascii: "\n")

  /// What has come; lines before `start` are given.
  private var bytes: [UInt8] = []
  private var start = 0
  /// What is read into.
  private var piece = [UInt8](repeating: 0, count: 1 << 16)

  /// The line that was read last, without its end.
  private(set) var line: ArraySlice<UInt8> = []
  /// Its number, from 1.
  private(set) var number = 0

  /// Reads the next line; false where there is none.
  ///
  /// - Parameter waiting: called before what has come is all given and more is
  ///   waited for.
  /// - Throws: `CommandError` when it is too long or cannot be read; what
  ///   `waiting` throws.
  mutating func next(waiting: () throws -> Void) throws -> Bool {
    line = []
    var searched = start
    while true {
      if let end = lineFeed(from: searched) {
        take(start..<end)
        start = end + 1
        return true
      }
      guard bytes.count - start <= Self.longestLine else {
        throw CommandError(
          "standard input:\(number + 1): the line is longer than "
            + "\(Self.longestLine) bytes; give one timestep a line")
      }
      bytes.removeSubrange(..<start)
      (start, searched) = (0, bytes.count)
      try waiting()
      guard try fill() else {
        guard !bytes.isEmpty else { return false }
        take(0..<bytes.count)
        bytes = []
        return true
      }
    }
  }

  private mutating func take(_ range: Range<Int>) {
    number += 1
    line = bytes[range]
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
  }

  /// Where the next line feed is, from an index on.
  private func lineFeed(from index: Int) -> Int? {
    bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress,
        let found = memchr(
          base + index, Int32(Self.lineFeed), bytes.count - index)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  /// Takes what comes next; false at the end.
  private mutating func fill() throws -> Bool {
    do throws(SystemError) {
      let next = try readNext(&piece, from: STDIN_FILENO)
      bytes += next
      return !next.isEmpty
    } catch {
      throw InputError(
        "standard input", error, remedy: "give a file or a pipe of lines")
    }
  }
}
