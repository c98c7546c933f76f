import Foundation
import TemporaryFolder

/// A Keras archive that tests take apart and put together.
struct KerasFile {
  /// The files by name.
  var files: [(name: String, bytes: Data)] = []

  /// Reads an archive of uncompressed files, front to back.
  init(contentsOf url: URL) throws {
    let data = try Data(contentsOf: url)
    var place = 0
    while data[place..<place + 4] == Data("PK\u{3}\u{4}".utf8) {
      let size = Self.integer(data, place + 18, 4)
      let nameSize = Self.integer(data, place + 26, 2)
      let start = place + 30 + nameSize + Self.integer(data, place + 28, 2)
      let name = data[place + 30..<place + 30 + nameSize]
      files.append(
        (String(decoding: name, as: UTF8.self), data[start..<start + size]))
      place = start + size
    }
  }

  /// Changes a file.
  mutating func edit(_ name: String, _ body: (inout Data) throws -> Void)
    rethrows
  {
    for index in files.indices where files[index].name == name {
      var bytes = Data(files[index].bytes)
      try body(&bytes)
      files[index].bytes = bytes
    }
  }

  /// Changes the architecture.
  mutating func editConfig(_ body: (inout [String: Any]) -> Void) throws {
    try edit("config.json") { bytes in
      let json = try JSONSerialization.jsonObject(with: bytes)
      var config = json as? [String: Any] ?? [:]
      body(&config)
      bytes = try JSONSerialization.data(withJSONObject: config)
    }
  }

  /// Sets a part of the architecture.
  mutating func set(_ key: String, to value: Any) throws {
    try editConfig { model in
      var config = model["config"] as? [String: Any] ?? [:]
      config[key] = value
      model["config"] = config
    }
  }

  /// The archive.
  ///
  /// - Parameter method: What the directory says of the compression.
  func archive(method: Int = 0) -> Data {
    storedArchive(files, method: method)
  }

  private static func integer(_ data: Data, _ offset: Int, _ size: Int) -> Int {
    data[offset..<offset + size].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
