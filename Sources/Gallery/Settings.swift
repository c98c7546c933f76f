/// The `KEY=VALUE` arguments of a story.
struct Settings {
  private let values: [String: String]

  /// Reads arguments.
  ///
  /// - Throws: `GalleryError` when one lacks the `=`.
  init(_ arguments: [String]) throws {
    var values: [String: String] = [:]
    for argument in arguments {
      let parts = argument.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else {
        throw GalleryError("'\(argument)' is no setting; write KEY=VALUE")
      }
      values[String(parts[0])] = String(parts[1])
    }
    self.values = values
  }

  /// The number of a key, where it is given.
  ///
  /// - Throws: `GalleryError` when it is no number in the range.
  func number(
    _ key: String, default value: Double, in range: ClosedRange<Double>
  ) throws -> Double {
    guard let text = values[key] else { return value }
    guard let number = Double(text), range.contains(number) else {
      throw GalleryError(
        "\(key)=\(text); give a number from \(range.lowerBound) to "
          + "\(range.upperBound)")
    }
    return number
  }

  /// The whole number of a key, where it is given.
  func count(
    _ key: String, default value: Int, in range: ClosedRange<Int>
  ) throws -> Int {
    Int(
      try number(
        key, default: Double(value),
        in: Double(range.lowerBound)...Double(range.upperBound)))
  }

  /// The text of a key, where it is given.
  func text(_ key: String) -> String? { values[key] }

  /// The seed of all that is random.
  func seed() throws -> UInt64 {
    UInt64(try count("seed", default: 1, in: 0...1_000_000))
  }
}
