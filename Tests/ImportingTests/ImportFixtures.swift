import Foundation
import SwiftletImporting
import Testing

/// The models that frameworks wrote, with what they gave.
struct ImportFixtures: Decodable {
  /// The versions of the packages that made them.
  var versions: [String: String]
  var imports: [Row]

  /// A model, its vectors and the modules that its names cannot tell.
  struct Row: Decodable, CustomTestStringConvertible, Sendable {
    var model: String
    var vectors: String
    var layers: String?

    var testDescription: String { model }

    /// The modules of `--layers`.
    func modules() throws -> [ModuleChoice] {
      try (layers?.split(separator: ",") ?? []).map { try .init($0) }
    }
  }

  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/imports")

  /// A file of the fixtures.
  static func file(_ name: String) -> URL {
    folder.appendingPathComponent(name)
  }

  static let all: ImportFixtures? = try? JSONDecoder().decode(
    ImportFixtures.self, from: Data(contentsOf: file("imports.json")))
  static let rows = all?.imports ?? []
}
