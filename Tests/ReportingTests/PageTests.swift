import Foundation
import SwiftletCells
import SwiftletReporting
import SwiftletRuntime
import Testing

/// A model of some kind, and its page.
struct Kind: CustomTestStringConvertible {
  let testDescription: String
  let comparison: Comparison
  let page: String

  init(_ name: String, _ comparison: Comparison) throws {
    testDescription = name
    self.comparison = comparison
    page = try comparison.page()
  }

  static let all = Result {
    var endless = Comparison.classifier(4)
    endless.streamSteps = 100
    var lastStep = Comparison.classifier(3)
    lastStep.scoring = .lastStep
    var untargeted = Comparison.classifier(3)
    untargeted.hasTargets = false
    var short = Comparison.regression(2)
    (short.sequences, short.timesteps) = (1, 1)
    return try [
      Kind("never reset", endless), Kind("one output", .regression(1)),
      Kind("seven outputs", .regression(7)), Kind("last step", lastStep),
      Kind("symbols", .symbols), Kind("40 classes", .classifier(40)),
      Kind("200 classes", .classifier(200)), Kind("no targets", untargeted),
      Kind("one step", short),
    ]
  }
}

@Suite("The report")
struct PageTests {
  @Test(
    "is well-formed, and asks for nothing else", arguments: try Kind.all.get())
  func wellFormed(kind: Kind) throws {
    let page = kind.page
    let reader = try PageReader(page)
    #expect(reader["script"].isEmpty && reader["link"].isEmpty)
    #expect(reader.values(of: "src").isEmpty)
    #expect(reader.values(of: "href").allSatisfy { $0.hasPrefix("#") })
    #expect(!page.contains("http") && !page.contains("url("))
    for attribute in ["d", "x", "y", "width", "height", "style"] {
      for value in reader.values(of: attribute) {
        #expect(!value.contains("nan") && !value.contains("inf"))
        #expect(!value.contains("=\"-"))
      }
    }
  }

  @Test("can be read without seeing it", arguments: try Kind.all.get())
  func accessible(kind: Kind) throws {
    let reader = try PageReader(kind.page)
    let ids = reader.values(of: "id")
    #expect(Set(ids).count == ids.count)
    let targets =
      reader.values(of: "aria-labelledby").flatMap { $0.split(separator: " ") }
      + reader.values(of: "href").map { $0.dropFirst() }
    #expect(targets.allSatisfy { ids.contains(String($0)) })
    #expect(reader["h1"].count == 1 && reader["main"].count == 1)
    let levels = reader.elements.compactMap { element in
      element.name.count == 2 && element.name.hasPrefix("h")
        ? Int(element.name.dropFirst()) : nil
    }
    for (level, next) in zip(levels, levels.dropFirst()) {
      #expect(next <= level + 1)
    }
    #expect(
      reader["th"].allSatisfy {
        ["col", "row"].contains($0.attributes["scope"] ?? "")
          && !$0.text.isEmpty
      })
    #expect(reader["table"].count == reader["caption"].count)
    #expect(reader["table"].allSatisfy { $0.parents.last == "div" })
    let pictures = reader["svg"].filter {
      $0.attributes["aria-hidden"] != "true"
    }
    #expect(!pictures.isEmpty)
    #expect(pictures.allSatisfy { $0.attributes["role"] == "img" })
    #expect(reader["desc"].count == pictures.count)
    #expect(reader["title"].count == pictures.count + 1)
    #expect(
      reader.elements.first { $0.name == "a" }?.text.hasPrefix("Skip") == true)
  }

  @Test("shows names as they are, whatever is in them")
  func names() throws {
    let names = [
      "<script>alert(1)</script>", "a & b &amp; c", "\"quoted\" 'twice'", "ü→",
    ]
    var comparison = Comparison.classifier(4)
    comparison.outputNames = names
    comparison.inputNames = ["<b>", "x\" onload='y"]
    comparison.title = "<h1> & \"title\""
    comparison.data = "]]> & <data>"
    let page = try comparison.page()
    let reader = try PageReader(page)
    #expect(!page.contains("<script") && !page.contains("<b>"))
    let headings = reader["th"].map(\.text)
    for name in names + ["<b>", "x\" onload='y"] {
      #expect(headings.contains(name))
    }
    #expect(reader["h1"].map(\.text) == [comparison.title])
    #expect(reader["p"].contains { $0.text.contains("]]> & <data>") })
    #expect(reader.values(of: "onload").isEmpty)
  }

  @Test("is the same for the same comparison but for the date")
  func deterministic() throws {
    let comparison = Comparison.classifier(3)
    let page = try comparison.page()
    #expect(try comparison.page() == page)
    let later = try comparison.page(
      date: Date(timeIntervalSince1970: 86400 * 365))
    #expect(page.contains("1970-01-01") && later.contains("1971-01-01"))
    #expect(
      later.replacingOccurrences(of: "1971-01-01", with: "1970-01-01") == page)
  }

  @Test("counts what is told on steps of each class")
  func classes() throws {
    let reader = try PageReader(Comparison.classifier(4).page())
    let cells = reader["td"].filter { $0.attributes["style"] != nil }
    #expect(cells.count == 16)
    #expect(cells.count { $0.attributes["class"] == "right" } == 4)
    #expect(cells.reduce(0) { $0 + (Int($1.text) ?? 0) } == 3 * 40)
    let large = try PageReader(Comparison.classifier(40).page())
    #expect(
      large["td"].count { $0.attributes["style"] != nil } == 40 * 40)
    let huge = try Comparison.classifier(200).page()
    #expect(huge.contains("The 20 mistakes that occur most"))
    #expect(try PageReader(huge)["td"].count < 1000)
  }

  @Test("draws at most six outputs, and their errors")
  func charts() throws {
    for (comparison, expected) in [
      (Comparison.regression(1), 1), (.regression(7), 6), (.classifier(40), 6),
    ] {
      let reader = try PageReader(comparison.page())
      let lines = reader["path"].filter { $0.parents.contains("figure") }
      for style in ["float", "quantized", "error"] {
        #expect(
          lines.count { $0.attributes["class"] == style } == expected)
      }
    }
  }

  @Test("has a size that does not grow with the data")
  func bounded() throws {
    var comparison = Comparison.regression(7)
    comparison.timesteps = 400
    let size = try comparison.page().utf8.count
    comparison.timesteps = 4000
    let large = try comparison.page().utf8.count
    #expect(abs(large - size) < size / 10 && large < 400_000)
  }

  @Test("says what a firmware engineer asks for", arguments: try Kind.all.get())
  func words(kind: Kind) throws {
    let reader = try PageReader(kind.page)
    let ids = reader["section"].compactMap { $0.attributes["id"] }
    #expect(ids.starts(with: ["model", "scores", "outputs"]))
    #expect(ids.contains("memory") && ids.contains("ranges"))
    #expect(ids.contains("long-stream") == (kind.comparison.streamSteps > 0))
    let rows = reader["th"].map(\.text)
    for row in ["RAM, state", "RAM, scratch", "flash, the model", "snapshot"] {
      #expect(rows.contains(row))
    }
  }
}

@Suite("Colours of the report")
struct ColourTests {
  @Test("have enough contrast, in light and in dark")
  func contrast() throws {
    let page = try Comparison.classifier(2).page()
    let themes = page.components(separatedBy: "prefers-color-scheme: dark")
    try #require(themes.count == 2)
    for theme in themes {
      let colours = colours(theme)
      func colour(_ name: String) throws -> [Double] {
        try #require(colours[name])
      }
      for text in ["text", "muted", "link"] {
        for ground in ["page", "panel"] {
          #expect(try ratio(colour(text), colour(ground)) >= 4.5)
        }
      }
      for heat in ["right", "wrong"] {
        let mixed = zip(try colour(heat), try colour("page")).map {
          0.45 * $0 + 0.55 * $1
        }
        #expect(try ratio(colour("text"), mixed) >= 4.5)
      }
      for line in ["float", "quantized", "target"] {
        #expect(try ratio(colour(line), colour("page")) >= 3)
      }
    }
  }

  /// The colours that a style sheet names, as red, green and blue in `0...1`.
  private func colours(_ text: String) -> [String: [Double]] {
    var colours: [String: [Double]] = [:]
    for match in text.matches(of: /--(\w+): #([0-9a-f]{6})/) {
      guard let value = Int(match.2, radix: 16) else { continue }
      colours[String(match.1)] = [16, 8, 0].map {
        Double(value >> $0 & 255) / 255
      }
    }
    return colours
  }

  /// The contrast of two colours, as WCAG 2.1 defines it.
  private func ratio(_ a: [Double], _ b: [Double]) -> Double {
    let (x, y) = (luminance(a), luminance(b))
    return (max(x, y) + 0.05) / (min(x, y) + 0.05)
  }

  private func luminance(_ colour: [Double]) -> Double {
    zip(colour, [0.2126, 0.7152, 0.0722]).reduce(0) { sum, part in
      let linear =
        part.0 <= 0.03928
        ? part.0 / 12.92 : pow((part.0 + 0.055) / 1.055, 2.4)
      return sum + part.1 * linear
    }
  }
}

@Suite("Axes")
struct AxisTests {
  @Test(
    "name a few round values, each in its own way",
    arguments: [
      [0, 1], [-3, 7], [0, 599], [1e-9, 5e-9], [101_321, 101_329],
      [-1e12, 3e12], [5, 5], [0, 0], [-0.02, 0.013], [1e9, 1e9 + 3],
      [-1e-300, 0],
      [.nan, 2, .infinity],
    ] as [[Double]])
  func ticks(values: [Double]) {
    let axis = Axis(showing: values)
    let labels = axis.ticks.map(axis.label)
    #expect(axis.range.lowerBound < axis.range.upperBound)
    #expect((1...9).contains(labels.count), "\(labels)")
    #expect(Set(labels).count == labels.count, "\(labels)")
    #expect(labels.allSatisfy { $0.count <= 11 }, "\(labels)")
    let length = axis.range.upperBound - axis.range.lowerBound
    for (tick, label) in zip(axis.ticks, labels) {
      #expect((-1e-9...1 + 1e-9).contains(axis.position(tick)))
      #expect(abs((Double(label) ?? .nan) - tick) <= 1e-3 * length)
    }
  }

  @Test(
    "with round ends hold the values between two ticks",
    arguments: [
      [-0.045, 0.045], [0, 8.61], [-1.3, 4.2], [0.1, 0.3], [3, 3], [0, 0],
    ] as [[Double]])
  func roundEnds(values: [Double]) {
    let axis = Axis(showing: values, ticks: 3, isRound: true)
    #expect((2...7).contains(axis.ticks.count))
    #expect(axis.ticks.first.map { $0 <= values[0] } == true)
    #expect(axis.ticks.last.map { $0 >= values[1] - 1e-12 } == true)
  }
}
