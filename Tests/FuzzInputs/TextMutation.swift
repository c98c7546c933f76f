import Foundation

extension Randomness {
  private static let numbers = [
    "0", "-0", "1", "2", "-1", "3", "255", "256", "4095", "4096", "4097",
    "32767", "32768", "65536", "1048576", "1048577", "2147483647",
    "-2147483648", "4294967296", "4611686018427387904", "9007199254740993",
    "9223372036854775807", "-9223372036854775808", "18446744073709551616",
    "1e30", "1e38", "1.7e308", "-1.7e308", "1e-300", "1e-46", "1e999", "0.5",
    "-0.5", "1.0", "NaN", "nan", "inf", "-inf", "Infinity", "1_0", "0x10",
    "1e400000000", "00", "1,5", "\"1\"", "true", "null", "[]", "{}", "[[]]",
  ]
  private static let texts = [
    "", "a", "\\u0000", "\\u001b[31m", "a\\nb", "\\u202e", "\\ud83d\\ude00",
    "layer", "lstm", "gru", "dense", "conv1d", "history", "embedding", "copy",
    "tanh", "sigmoid", "linear", "relu", "softmax", "seq", "label", "target",
    "F64", "F16", "BOOL", "I64", "LSTM", "GRU", "Loop", "Slice", "Reshape",
    "Gather", "Transpose", "Concat", "Conv", "If", "Scan", "Expand", "Range",
    "1", "../x", "/etc/passwd", "~",
  ]
  private static let rawTexts = [
    "", "\u{0}", "\u{1B}[31m", "\"", "\"a\nb\"", "\u{202E}", "nan", "NA",
    "2026-03-01T08:30:00Z", "99999-99-99", "a", ",", ",,,,", "\n", "\r", "\t",
    ";", "\u{FEFF}", "label", "x", "\u{85}", "\u{2028}",
  ]

  /// A text with some of its numbers, words or parts in brackets changed; of
  /// JSON the rest stays JSON.
  mutating func mutated(text: Data, isJSON: Bool = true) -> Data {
    var bytes = [UInt8](text)
    for _ in 0...below(4) {
      let tokens = Self.tokens(bytes, isJSON: isJSON)
      guard !tokens.isEmpty else { break }
      let token = pick(tokens)
      bytes.replaceSubrange(
        token, with: replacement(of: token, in: bytes, tokens, isJSON))
    }
    return Data(bytes)
  }

  private mutating func replacement(
    of token: Range<Int>, in bytes: [UInt8], _ tokens: [Range<Int>],
    _ isJSON: Bool
  ) -> [UInt8] {
    let old = Array(bytes[token])
    switch below(12) {
    case 0: return Array(bytes[pick(tokens)])
    case 1 where isJSON && old.count < 4096: return old + [0x2C] + old
    case 2 where old.first == UInt8(ascii: "\""):
      let long = String(repeating: "x", count: pick([300, 5000]))
      return Array("\"\(long)\"".utf8)
    case 3 where isJSON && old.first == UInt8(ascii: "["):
      let depth = pick([2, 8, 600])
      return Array(repeating: 0x5B, count: depth)
        + Array(repeating: 0x5D, count: depth)
    default: break
    }
    switch old.first {
    case UInt8(ascii: "\"") where isJSON && below(5) > 0:
      let known = !words.isEmpty && below(2) == 0
      return Array("\"\(pick(known ? words : Self.texts))\"".utf8)
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      return Array(pick(["[]", "{}", "null", "0", "[0]", "[-1,-1]"]).utf8)
    default:
      return Array(
        pick(isJSON || below(2) == 0 ? Self.numbers : Self.rawTexts).utf8)
    }
  }

  /// The strings, the other words and, of JSON, some of the parts in brackets.
  private static func tokens(_ bytes: [UInt8], isJSON: Bool) -> [Range<Int>] {
    var (tokens, open): ([Range<Int>], [Int]) = ([], [])
    var place = 0
    while place < bytes.count {
      let begin = place
      switch bytes[place] {
      case UInt8(ascii: "\"") where isJSON:
        place += 1
        while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
          place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        place = min(place + 1, bytes.count)
        tokens.append(begin..<place)
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        open.append(place)
        place += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        place += 1
        if let start = open.popLast(), isJSON { tokens.append(start..<place) }
      case let byte where isSeparator(byte): place += 1
      default:
        while place < bytes.count, !isSeparator(bytes[place]),
          !"\"[]{}".utf8.contains(bytes[place])
        { place += 1 }
        place = max(place, begin + 1)
        tokens.append(begin..<place)
      }
    }
    return tokens
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    ",:; \t\r\n".utf8.contains(byte)
  }
}
