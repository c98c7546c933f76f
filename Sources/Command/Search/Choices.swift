import ArgumentParser

/// The values of an option that a search tries, in their order.
struct Choices: CustomStringConvertible {
  let values: [String]

  var description: String { values.joined(separator: ",") }

  /// Values that are known to be different.
  init(_ values: [String]) { self.values = values }

  /// Reads values that are separated by commas.
  ///
  /// - Throws: `ValidationError` when one is empty, or given twice.
  init(_ text: String) throws {
    values = text.names
    guard !values.contains("") else {
      throw ValidationError("give values separated by commas")
    }
    let twice = values.first { value in values.count { $0 == value } > 1 }
    if let twice { throw ValidationError("give '\(twice)' once") }
  }
}
