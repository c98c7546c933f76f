import Foundation
import SwiftletDatasets
import SwiftletRuntime

/// A table and how it is read.
struct Table {
  var name: String
  var bytes: Data
  var roles = ColumnRoles()
  var classNames: [String]?
  var asSymbols = false
  var gapPolicy = GapPolicy.hold
  /// What it must hold, where it is not to be trained on.
  var schema: Dataset.Schema?

  init(_ name: String, _ text: String) {
    (self.name, bytes) = (name, Data(text.utf8))
  }
}

extension Table {
  private static let times = """
    time,x,target
    2026-03-01T08:30:00,1,2
    2026-03-01T08:30:10,1,2
    2026-03-01T08:30:30,-1,3
    2026-03-01T08:30:40,-1,3
    """

  /// One for each way in which DATA.md lets a table be written, and for each in
  /// which one is refused.
  static let all: [Table] =
    written + texts.enumerated().map { Table("text \($0)", $1) } + wide
    + timed + scheduled + classes + fitted

  private static let written = [
    Table("names", "\"a b\",label\n1,on\n2,off\n3,\"of\"\"f\"\n"),
    Table("decimal commas", times.replacing("T", with: " ").commas),
    Table(
      "tabs", "x\tlabel\r\n1,5\ta\r\n\t\r\n1e-3\tb\r\n-,5\ta\r\n"),
    Table("bytes", "\u{FEFF}é,\"label\" \n\"1\"\t,0\r2,1\rNA,0\r+nan,\r"),
    Table("next", "x,label_next\n1,0.5\n2,7\n3,\n4,-1\n"),
    Table("next names", "x,label_next\n0,a\n1,b\n2,a\n1,b\n"),
    Table(
      "sequences",
      "Seq,x,label\na,1,\na,2,0\nb,1,\nb,3,1\nc,1,\nc,4,1\n"),
    Table(
      "outlier",
      "x,target\n" + (0..<600).map { "\($0 % 7),1\n" }.joined() + "1e6,1\n"),
    Table("constant", "x,target_a,target_b\n1,1,2\n1,1,2\n1,1,3\n"),
  ]

  private static let texts = [
    "", "x,label\n", "x,label", "1,2\n3,4\n", "x,,label\n1,2,0\n",
    "x,x,label\n1,2,0\n", "x,label,label_next\n1,0,1\n", "x,y\n1,2\n",
    "label\n1\n", "x,label\n\n1,0\n", "x,label\n1,0\n\n\n", "x,label\n1\n",
    "x,label\n1,0,2\n", "seq,x,label\n,1,0\n",
    "seq,x,label\na,1,0\nb,1,1\na,1,0\n", "x;label\n1,5;0\n1.5;1\n",
    "x;label\n1.5;0\n1,5;1\n", "x,label\n1,a\n2,a\n", "x,label\n1,a\n2,0\n",
    "x,label\n1,0\n2,a\n", "x,label\n1,\n2,\n", "x,label\n1,4096\n",
    "x,label\n1,0.5\n", "x,label\n1,-1\n", "x,label\n1,1e999\n",
    "x,label\ninf,0\n", "x,label\n-Infinity,0\n", "x,label\n1e151,0\n",
    "x,label\nword,0\n", "x,y,label\nword,1,0\n", "x,label\n1e400000,0\n",
    "x,label\n12345678901234567890123,0\n1e-30,1\n1.,1\n",
    "x,label\n\"1,0\n2,1\n", "x,label\n\"1\"2,0\n", "x,label\n\u{0}1,0\n",
    "x,label\n\"a\rb\",0\n", "x,label_next\n1,a\n2,0.5\n",
    "x;label\n1,2,3;0\n", "x;label\n+,5;0\n1,5e;1\n", "t,T,label\n1,2,0\n",
    "date,time,x,target\n2026-03-01,08:30,1,2\n2026-03-01,08:31,1,2\n",
    "date,time,x,target\n2026-03-01,08:30,1,2\n2026-03-01,08:29,1,2\n",
  ]

  /// More columns, classes or bytes than are read.
  private static let wide: [Table] = {
    let columns = (0..<4097).map { "c\($0)" }.joined(separator: ",")
    let targets = (0..<4097).map { "target\($0)" }.joined(separator: ",")
    var bytes = Table("bytes that are no text", "x,label\n1,0\n")
    bytes.bytes += Data([0xFF, 0x2C, 0x30, 0x0A])
    var gap = Table(
      "a wide gap",
      "t,label," + (0..<2100).map { "c\($0)" }.joined(separator: ",") + "\n"
        + [0, 9000].map { time in
          "\(time),0" + String(repeating: ",1", count: 2100) + "\n"
        }.joined())
    gap.roles.step = 1
    return [
      bytes, gap, Table("too many features", columns + ",label\n1\n"),
      Table("too many targets", "x," + targets + "\n1\n"),
      Table(
        "too many names",
        "x,label\n" + (0..<4098).map { "1,n\($0)\n" }.joined()),
      Table(
        "a long row", "x,label\n\"" + String(repeating: "1", count: 1 << 20)),
      Table("a long line", String(repeating: "x", count: (1 << 20) + 9)),
    ]
  }()

  /// Times, in a table that is read with steps and without.
  private static let timed =
    [
      times, "t,x,target\n1,1,1\n2,1,2\n5,1,1\n", "t,x,target\n2,1,1\n1,1,2\n",
      "t,x,target\n1e12,1,1\n1000000001000,1,2\n", "t,x,target\nnow,1,1\n",
      "t,x,target\n1,1,1\n1,1,2\n", "t,x,target\n0,1,1\n99999,1,2\n",
      "t,x,target\n0,1,1\n1.5,1,2\n", "x,target\n1,1\n",
      "t,x,target\n1e999,1,2\n", "seq,t,x,target\na,5,1,1\nb,1,1,2\n",
    ].enumerated().flatMap { index, text in
      [nil, 10, 1, -1].map { step in
        var table = Table("times \(index)", text)
        table.roles.step = step
        return table
      }
    }

  /// Texts of times, of which some are none.
  private static let scheduled =
    [
      "2026-03-01", "2026-03-01t8:30", "2026-03-01 08:30:00.25+01:00",
      "2026-03-01T08:30:00,5 -0130", "2026-12-31T24:00:00Z",
      "2024-02-29T08:30:00z", "2026-01-31T08:30+02", "2026-13-01", "2026-02-30",
      "2026-03-00", "26-03-01", "2026-03-01X", "2026-03-01T25:00",
      "2026-03-01T08:60", "2026-03-01T08", "2026-03-01T08:30:61",
      "2026-03-01T08:30:00.", "2026-03-01T08:30:00+1",
      "2026-03-01T08:30:00+01:0", "2026-03-01T08:30:00Zx", "2026", "2026-3",
      "2026-03", "2026-03-01Tx", "2026-03-01T08:30:x", "2026/03/01",
    ].map { text in
      var table = Table("time \(text)", "time,x,target\n\(text),1,2\n")
      table.roles.step = 1
      return table
    }

  private static let classes = [
    ("0\n1\n2", ["a", "b", "c"]), ("a\nb", ["a", "b", "c"]),
    ("1\n2\n3", ["1", "2"]), ("x\n1.5", ["a", "b"]), ("9", ["a", "b"]),
    ("2\n1", ["2", "1"]), ("x", (0..<30).map { "n\($0)" }),
    ("x", ["0", "1"]), ("0", (0..<4097).map { "n\($0)" }),
  ].enumerated().map { index, part in
    var table = Table(
      "classes \(index)",
      "x,label\n" + part.0.split(separator: "\n").map { "1,\($0)\n" }.joined())
    table.classNames = part.1
    return table
  }

  /// Tables that are to fit others.
  private static let fitted: [Table] = {
    let values = Dataset.Schema(
      featureNames: ["x"], target: .values(names: ["y", "z"]), step: 1)
    let classes = Dataset.Schema(
      featureNames: ["x"], target: .classes(names: ["a", "b"], column: "c"))
    func table(_ text: String, _ schema: Dataset.Schema) -> Table {
      var table = Table("fitted", text)
      table.schema = schema
      return table
    }
    var named = table("x,p,q\n1,2,3\n", values)
    named.roles.targets = ["p", "q"]
    var other = table("x,p,label\n1,2,3\n", values)
    other.roles.targets = ["p"]
    var ignored = table("x,label\n1,2\n", values)
    ignored.roles.ignored = ["label", "nothing"]
    var label = table("x,k\n1,a\n", classes)
    label.roles.label = "k"
    var missing = table("x,k\n1,a\n", classes)
    missing.roles.label = "nothing"
    return [
      named, other, ignored, label, missing,
      table("t,x,y,z\n1,1,2,3\n2,1,2,3\n5,1,,3\n", values),
      table("x,target_y,target_z\n1,2,3\n1,2,3\n1,2,3\n1,2,3\n", values),
      table("x,y,label\n1,2,0\n", values), table("x\n1\n2\n", values),
      table("x,target\n1,2\n", values), table("y\n1\n", values),
      table("x,c\n1,a\n2,b\n", classes), table("x,label\n1,1\n", classes),
      table("x,target\n1,1\n", classes), table("x\n1\nword\n", classes),
    ]
  }()

  /// Lines of a stream.
  static let lines = [
    "b,a\n1,2\n3,4\n,nan\n5;6\n-1,1e30\n", "a\tb\n1,5\t2\n\t\n", "a,c\n1,2\n",
    "1,2\n3\n", "b;c;a\n1,5;9;2\n1;2\n", "1,\"2\"\n\n\"1\"x,2\n", "1\r2,3\n",
    "a,b\n1,2\r\n\"a\n", "1;2\n1,5;2\n1.5\t2\n+1,2E3\n1e,2\n", "c\n1\n2\n9\n",
  ]
}

extension String {
  /// The text with semicolons for commas, and decimal ones for points.
  fileprivate var commas: String {
    replacing(",", with: ";").replacing("1;2\n", with: "1,5;2\n")
  }
}
