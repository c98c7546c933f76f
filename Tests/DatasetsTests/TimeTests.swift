import Foundation
import SwiftletCells
import SwiftletDatasets
import Testing

private let second = ColumnRoles(step: 1)

/// A file of times; the feature counts the rows.
private func file(_ times: [String]) -> String {
  "time,x,label\n"
    + times.enumerated().map { "\($1),\($0),\($0 % 2)\n" }.joined()
}

/// How many timesteps are missing in a file of times.
private func missing(_ times: [String], step: Double = 1) throws -> Int {
  try dataset(file(times), roles: ColumnRoles(step: step)).missingSteps
}

@Suite("Times")
struct TimeTests {
  @Test(
    "are dates in all their spellings, and numbers of seconds or milliseconds",
    arguments: [
      ("2026-03-01T08:30:00", "2026-03-01T08:30:05"),
      ("2026-03-01 08:30:00", "2026-03-01 08:30:05"),
      ("2026-03-01T08:30:00Z", "2026-03-01T08:30:05z"),
      ("2026-03-01T08:30", "2026-03-01t08:30:05"),
      ("2026-03-01T08:30:00.25", "2026-03-01T08:30:05.250000"),
      ("2026-03-01T08:30:00+01:00", "2026-03-01T07:30:05Z"),
      ("2026-03-01T08:30:00 -0130", "2026-03-01T10:00:05+00"),
      ("2026-02-28T23:59:58", "2026-03-01T00:00:03"),
      ("2026-3-1T8:30:0", "2026-3-1T8:30:5"),
      ("2026-03-01", "2026-03-01T00:00:05"),
      ("1772353800", "1772353805"), ("1772353800.5", "1772353805.5"),
      ("1772353800000", "1772353805000"), ("0", "5"), ("-2.5", "2.5"),
    ])
  func spellings(first: String, second: String) throws {
    #expect(try missing([first, second]) == 4)
  }

  @Test("are those that Foundation writes")
  func foundation() throws {
    var seconds = -2_208_988_800.0
    let formatter = ISO8601DateFormatter()
    for step in 0..<400 {
      let jump = Double(1 + (step * 7919) % 9973)
      let dates = [seconds, seconds + jump * 86_400].map {
        formatter.string(from: Date(timeIntervalSince1970: $0))
      }
      #expect(try missing(dates, step: 86_400) == Int(jump) - 1, "\(dates)")
      seconds += 86_400 * Double(step * 131 % 997) + 3607
    }
  }

  @Test("of two columns belong together, a date and a clock")
  func twoColumns() throws {
    let data = try dataset(
      "Date;Time;x;label\n2026-03-01;23:59:59;1;0\n2026-03-02;00:00:02;2;1\n",
      roles: second)
    #expect(data.missingSteps == 2 && data.unreadColumns == [])
  }

  @Test(
    "that are none are named where a step is asked for",
    arguments: [
      "", "noon", "2026-02-29", "2026-13-01", "2026-00-01", "2026-01-00",
      "2026-03-01T", "2026-03-01T25:00", "2026-03-01T08:61", "2026-03-01T08",
      "2026-03-01T08:30:00.", "2026-03-01T08:30:00+1", "2026-03-01T08:30:00 x",
      "01.03.2026", "26-03-01", "1e999",
    ])
  func none(text: String) {
    let complaint = complaint {
      try dataset(file(["2026-03-01", text]), roles: second)
    }
    #expect(
      complaint
        == "3:1: the time '\(text)' in column 'time' is none; write it like "
        + "2026-03-01T08:30:00 or as the seconds since 1970, name another "
        + "column with `time`, or leave `step` out")
    #expect(throws: Never.self) { try dataset(file(["2026-03-01", text])) }
  }

  @Test("rise in a sequence, and begin again with the next")
  func order() throws {
    let header = "seq,t,x,label\n"
    let data = try dataset(header + "a,5,1,0\na,6,2,1\nb,1,3,0\nb,2,3,0\n")
    #expect(data.sequences.count == 2)
    let falls = "4:3: the time '5.5' in column 't' does not rise; sort the rows"
    for roles in [ColumnRoles(), second] {
      let rows = "a,5,1,0\na,6,2,1\na,5.5,3,0\n"
      let complaint = complaint { try dataset(header + rows, roles: roles) }
      #expect(complaint?.hasPrefix(falls) == true, "\(complaint ?? "")")
    }
  }

  @Test("may stand still where no step is asked for, as a coarse clock's do")
  func coarse() throws {
    let text = file(["5", "5", "6"])
    #expect(try dataset(text).timesteps == 3)
    #expect(
      complaint { try dataset(text, roles: second) }?
        .hasPrefix("3:1: the time '5' in column 'time' does not rise") == true)
  }

  @Test("of a column that is left out, or is a feature, do not matter")
  func leftOut() throws {
    let text = file(["5", "3"])
    let roles = ColumnRoles(ignored: ["time"])
    #expect(try dataset(text, roles: roles).featureNames == ["x"])
    let schema = Dataset.Schema(
      featureNames: ["time", "x"],
      target: .classes(count: 2, column: "label"), step: 1)
    let data = try dataset(text, expecting: schema)
    #expect(data.sequences[0].features == [5, 0, 3, 1])
  }
}

@Suite("Steps that are missing in time")
struct MissingStepTests {
  @Test("are rows without features and targets, in each sequence")
  func rows() throws {
    let data = try dataset(
      "seq,t,x,y,label\na,0,1,2,b\na,3,3,4,a\nb,9,5,6,b\nb,10,7,8,\n",
      roles: second)
    let nan = Double.nan
    let features = [1, 2, nan, nan, nan, nan, 3, 4]
    #expect("\(data.sequences[0].features)" == "\(features)")
    #expect("\(data.sequences[0].targets)" == "\([1, nan, nan, 0])")
    #expect(data.sequences[1].features == [5, 6, 7, 8])
    #expect(data.missingSteps == 2 && data.step == 1 && data.gapCount == 4)
    #expect(data.classCounts == [1, 2] && data.schema.step == 1)
    #expect(data.unreadColumns == [])
  }

  @Test("have as many targets as there are values, or as a model has")
  func targets() throws {
    let rows = "t,x,u,v\n0,1,2,3\n2,4,5,6\n"
    let roles = ColumnRoles(targets: ["u", "v"], step: 1)
    let data = try dataset(rows, roles: roles)
    #expect("\(data.sequences[0].targets)" == "[2.0, 3.0, nan, nan, 5.0, 6.0]")
    let alone = try dataset(
      "t,x\n0,1\n2,4\n", roles: second, expecting: data.schema)
    #expect(alone.hasNoTargets && alone.sequences[0].targets.count == 6)
  }

  @Test("of a schema's step are found by the time that a file has")
  func schema() throws {
    let schema = Dataset.Schema(
      featureNames: ["x"], target: .classes(count: 2, column: "label"),
      step: 2)
    let data = try dataset(file(["0", "6"]), expecting: schema)
    #expect(data.missingSteps == 2)
    let other = try dataset(file(["0", "6"]), roles: second, expecting: schema)
    #expect(other.missingSteps == 5 && other.step == 1)
    let without = try dataset("x\n1\n2\n", expecting: schema)
    #expect(without.timesteps == 2 && without.step == nil)
  }

  @Test("are counted from times that are a quarter of a step off, not more")
  func tolerance() throws {
    #expect(try missing(["0", "1.25", "3", "6.75"]) == 4)
    #expect(try missing(["0.00", "0.01", "0.04"], step: 0.01) == 2)
    for (time, steps) in [("1.3", 1.3), ("0.7", 0.7), ("0.2", 0.2)] {
      #expect(
        complaint { try missing(["0", time]) }
          == "3:1: the time '\(time)' in column 'time' is \(steps) steps after "
          + "the row above, but rows are whole steps apart, give or take 0.25; "
          + "give another `step`, correct the time, or leave `step` out")
    }
  }

  @Test("are bounded in one place and in a file")
  func bounds() throws {
    #expect(try missing(["0", "10001"]) == 10_000)
    let one = complaint { try missing(["0", "10002"]) }
    #expect(
      one?.contains("comes after more than 10000 missing timesteps") == true)
    #expect(try missing(["0", "10002"], step: 2) == 5000)
    let times = (0...101).map { "\($0 * 10_001)" }
    #expect(try missing(times.dropLast()) == 1_000_000)
    #expect(try missing(times, step: 10_001) == 0)
    #expect(
      complaint { try missing(times) }?.hasPrefix(
        "103:1: the time '1010101' in column 'time' makes more than 1000000")
        == true)
  }

  @Test("need a time, and a step above 0")
  func needs() {
    #expect(
      complaint { try dataset("x,label\n1,0\n", roles: second) }
        == "1:1: `step` needs the time of each row; name its column with "
        + "`time`")
    for step in [0, -1, Double.infinity, .nan] {
      #expect(
        complaint {
          try dataset(file(["0"]), roles: ColumnRoles(step: step))
        }?.contains("give the seconds of a timestep, above 0") == true)
    }
  }
}
