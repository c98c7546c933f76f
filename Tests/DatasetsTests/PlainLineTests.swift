import SwiftletDatasets
import Testing

/// Whether two lists hold the same bits, all NaN alike.
private func same(_ a: [Double], _ b: [Double]) -> Bool {
  a.map { $0.isNaN ? 1 : $0.bitPattern }
    == b.map { $0.isNaN ? 1 : $0.bitPattern }
}

/// A field: a number, a gap, or what is neither.
private func field(
  _ random: inout some RandomNumberGenerator, onlyNumbers: Bool
) -> String {
  func digits(_ count: ClosedRange<Int>) -> String {
    (0..<Int.random(in: count, using: &random)).map { _ in
      "\(Int.random(in: 0...9, using: &random))"
    }.joined()
  }
  func one(_ texts: String...) -> String {
    texts.randomElement(using: &random) ?? ""
  }
  let number =
    one("", "-", "+") + digits(1...one("4", "12", "20").count * 6)
    + one("", "." + digits(1...9), "." + digits(1...24))
    + one("", "", "", "e" + one("", "-", "+") + digits(1...2), "E5", "e0")
  guard !onlyNumbers else { return number }
  let odd = one(
    "", " ", "nan", "NA", "\"1\"", "\"a, b\"", "\"1\"\"\"", "x", "é", "1e999",
    "1e", ".5", "5.", ".", "-", "inf", "1 2", "1\r2", "\u{0}", "1;5", "1\t5")
  return one(number, number, number, " " + number, number + "\t", odd)
}

@Suite("Lines and numbers that are read at once")
struct PlainLineTests {
  @Test("a decimal has the bits that the standard library gives it")
  func decimals() throws {
    var random = SystemRandomNumberGenerator()
    let parser = FeatureParser(featureNames: ["a"])
    var value = [0.0]
    for _ in 0..<20_000 {
      let text = field(&random, onlyNumbers: true)
      let expected = try #require(Double(text), "\(text)")
      guard abs(expected) < 1e150 else { continue }
      let bytes = Array(text.utf8)
      try parser.parse(bytes.span, line: 1, into: &value)
      #expect(same(value, [expected]), "\(text)")
    }
  }

  @Test("a line of bytes gives what the text gives, a fault too")
  func lines() throws {
    var random = SystemRandomNumberGenerator()
    let plain = FeatureParser(featureNames: ["a", "b"])
    let parsers = [
      plain, try #require(try plain.following(header: "b,note,a")),
      try #require(try plain.following(header: "b;a")),
    ]
    for _ in 0..<5000 {
      let line = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        field(&random, onlyNumbers: false)
      }.joined(separator: [",", ",", ";"].randomElement(using: &random) ?? "")
      for parser in parsers {
        var values = [0.0, 0.0]
        let bytes = Array(line.utf8)
        let found = Result {
          try parser.parse(bytes.span, line: 3, into: &values)
          return values
        }
        let expected = Result { try parser.parse(line, line: 3) }
        switch (found, expected) {
        case (.success(let a), .success(let b)):
          #expect(same(a, b), "\(line)")
        case (.failure(let a), .failure(let b)):
          #expect("\(a)" == "\(b)", "\(line)")
        default: Issue.record("\(line): \(found), but \(expected)")
        }
      }
    }
  }

  @Test("a file read at once gives what its single bytes give, a fault too")
  func files() throws {
    var random = SystemRandomNumberGenerator()
    func outcome(_ text: String, _ size: Int) -> String {
      complaint { try dataset(text, chunkSize: size) }
        ?? (try? String(describing: dataset(text, chunkSize: size))) ?? ""
    }
    for _ in 0..<150 {
      let hasFaults = Bool.random(using: &random)
      let end = ["\n", "\r\n", "\r"].randomElement(using: &random) ?? ""
      var lines = ["seq,x,y,\"tar\"\"get\""]
      for row in 0..<12 {
        let fields = (0..<3).map { _ in
          hasFaults && Int.random(in: 0..<8, using: &random) == 0
            ? field(&random, onlyNumbers: false)
            : ["", "\"3\"", "1.5", "-2e-3", "nan"].randomElement(
              using: &random) ?? ""
        }
        lines.append("\"s\(row / 5)\"," + fields.joined(separator: ","))
      }
      lines[0] = "seq,x,y,target"
      if hasFaults { lines.insert("", at: 1 + lines.count / 2) }
      let text =
        lines.joined(separator: end) + (Bool.random(using: &random) ? end : "")
      let expected = outcome(text, 1)
      for size in [2, 3, 7, 20, 31, 65_536] {
        #expect(outcome(text, size) == expected, "\(size): \(text)")
      }
    }
  }

  @Test("a fault in a plain line is named with its line and character")
  func places() {
    let rows = (0..<9).map { "a,\($0),1\n" }.joined()
    #expect(
      complaint { try dataset("seq,x,label\n" + rows + "a, 1,1\na,3,x\n") }?
        .hasPrefix("12:5: label 'x' is a name") == true)
  }
}
