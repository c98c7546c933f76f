import Foundation
import SwiftletDatasets
import TemporaryFolder
import Testing

@Suite("Complaints about CSV files")
struct ReaderErrorTests {
  struct Fault: Sendable {
    var text: String
    var complaint: String
    init(_ text: String, _ complaint: String) {
      self.text = text
      self.complaint = complaint
    }
  }

  static let faults = [
    Fault("", "1:1: the file is empty"),
    Fault("\n\n", "1:1: the file is empty"),
    Fault("0,1,2\n0,1,2\n", "1:1: there is no header"),
    Fault("seq,t,x\n", "1:1: what to tell is missing"),
    Fault("seq,t,label\n", "1:1: there is no feature column"),
    Fault("seq,,label\n", "1:5: a column has no name"),
    Fault("seq,x,x,label\n", "1:7: column 'x' comes twice"),
    Fault("seq,x,label,target\n", "1:13: 'label' and 'target' are both"),
    Fault("seq,x,label_next_a,label_next_b\n", "1:20: 'label_next_a' and"),
    Fault("seq,x,label\n", "2:1: there are no rows"),
    Fault("seq,x,label\n0,1\n", "2:3: this row has 2 fields"),
    Fault("seq,x,label\n0,1,0,9\n", "2:5: this row has 4 fields"),
    Fault("seq,x,label\n0,1,0\n\n0,1,0\n", "3:1: an empty line"),
    Fault("seq,x,label\n0,abc,0\n", "2:3: 'abc' in column 'x' is not a num"),
    Fault("seq,x,label\n0,0x10,0\n", "2:3: '0x10' in column 'x' is not a"),
    Fault("seq,x,label\n0,1,0\n0,-inf,0\n", "3:3: '-inf' in column 'x' is"),
    Fault("seq,x,label\n0,1e999,0\n", "2:3: '1e999' in column 'x' is not f"),
    Fault("x,label\n-1.7e308,0\n", "2:1: '-1.7e308' in column 'x' is beyond"),
    Fault("\"x\n\",label\na,0\n", "3:1: 'a' in column 'x?' is not a num"),
    Fault("\"\u{1B}[31m\",label\na,0\n", "2:1: 'a' in column '?[31m' is"),
    Fault("seq,x,label\n0,1,-1\n", "2:5: label -1 is not a class"),
    Fault("seq,x,label\n0,1,1.5\n", "2:5: label 1.5 is not a class"),
    Fault("seq,x,label\n0,1,4096\n", "2:5: label 4096 is not a class"),
    Fault("x,label\n1,0\n2,up\n", "3:3: label 'up' is a name, but those"),
    Fault("x,label\n1,up\n2,0\n", "3:3: label '0' is a number, but those"),
    Fault("x,label\n1,up\n2,up\n", "4:1: column 'label' says 'up' only"),
    Fault("x,y,label\n1,a,0\n", "2:3: 'a' in column 'y' is not a number; "),
    Fault("x;label\n0,5;0\n0.5;1\n", "3:1: '0.5' has a decimal point, but"),
    Fault("x\tlabel\n0.5\t0\n0,5\t1\n", "3:1: '0,5' has a decimal comma"),
    Fault("x;label\n1.234,5;0\n", "2:1: '1.234,5' in column 'x' is not a n"),
    Fault("x,label\n\"1,5\",0\n", "2:1: '1,5' in column 'x' is not a num"),
    Fault("x;label\n0,5;1;2\n", "2:5: this row has 3 fields"),
    Fault("seq,x,label\n0,1,\n", "3:1: column 'label' is empty"),
    Fault("seq,x,label\n,1,0\n", "2:1: the id of the sequence is empty"),
    Fault(
      "seq,x,label\na,1,0\nb,1,0\na,1,0\n",
      "4:1: sequence 'a' has rows further up"),
    Fault("seq,x,label\n0,\"1,0\n", "2:3: this quoted field is not closed"),
    Fault("seq,x,label\n0,\"1\"2,0\n", "2:6: text follows a closing quote"),
    Fault("seq,x,label\n0,\u{0},0\n", "2:1: this line is not UTF-8"),
  ]

  @Test("each fault is named with its place", arguments: faults)
  func fault(_ fault: Fault) {
    let complaint = complaint { try dataset(fault.text) }
    #expect(complaint?.hasPrefix(fault.complaint) == true, "\(complaint ?? "")")
    #expect(complaint?.contains("\n") == false)
  }

  @Test("bytes that are no UTF-8 are named")
  func encoding() {
    let latin = Array("seq,x,label\n".utf8) + [0x30, 0x2C, 0xE9, 0x2C, 0x30]
    #expect(
      complaint { try dataset(latin) }?.hasPrefix("2:1: this line is not")
        == true)
    let wide: [UInt8] = [0xFF, 0xFE] + "seq,x".utf8.flatMap { [$0, 0] }
    #expect(complaint { try dataset(wide) }?.contains("UTF-8") == true)
  }

  static let misfits = [
    Fault("seq,x,y,label\n0,1,2,3\n", "2:7: class '3' is not one of 0 to 2"),
    Fault("x,y,label\n1,2,up\n", "2:5: class 'up' is not one of 0 to 2;"),
    Fault("seq,x,label\n0,1,2\n", "1:1: column 'y' is missing"),
    Fault("seq,x,y,target\n", "1:1: the model tells classes"),
    Fault("seq,x,y,label_next\n0,1,2,0.5\n", "2:7: class '0.5' is not one o"),
  ]

  @Test("a file that does not fit the training is named", arguments: misfits)
  func misfit(_ fault: Fault) {
    let schema = Dataset.Schema(
      featureNames: ["x", "y"], target: .classes(count: 3, column: "label"))
    let complaint = complaint {
      try dataset(fault.text, expecting: schema)
    }
    #expect(complaint?.hasPrefix(fault.complaint) == true, "\(complaint ?? "")")
  }

  @Test("a row without an end, in quotes or not, is refused before it is read")
  func endless() throws {
    let long = String(repeating: "9", count: 1 << 21)
    for (text, place) in [
      ("x,label\n1,0\n\(long)", "3:1"), ("x,label\n1,0\n\"\(long)", "3:1"),
      ("x,label\n1,\(long)", "2:1"), (long, "1:1"),
      ("x,label\n" + String(repeating: ",", count: 1 << 21), "2:1"),
    ] {
      let complaint = complaint { try dataset(text) }
      #expect(
        complaint?.hasPrefix("\(place): this row is longer than 1048576 bytes")
          == true, "\(complaint ?? "")")
    }
  }

  @Test("the largest number that is read gives finite means and deviations")
  func largest() throws {
    let data = try dataset("x,label\n-1e150,0\n1e150,1\n1e150,1\n")
    let moments = Normalization(features: data.sequences)
    #expect(moments.means[0].isFinite && moments.deviations[0].isFinite)
    #expect(moments.deviations[0] > 1e149)
  }

  @Test("every prefix and every changed byte reads or complains")
  func hostile() throws {
    let bytes = Array("seq,x,label\n0,\"1\",0\n1,-2.5e1,1\r\n".utf8)
    for length in bytes.indices {
      _ = complaint { try dataset(Array(bytes[..<length])) }
    }
    try withFolder { folder in
      let file = folder.appendingPathComponent("data.csv")
      for index in bytes.indices {
        for value: UInt8 in [0, 9, 10, 13, 34, 44, 45, 46, 101, 128, 255] {
          var changed = bytes
          changed[index] = value
          try Data(changed).write(to: file)
          guard let data = try? Dataset(contentsOf: file) else { continue }
          #expect(data.timesteps > 0)
        }
      }
    }
  }
}
