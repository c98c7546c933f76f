import Foundation
import Testing

/// A model that `swiftlet import` must refuse, and the sentence it says.
struct WrongModel: CustomTestStringConvertible, Sendable {
  /// What is wrong.
  var name: String
  /// The model's file.
  var file: String
  /// Further arguments of the command.
  var arguments: [String] = []
  /// A part of the sentence.
  var sentence: String
  /// Writes the model's file into a folder.
  var write: @Sendable (URL) throws -> Void

  var testDescription: String { name }
}

/// A file of `Tests/Fixtures/imports`.
func fixture(_ name: String) -> URL {
  URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
    .appendingPathComponent("Fixtures/imports/\(name)")
}
