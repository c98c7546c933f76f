package import Foundation

/// A model that `swiftlet import` must refuse, and the sentence it says.
package struct WrongModel: CustomStringConvertible, Sendable {
  /// What is wrong.
  package var name: String
  /// The model's file.
  package var file: String
  /// Further arguments of the command.
  package var arguments: [String] = []
  /// A part of the sentence.
  package var sentence: String
  /// Writes the model's file into a folder.
  package var write: @Sendable (URL) throws -> Void

  package var description: String { name }
}

/// A file of `Tests/Fixtures/imports`.
package func fixture(_ name: String) -> URL {
  URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/imports/\(name)")
}
