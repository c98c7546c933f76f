/// A decimal number of few digits, which is read without a text of its own.
enum PlainDecimal {
  /// Whole numbers up to here, and these powers of ten, are exact in `Double`:
  /// one product or quotient of them is rounded as the decimal is (Clinger
  /// 1990).
  private static let largestSignificand: UInt64 = 1 << 53
  private static let powers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13,
    1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// The number that a text spells: a sign, digits, a point with digits, and
  /// an exponent, all but the first digits optional; nil for any other text,
  /// and for a number of many digits or a large exponent.
  static func value(_ text: Span<UInt8>) -> Double? {
    text.withUnsafeBufferPointer { value(DigitScanner(text: $0)) }
  }

  private static func value(_ start: DigitScanner) -> Double? {
    var scanner = start
    let isNegative = scanner.takeSign()
    guard scanner.takeDigits() > 0 else { return nil }
    var exponent = 0
    if scanner.take(UInt8(ascii: ".")) {
      let count = scanner.takeDigits()
      guard count > 0 else { return nil }
      exponent = -count
    }
    let significand = scanner.number
    guard scanner.digits <= 19, significand <= largestSignificand else {
      return nil
    }
    if scanner.take(UInt8(ascii: "e")) || scanner.take(UInt8(ascii: "E")) {
      scanner.number = 0
      let isBelow = scanner.takeSign()
      guard (1...3).contains(scanner.takeDigits()) else { return nil }
      exponent += isBelow ? -Int(scanner.number) : Int(scanner.number)
    }
    guard scanner.isAtEnd, abs(exponent) < powers.count else { return nil }
    let value =
      exponent < 0
      ? Double(significand) / powers[-exponent]
      : Double(significand) * powers[exponent]
    return isNegative ? -value : value
  }
}

/// What is left to read of a number.
private struct DigitScanner {
  let text: UnsafeBufferPointer<UInt8>
  private var next = 0
  /// The number that the digits since it was 0 make.
  var number: UInt64 = 0
  /// How many digits were taken.
  private(set) var digits = 0

  init(text: UnsafeBufferPointer<UInt8>) { self.text = text }

  var isAtEnd: Bool { next == text.count }

  /// Takes a character, if it is the next.
  mutating func take(_ character: UInt8) -> Bool {
    guard next < text.count, text[next] == character else { return false }
    next += 1
    return true
  }

  /// Takes a sign, if one is next; whether it is a minus.
  mutating func takeSign() -> Bool {
    take(UInt8(ascii: "-")) || take(UInt8(ascii: "+")) && false
  }

  /// Takes all digits that follow; how many there are.
  mutating func takeDigits() -> Int {
    let start = next
    while next < text.count {
      let digit = text[next] &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      number = number &* 10 &+ UInt64(digit)
      next += 1
    }
    digits += next - start
    return next - start
  }
}
