import Foundation
import SwiftletFormat
import Testing

/// The folder of the golden vectors.
private let folder = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().appending(path: "GoldenVectors")

@Suite("The golden vectors")
struct GoldenVectorTests {
  private func models() throws -> [URL] {
    let models = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "swlt" }
    #expect(models.count > 20)
    return models
  }

  @Test("are what the runtime and the oracle give")
  func replay() throws {
    for file in try models() {
      let model = try QuantizedModel(contentsOf: file)
      let rows = try rows(
        file.deletingPathExtension().appendingPathExtension("tsv"))
      let stream = QuantizedStream(model)
      var oracle = Oracle(model.network, .shared)
      #expect(rows.count == 40)
      for row in rows {
        let inputs = Array(row.prefix(model.inputCount))
        let outputs = Array(row.dropFirst(model.inputCount))
        #expect(try stream.step(inputs) == outputs, "\(file.lastPathComponent)")
        #expect(oracle.step(inputs) == outputs, "\(file.lastPathComponent)")
      }
    }
  }

  @Test("are to the byte what the writer writes of their networks")
  func rewrite() throws {
    for file in try models() {
      let model = try QuantizedModel(contentsOf: file)
      let bytes = try Data(model.network.fileBytes())
      #expect(bytes == model.bytes, "\(file.lastPathComponent)")
    }
  }

  private func rows(_ table: URL) throws -> [[Int16]] {
    try String(contentsOf: table, encoding: .utf8)
      .split(separator: "\n").dropFirst().map { line in
        try line.split(separator: "\t").map { try #require(Int16($0)) }
      }
  }
}
