import Foundation
import SwiftletRuntime

/// What embeddings wrote into a folder: a line with the checksum, the size and
/// the path of each file, by which an edited file is told from a written one.
struct EmbedRecord {
  static let fileName = ".swiftlet-embed"

  private static let title =
    "# What swiftlet embed wrote here, and so may replace."

  /// The core and the library that the files are for; empty where none is
  /// known.
  var library = ""
  private var lines: Set<String> = []

  /// Reads the text of a record; empty where there is none.
  init(_ text: String) {
    for line in text.split(separator: "\n") where line != Self.title {
      if line.hasPrefix("library ") {
        library = String(line.dropFirst("library ".count))
      } else {
        lines.insert(String(line))
      }
    }
  }

  var text: String {
    let all = [Self.title, "library \(library)"] + lines.sorted()
    return all.joined(separator: "\n") + "\n"
  }

  /// The models' arrays that embeddings wrote, by path.
  var arrays: [(path: String, model: ModelName)] {
    lines.sorted().compactMap { line in
      guard
        let match = line.wholeMatch(
          of: /\S+ \S+ ((?:.*\/)?swiftlet_(\w+)\.c)/),
        let model = ModelName(String(match.2))
      else { return nil }
      return (String(match.1), model)
    }
  }

  /// Whether an embedding wrote these contents.
  func knows(_ data: Data, at path: String) -> Bool {
    lines.contains(Self.line(data, path))
  }

  /// Knows these contents too.
  mutating func add(_ data: Data, at path: String) {
    lines.insert(Self.line(data, path))
  }

  /// Knows no other contents of a file than these.
  mutating func settle(_ data: Data, at path: String) {
    lines = lines.filter { !$0.hasSuffix(" \(path)") }
    add(data, at: path)
  }

  private static func line(_ data: Data, _ path: String) -> String {
    let checksum = data.withUnsafeBytes { bytes in
      bytes.bindMemory(to: UInt8.self).baseAddress.map {
        crc32($0, bytes.count)
      }
    }
    return "\(String(checksum ?? 0, radix: 16)) \(data.count) \(path)"
  }
}
