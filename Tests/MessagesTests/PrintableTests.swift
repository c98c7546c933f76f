import SwiftletMessages
import Testing

@Suite("A message")
struct PrintableTests {
  @Test("of ordinary text is as it was")
  func plain() {
    for text in ["", "a b", "Größe µ 温度 🙂", "می‌خواهم", "a\u{A0}b"] {
      #expect(text.printable == text)
    }
  }

  @Test(
    "shows what would control a terminal, or end the line, as question marks",
    arguments: [
      "\n", "\r", "\t", "\u{0}", "\u{1B}", "\u{7F}", "\u{85}", "\u{9B}",
      "\u{200E}", "\u{202E}", "\u{2028}", "\u{2029}", "\u{2066}", "\u{FEFF}",
    ])
  func hidden(character: String) {
    #expect("a\(character)b".printable == "a?b")
    // Both scalars of a line end of two.
    #expect("\r\n".printable == "??")
  }

  @Test("of great length loses its middle, not its place and its remedy")
  func long() {
    let name = String(repeating: "é", count: 100_000)
    let text = "file:1:2: '\(name)' is too long; rename it".printable
    #expect(text.count <= 2000)
    #expect(text.hasPrefix("file:1:2: '") && text.hasSuffix("; rename it"))
  }

  @Test("of several lines keeps them, however long")
  func lines() {
    let long = String(repeating: "x", count: 3000)
    #expect("a\u{1B}[1m\n\(long)".printableLines == "a?[1m\n\(long)")
  }
}
