import Foundation
import TemporaryFolder
import Testing

/// Runs a body in a new folder with data and small models of them: `cls.csv`,
/// `cls.safetensors`, `cls.swlt`.
func withModels<R>(_ body: (URL) throws -> R) throws -> R {
  try withFolder { folder in
    for (name, data) in try models.get() {
      try data.write(to: folder.appendingPathComponent(name))
    }
    return try body(folder)
  }
}

/// The files' contents, by name; made once.
private let models = Result {
  try withFolder { folder -> [String: Data] in
    let rows = (0..<120).map { index -> String in
      let (sequence, step) = (index / 10, Double(index % 10))
      let label = sequence % 3
      return String(
        format: "%d,%.3f,%.3f,%d\n", sequence, sin(step * Double(label + 1)),
        cos(step) / 2, label)
    }
    try Data(("seq,ax,ay,label\n" + rows.joined()).utf8)
      .write(to: folder.appendingPathComponent("cls.csv"))
    let run = try shell(
      """
      swiftlet train --data cls.csv --hidden 4 --epochs 1 \
        --out cls.safetensors &&
      swiftlet quantize cls.safetensors --calibration cls.csv --out cls.swlt
      """, in: folder)
    try #require(run.status == 0, "\(run.messages)")
    return try contents(of: folder)
  }
}

/// The contents of the files of a folder and of those below, by path; those of
/// a link are where it leads.
func contents(of folder: URL) throws -> [String: Data] {
  var contents: [String: Data] = [:]
  for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
    let file = folder.appendingPathComponent(path)
    contents[path] = try? Data(contentsOf: file.resolvingSymlinksInPath())
  }
  return contents
}

extension Run {
  /// The lines that the program wrote to standard error.
  var lines: [String] {
    messages.split(separator: "\n").map(String.init)
  }

  /// Those that say why a command failed.
  var errors: [String] { lines.filter { $0.hasPrefix("error: ") } }
}
