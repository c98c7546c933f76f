import SwiftletCells
import SwiftletDatasets
import Testing

@Suite("Reading CSV files")
struct ReaderTests {
  static let small = """
    seq,t,x,"y, raw",label
    a,0,1,2.5,0
    a,1,-3e-1,,2
    b,0,nan, 7 ,NaN

    """

  @Test("a file gives its names, sequences, gaps and classes")
  func small() throws {
    let data = try dataset(Self.small)
    #expect(data.featureNames == ["x", "y, raw"])
    #expect(data.target == .classes(count: 3, column: "label"))
    #expect(data.sequences.map(\.id) == ["a", "b"])
    #expect(data.sequences.map(\.timesteps) == [2, 1])
    #expect(data.sequences[0].features[..<3] == [1, 2.5, -0.3])
    #expect(data.sequences[0].features[3].isNaN)
    #expect(data.sequences[0].targets == [0, 2])
    #expect(data.sequences[1].features[1] == 7)
    #expect(data.gapCount == 2)
    #expect(data.maskedTargetCount == 1)
    #expect(data.timesteps == 3)
  }

  @Test(
    "the size of the pieces read does not matter",
    arguments: [1, 2, 3, 5, 64])
  func chunks(size: Int) throws {
    let crlf = Self.small.replacing("\n", with: "\r\n")
    let bytes: [UInt8] = [0xEF, 0xBB, 0xBF] + Array(crlf.utf8)
    let data = try dataset(bytes, chunkSize: size)
    #expect(String(describing: data) == String(describing: try whole()))
  }

  private func whole() throws -> Dataset { try dataset(Self.small) }

  @Test("line ends, a mark of the byte order and quotes do not matter")
  func variants() throws {
    let expected = String(describing: try whole())
    let variants = [
      Self.small.replacing("\n", with: "\r"),
      "\u{FEFF}" + Self.small,
      Self.small + "\n\n",
      String(Self.small.dropLast()),
      Self.small.replacing("2.5", with: "\"2.5\""),
      Self.small.replacing("seq", with: "\"seq\""),
    ]
    for text in variants {
      #expect(String(describing: try dataset(text)) == expected)
    }
  }

  @Test("a quoted field keeps commas, line ends and doubled quotes")
  func quoted() throws {
    let data = try dataset("seq,x,label\n\"a,\"\"b\"\"\r\nc\",1,0\n")
    #expect(data.sequences[0].id == "a,\"b\"\r\nc")
  }

  @Test("label_next gives classes when all are whole, else a value")
  func labelNext() throws {
    let header = "seq,x,label_next_pitch\n"
    let classes = try dataset(header + "0,1,0\n0,2,4095\n")
    #expect(
      classes.target == .classes(count: 4096, column: "label_next_pitch"))
    for odd in ["0.5", "-1", "4096"] {
      let values = try dataset(header + "0,1,0\n0,2,\(odd)\n")
      #expect(values.target == .values(names: ["label_next_pitch"]))
      #expect(values.target.outputCount == 1)
    }
  }

  @Test("columns that begin with target are values")
  func targets() throws {
    let data = try dataset("seq,target_a,x,target_b\n0,1,2,3\n0,4,5,\n")
    #expect(data.target == .values(names: ["target_a", "target_b"]))
    #expect(data.sequences[0].targets[..<3] == [1, 3, 4])
    #expect(data.sequences[0].targetCount == 2)
    #expect(data.maskedTargetCount == 1)
    #expect(data.sequences[0].features == [2, 5])
  }

  @Test("one class makes a count of two")
  func oneClass() throws {
    let data = try dataset("seq,x,label\n0,1,0\n")
    #expect(data.target == .classes(count: 2, column: "label"))
  }

  @Test("a file fits a schema whatever the order of its columns")
  func schema() throws {
    let schema = try dataset("seq,x,y,label\n0,1,2,4\n").schema
    let data = try dataset("seq,y,label,x\n0,2,1,1\n", expecting: schema)
    #expect(data.sequences[0].features == [1, 2])
    #expect(data.target == .classes(count: 5, column: "label"))
  }
}
