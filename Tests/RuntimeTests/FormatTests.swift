import CSwiftlet
import Foundation
import SwiftletFormat
import SwiftletRuntime
import Testing

@Suite("FORMAT.md")
struct FormatTests {
  /// The network of the page's worked example.
  private var network: QuantizedNetwork {
    var layer = QuantizedLayer(
      kind: .denseLinear, inputSize: 1, outputSize: 1, weightBits: 8)
    layer.outputScale = 0.5
    layer.rows = [
      QuantizedRow(
        inputWeights: [100], hiddenWeights: [], bias: -7,
        multiplier: 85_899_346)
    ]
    var network = QuantizedNetwork(
      layers: [layer], activationBits: 16,
      inputs: [
        .init(
          name: "in", zero: 3, multiplier: 1 << 20, fractionBits: 4, shift: 8)
      ],
      outputs: [
        .init(name: "out", multiplier: 1 << 15, offset: -2, fractionBits: 1)
      ], task: .regression, scoring: .everyStep, gapPolicy: .mean)
    network.goldenSteps = [.init(inputs: [50], outputs: [100])]
    return network
  }

  @Test("the C header has the version that files have and that is read")
  func version() throws {
    let written = try network.fileBytes()[4...5].map(Int32.init)
    #expect(
      written == [SWIFTLET_FORMAT_VERSION_MAJOR, SWIFTLET_FORMAT_VERSION_MINOR]
    )
    #expect(Header.majorVersion == SWIFTLET_FORMAT_VERSION_MAJOR)
    #expect(Header.minorVersion == SWIFTLET_FORMAT_VERSION_MINOR)
  }

  @Test("the worked example is what the writer writes, and it opens and runs")
  func example() throws {
    let bytes = try network.fileBytes()
    let page = try page()
    #expect(dump(in: page) == bytes, "\n\(hex(bytes))")
    let owner = AlignedBytes(bytes)
    var (status, model) = owner.open()
    #expect(status == SWIFTLET_OK)
    let room = AlignedBytes([UInt8](repeating: 0, count: 64))
    #expect(
      swiftlet_self_test(&model, room.memory.baseAddress, 64) == SWIFTLET_OK)
  }

  @Test("a window is a number in the header, which a step does not read")
  func window() throws {
    var network = network
    let plain = try network.fileBytes()
    #expect(try QuantizedModel(bytes: Data(plain)).window == nil)
    network.window = 70_000
    let bytes = try network.fileBytes()
    #expect(bytes[88..<92] == [0x70, 0x11, 0x01, 0x00])
    #expect(bytes[0..<88] == plain[0..<88])
    #expect(bytes[92..<124] == plain[92..<124])
    #expect(bytes[128...] == plain[128...])
    let model = try QuantizedModel(bytes: Data(bytes))
    #expect(model.window == 70_000)
    #expect(model.network == network)
    try model.selfTest()
  }

  @Test("a host refuses an output scale that is not above 0")
  func scale() throws {
    let bytes = try network.fileBytes()
    let place = try #require(
      bytes.indices.dropLast(3).first {
        load($0, of: bytes) == Int(Float(0.5).bitPattern)
      })
    for value in [0, -0.5, .nan, .infinity] as [Float] {
      var forged = bytes
      store(value.bitPattern, at: place, in: &forged)
      forged = withChecksums(forged)
      #expect(status(of: forged) == SWIFTLET_OK)
      #expect(throws: ModelError.self) {
        try QuantizedModel(bytes: Data(forged))
      }
      var written = network
      written.layers[0].outputScale = value
      #expect(throws: ModelError.self) { try written.fileBytes() }
    }
  }

  private func page() throws -> String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try String(
      contentsOf: root.appendingPathComponent("Sources/ModelFormat/FORMAT.md"),
      encoding: .utf8)
  }

  /// The bytes of the lines `OFFSET: BYTE BYTE …  comment` of the page.
  private func dump(in page: String) -> [UInt8] {
    page.split(separator: "\n").flatMap { line -> [UInt8] in
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0].hasPrefix("    "),
        Int(parts[0].trimmingCharacters(in: .whitespaces), radix: 16) != nil
      else { return [] }
      let bytes = parts[1].dropFirst().prefix(47)
      return bytes.split(separator: " ").compactMap { UInt8($0, radix: 16) }
    }
  }

  private func hex(_ bytes: [UInt8]) -> String {
    stride(from: 0, to: bytes.count, by: 16).map { start in
      let row = bytes[start..<min(start + 16, bytes.count)]
      return String(format: "    %04x: ", start)
        + row.map { String(format: "%02x", $0) }.joined(separator: " ")
    }.joined(separator: "\n")
  }
}
