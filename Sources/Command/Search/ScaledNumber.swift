import ArgumentParser

/// A number with a letter for thousands and millions.
struct ScaledNumber {
  /// The number; above 0.
  let value: Double

  /// Reads a number such as `16M`; nil for another text.
  ///
  /// - Parameter thousand: what `k` stands for; `M` for its square.
  init?(_ text: String, thousand: Double) {
    let factor =
      switch text.last {
      case "k", "K": thousand
      case "M": thousand * thousand
      default: 1.0
      }
    let digits = factor == 1 ? text[...] : text.dropLast()
    guard let number = Double(digits), number > 0, number.isFinite else {
      return nil
    }
    value = number * factor
  }
}

/// A number of bytes, such as 8192 or 8k.
struct ByteCount: ExpressibleByArgument {
  /// At least 1.
  let bytes: Int

  init?(argument: String) {
    guard let number = ScaledNumber(argument, thousand: 1024),
      let bytes = Int(exactly: number.value.rounded(.down)), bytes > 0
    else { return nil }
    self.bytes = bytes
  }
}

/// A clock, such as 16000000 or 16M.
struct Frequency: ExpressibleByArgument {
  /// Above 0.
  let hertz: Double

  init?(argument: String) {
    guard let number = ScaledNumber(argument, thousand: 1000) else {
      return nil
    }
    hertz = number.value
  }
}
