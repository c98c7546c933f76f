import Foundation
import SwiftletCells
import SwiftletDatasets
import TemporaryFolder
import Testing

@Suite("Finding data")
struct SourceTests {
  @Test(
    "every bundled dataset reads whole",
    arguments: [
      ("digits_rows", 1257, 540, 8, 10056, 4320),
      ("imu_exercise", 98, 42, 6, 83430, 38589),
      ("japanese_vowels", 270, 370, 12, 4274, 5687),
      ("kjv_genesis_chars", 40, 10, 1, 151_493, 44_999),
      ("oneill_melody", 433, 127, 1, 84_016, 25_060),
      ("sunspots_monthly", 1, 1, 1, 2111, 707),
    ])
  func bundled(
    name: String, train: Int, test: Int, features: Int, trainRows: Int,
    testRows: Int
  ) throws {
    let source = try DataSource(named: name)
    let training = try source.trainingPart()
    let file = try #require(source.test)
    let testing = try Dataset(contentsOf: file, expecting: training.schema)
    #expect(training.sequences.count == train)
    #expect(testing.sequences.count == test)
    #expect(training.featureNames.count == features)
    #expect(training.timesteps == trainRows)
    #expect(testing.timesteps == testRows)
    #expect(training.gapCount + testing.gapCount == 0)
    if let names = source.settings.classNames {
      #expect(names.count == training.target.outputCount)
      #expect(training.classCounts.allSatisfy { $0 > 0 })
    } else {
      #expect(training.target == .values(names: ["label_next"]))
    }
  }

  @Test("only the sunspots go on in the test part")
  func continuation() {
    let names = BundledDataset.all.filter(\.settings.testContinuesTraining)
    #expect(names.map(\.name) == ["sunspots_monthly"])
  }

  @Test("a folder gives its parts, one file itself")
  func paths() throws {
    try withFolder { folder in
      let path = folder.relativePath
      #expect(
        complaint { try DataSource(named: path) }
          == "\(path): the folder has no train.csv; add it")
      let train = folder.appendingPathComponent("train.csv")
      try Data().write(to: train)
      #expect(try DataSource(named: path).test == nil)
      try Data().write(to: folder.appendingPathComponent("test.csv"))
      #expect(
        try DataSource(named: path).test?.lastPathComponent == "test.csv")
      let file = try DataSource(named: train.relativePath)
      #expect(file.train.lastPathComponent == "train.csv")
      #expect(file.test == nil)
    }
  }

  @Test("an unknown name lists the names", arguments: ["nonsense", ""])
  func unknown(name: String) {
    #expect(
      complaint { try DataSource(named: name) }
        == "no data at '\(name)'; give a CSV file, a folder with train.csv, "
        + "or a bundled dataset: digits_rows, imu_exercise, "
        + "japanese_vowels, kjv_genesis_chars, oneill_melody, "
        + "sunspots_monthly")
  }

  @Test("a missing file and a folder as a file are named")
  func unreadable() throws {
    try withFolder { folder in
      let missing = folder.appendingPathComponent("data.csv")
      #expect(
        complaint { try Dataset(contentsOf: missing) }?
          .contains("no such file") == true)
      #expect(
        complaint { try Dataset(contentsOf: folder) }?
          .contains("cannot be read") == true)
    }
  }
}

@Suite("Lines of features")
struct FeatureParserTests {
  let parser = FeatureParser(featureNames: ["a", "b", "c", "d"])

  @Test("empty and nan fields are gaps")
  func gaps() throws {
    let values = try parser.parse("1.2,,nan, 3\r", line: 1)
    #expect(values[0] == 1.2 && values[3] == 3)
    #expect(values[1].isNaN && values[2].isNaN)
    let others = try parser.parse("NA,null,N/A,NaN", line: 1)
    #expect(others.allSatisfy { $0.isNaN })
  }

  @Test(
    "a header puts columns in another order, and others are not read",
    arguments: [
      ("d,x,c,b,a", "4,up,3,,1"), ("d;x;c;b;a", "4;;3;NA;1"),
      ("\u{FEFF}a\tb\tc\td", "1\t\t3\t4"),
    ])
  func header(header: String, line: String) throws {
    let found = try #require(try parser.following(header: header))
    let values = try found.parse(line, line: 2)
    #expect(values[0] == 1 && values[2...] == [3, 4] && values[1].isNaN)
    let short = complaint { try found.parse("1,2", line: 3) }
    #expect(short != nil)
  }

  @Test("a first line of values is no header, one that lacks a feature wrong")
  func noHeader() throws {
    for line in ["1,2,3,4", "", "u,v,w,x", ",,,", "\"1,2"] {
      #expect(try parser.following(header: line)?.source == nil)
    }
    let numbered = FeatureParser(featureNames: ["0", "1"])
    #expect(try numbered.following(header: "0,1")?.source == nil)
    #expect(
      complaint { try parser.following(header: "a,b,d") }
        == "<stdin>:1:1: column 'c' is missing; the header has a,b,d")
  }

  @Test(
    "semicolons and tabs separate fields too, and leave commas to decimals",
    arguments: [
      ("0,5;-1;2,25;3", [0.5, -1, 2.25, 3]), ("1\t2\t3.5\t4", [1, 2, 3.5, 4]),
      ("1,\t2, 3,4\t", [1, 2, 3, 4]),
    ])
  func separators(line: String, values: [Double]) throws {
    #expect(try parser.parse(line, line: 1) == values)
  }

  @Test("an empty line is a gap in every feature", arguments: ["", " ", "\n"])
  func emptyLine(line: String) throws {
    let values = try parser.parse(line, line: 1)
    #expect(values.count == 4 && values.allSatisfy(\.isNaN))
  }

  @Test(
    "a fault is named with its line and column",
    arguments: [
      ("1,2,x,4", "<stdin>:7:5: 'x' in column 'c' is not a number"),
      ("1,inf,3,4", "<stdin>:7:3: 'inf' in column 'b' is not finite"),
      ("1,2,3", "<stdin>:7:1: 3 fields, but 4 features (a,b,c,d)"),
      ("1,2,3,\"4", "<stdin>:7:7: this quoted field is not closed"),
      ("1,2,3,4\n1,2,3,4", "<stdin>:7:1: more than one line"),
    ])
  func faults(line: String, expected: String) {
    let complaint = complaint { try parser.parse(line, line: 7) }
    #expect(complaint?.hasPrefix(expected) == true, "\(complaint ?? "")")
  }
}

@Suite("Normalization")
struct NormalizationTests {
  @Test("means and population deviations leave gaps out")
  func moments() throws {
    let rows: [Double] = [1, 5, .nan, 3, 5, .nan, .nan, 5, .nan]
    let sequence = DataSequence(
      id: "0", features: rows, targets: [2, 4, .nan], featureCount: 3)
    let features = Normalization(features: [sequence])
    #expect(features.means == [2, 5, 0])
    #expect(features.deviations == [1, 1, 1])
    let targets = Normalization(targets: [sequence])
    #expect(targets.means == [3] && targets.deviations == [1])
  }

  @Test("a large mean does not drown the deviation")
  func offset() {
    let features = (0..<1000).map { 1e9 + Double($0 % 2) }
    let sequence = DataSequence(
      id: "0", features: features,
      targets: Array(repeating: 0, count: 1000), featureCount: 1)
    let found = Normalization(features: [sequence])
    #expect(abs(found.deviations[0] - 0.5) < 1e-6)
  }

  @Test("a constant that no float holds exactly has deviation 1")
  func constant() {
    let sequence = DataSequence(
      id: "0", features: Array(repeating: 0.1, count: 77),
      targets: Array(repeating: 0, count: 77), featureCount: 1)
    #expect(Normalization(features: [sequence]).deviations == [1])
  }
}
