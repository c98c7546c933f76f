import ArgumentParser
import Foundation

/// How a command prints its result.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print one JSON object instead of text.")
  var json = false

  /// Prints one JSON object with sorted keys to standard output.
  ///
  /// - Throws: `CommandError` when a number is not finite; `ConsoleError` when
  ///   it cannot be written.
  func print(_ object: [String: any Sendable]) throws {
    guard JSONSerialization.isValidJSONObject(object) else {
      throw CommandError("a result is not finite, which JSON cannot say")
    }
    let data = try JSONSerialization.data(
      withJSONObject: object,
      options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    try Console.print(data: String(decoding: data, as: UTF8.self))
  }
}
