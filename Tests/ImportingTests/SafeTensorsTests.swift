import Foundation
import SwiftletCells
import SwiftletImporting
import TemporaryFolder
import Testing

@Suite("The safetensors container")
struct SafeTensorsTests {
  static let sample = SafeTensors(
    tensors: [
      "b": SafeTensors.Tensor(shape: [2, 2], values: [1, -2, 0.5, 0x1p-149]),
      "a": SafeTensors.Tensor(shape: [], values: [3]),
      "empty": SafeTensors.Tensor(shape: [0, 4], values: []),
    ], metadata: ["k": "v \" \\ : é"])

  @Test("what is written is read, byte for byte the same each time")
  func roundTrip() throws {
    let data = try Self.sample.encoded()
    #expect(try SafeTensors(data) == Self.sample)
    #expect(try SafeTensors(data).encoded() == data)
    #expect(data[0] % 8 == 0)
  }

  @Test("the bytes are those of the format")
  func bytes() throws {
    let contents = SafeTensors(
      tensors: ["x": SafeTensors.Tensor(shape: [1], values: [1])])
    let header = #"{"x":{"data_offsets":[0,4],"dtype":"F32","shape":[1]}}"#
    let padded = header + String(repeating: " ", count: 56 - header.count)
    #expect(
      try contents.encoded() == file(padded) + Data([0, 0, 0x80, 0x3F]))
  }

  @Test("every prefix is refused")
  func prefixes() throws {
    let data = try Self.sample.encoded()
    for length in 0..<data.count {
      #expect(
        complaint { try SafeTensors(data.prefix(length)) }?
          .hasSuffix("; export the file again") == true)
    }
  }

  @Test("every change of a byte reads or is refused in one line")
  func changes() throws {
    let data = try SafeTensors(
      tensors: ["x": SafeTensors.Tensor(shape: [1], values: [1])],
      metadata: ["k": "v"]
    ).encoded()
    for index in data.indices {
      for value in 0...255 {
        var changed = data
        changed[index] = UInt8(value)
        let line = complaint { try SafeTensors(changed) }
        #expect(line?.contains("\n") != true)
      }
    }
  }

  @Test("halves, bfloats and doubles are read exactly")
  func elementTypes() throws {
    let header = """
      {"h":{"dtype":"F16","shape":[5],"data_offsets":[0,10]},\
      "n":{"dtype":"BF16","shape":[1],"data_offsets":[10,12]},\
      "d":{"dtype":"F64","shape":[1],"data_offsets":[12,20]},\
      "i":{"dtype":"I32","shape":[1],"data_offsets":[20,24]}}
      """
    var data = file(header)
    for half: UInt16 in [0x3C00, 0xC000, 0x0001, 0x7BFF, 0xFC00, 0x3FC0] {
      withUnsafeBytes(of: half.littleEndian) { data.append(contentsOf: $0) }
    }
    withUnsafeBytes(of: (-0.375).bitPattern.littleEndian) {
      data.append(contentsOf: $0)
    }
    let tensors = try SafeTensors(data + Data(count: 4)).tensors
    #expect(
      tensors["h"]?.floats() == [1, -2, 0x1p-24, 65504, -.infinity])
    #expect(tensors["n"]?.floats() == [1.5])
    #expect(tensors["d"]?.floats() == [-0.375])
    #expect(tensors["i"] != nil)
    #expect(tensors["i"]?.floats() == nil)
  }

  static let faults: [(String, Int, String)] = [
    ("", 0, "the header does not begin with {"),
    (" {}", 0, "the header does not begin with {"),
    ("{", 0, "the header is no JSON"),
    ("{\"x\":1}", 0, "the header is no JSON"),
    ("{\"__metadata__\":{\"a\":1}}", 0, "the header is no JSON"),
    ("{}", 1, "there are bytes after the last tensor"),
    (entry("F32", "[1]", "0,4"), 3, "tensor 'x' lies outside the file"),
    (entry("F32", "[1]", "-4,0"), 4, "tensor 'x' lies outside the file"),
    (entry("F32", "[1]", "4,0"), 4, "tensor 'x' lies outside the file"),
    (entry("F32", "[2]", "0,4"), 4, "the shape of tensor 'x' does not fit"),
    (entry("F32", "[-1]", "0,4"), 4, "the shape of tensor 'x' does not"),
    (
      entry("F32", "[4611686018427387905]", "0,4"), 4,
      "the shape of tensor 'x' does not"
    ),
    (entry("F32", "[1]", "0"), 4, "tensor 'x' needs two data_offsets"),
    (entry("F31", "[1]", "0,4"), 4, "tensor 'x' has the unknown element"),
    (entry("F32", "[1]", "4,8"), 8, "there is a hole before tensor 'x'"),
    (
      "{\"y\":\(body("F32", "[1]", "0,4")),\"x\":\(body("F32", "[1]", "2,6"))}",
      6, "there is an overlap before tensor 'x'"
    ),
    (
      "{\"x\":\(body("F32", "[1]", "0,4")),\"x\":\(body("F32", "[1]", "0,4"))}",
      4, "an object of the header holds a name twice"
    ),
    (
      "{\"__metadata__\":{\"a:\":\"\\\":\",\"a:\":\"\"}}", 0,
      "an object of the header holds a name twice"
    ),
  ]

  static func entry(_ type: String, _ shape: String, _ places: String)
    -> String
  {
    "{\"x\":\(body(type, shape, places))}"
  }

  static func body(_ type: String, _ shape: String, _ places: String)
    -> String
  {
    #"{"dtype":"\#(type)","shape":\#(shape),"data_offsets":[\#(places)]}"#
  }

  @Test("each broken rule is named", arguments: faults)
  func fault(header: String, zeros: Int, expected: String) {
    let line = complaint { try SafeTensors(file(header, zeros: zeros)) }
    #expect(line?.hasPrefix(expected) == true, "\(line ?? "")")
  }

  @Test(
    "a state dict whose header's length has a pickle's first bytes is read",
    arguments: [640, 896, 1152, 1408])
  func pickledLength(length: Int) throws {
    let tensors = ["weight": [2, 3], "bias": [2]].mapValues { shape in
      SafeTensors.Tensor(
        shape: shape, values: Array(repeating: 1, count: shape.reduce(1, *)))
    }
    let short = try SafeTensors(tensors: tensors, metadata: ["a": ""]).encoded()
    let padding = String(repeating: "a", count: length - Int(short[0]))
    try withFolder { folder in
      let path = folder.appendingPathComponent("model.safetensors")
      let contents = SafeTensors(tensors: tensors, metadata: ["a": padding])
      try contents.write(to: path)
      let bytes = try Data(contentsOf: path).prefix(2)
      #expect(bytes == Data([0x80, UInt8(length >> 8)]))
      #expect(try ModelImport.read(path).network.layers.count == 1)
    }
  }

  @Test("a header beyond the limit is refused before it is read")
  func longHeader() {
    let length = Data([0x81, 0x96, 0x98, 0, 0, 0, 0, 0])
    #expect(
      complaint { try SafeTensors(length) }?
        .hasPrefix("the header is longer than 10000000 bytes") == true)
  }

  @Test("a tensor with the metadata's name is not written")
  func reservedName() {
    let contents = SafeTensors(
      tensors: ["__metadata__": SafeTensors.Tensor(shape: [0], values: [])])
    #expect(complaint { try contents.encoded() }?.contains("rename") == true)
  }
}
