import CSwiftlet
import Foundation
import SwiftletFormat
import Testing

/// The folder of the golden vectors.
private let folder = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().appending(path: "GoldenVectors")

@Suite("The golden vectors")
struct GoldenVectorTests {
  /// The models of a part.
  private func models(_ part: String) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(
      at: folder.appending(path: part), includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "swlt" }
  }

  @Test(
    "are what the runtime and the oracle give",
    arguments: [("ordinary", 50), ("unusual", 50), ("accepted", 10)])
  func replay(part: String, least: Int) throws {
    let models = try models(part)
    #expect(models.count > least)
    for file in models {
      let model = try QuantizedModel(contentsOf: file)
      let stream = QuantizedStream(model)
      var oracle = Oracle(model.network, .shared)
      let steps = try steps(of: file, model)
      #expect(steps.count == 40)
      for step in steps {
        #expect(
          try stream.step(step.inputs) == step.outputs,
          "\(file.lastPathComponent)")
        #expect(
          oracle.step(step.inputs) == step.outputs,
          "\(file.lastPathComponent)")
      }
      try model.selfTest()
    }
  }

  @Test(
    "have the snapshot of half the steps, from which the rest follows",
    arguments: ["ordinary", "unusual", "accepted"])
  func snapshots(part: String) throws {
    for file in try models(part) { try goOn(from: file) }
  }

  @Test("of every version of the format give the same integers")
  func versions() throws {
    let versions = "../Fixtures/versions"
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: folder.appending(path: versions).path
    ).filter { !$0.hasSuffix(".md") }
    #expect(folders.contains("1.0"))
    for version in folders {
      let models = try models("\(versions)/\(version)")
      #expect(!models.isEmpty)
      for file in models {
        try goOn(from: file)
        try QuantizedModel(contentsOf: file).selfTest()
      }
    }
  }

  /// Plays a model's steps up to its snapshot, and from there.
  private func goOn(from file: URL) throws {
    let model = try QuantizedModel(contentsOf: file)
    let steps = try steps(of: file, model)
    let snapshot = [UInt8](
      try Data(
        contentsOf: file.deletingPathExtension()
          .appendingPathExtension("snapshot")))
    let stream = QuantizedStream(model)
    for step in steps.prefix(20) {
      #expect(
        try stream.step(step.inputs) == step.outputs,
        "\(file.lastPathComponent)")
    }
    #expect(stream.save() == snapshot, "\(file.lastPathComponent)")
    let other = QuantizedStream(model)
    try other.restore(snapshot)
    for step in steps.dropFirst(20) {
      #expect(
        try other.step(step.inputs) == step.outputs,
        "\(file.lastPathComponent)")
    }
  }

  @Test(
    "are to the byte what the writer writes of their networks",
    arguments: ["ordinary", "unusual"])
  func rewrite(part: String) throws {
    for file in try models(part) {
      let model = try QuantizedModel(contentsOf: file)
      let bytes = try Data(model.network.fileBytes())
      #expect(bytes == model.bytes, "\(file.lastPathComponent)")
    }
  }

  @Test("that are faulty are refused with their status")
  func refusals() throws {
    let rows = try rows(folder.appending(path: "faulty/statuses.tsv"))
    #expect(rows.count > 100)
    for row in rows {
      let bytes = [UInt8](
        try Data(contentsOf: folder.appending(path: "faulty/\(row[0])")))
      let status =
        row[1].isEmpty
        ? status(of: bytes) : try restored(bytes, by: row[1])
      #expect(
        String(cString: swiftlet_status_name(status)) == row[2], "\(row[0])")
    }
  }

  /// What a model of the unusual ones says of a snapshot.
  private func restored(
    _ snapshot: [UInt8], by name: String
  ) throws -> swiftlet_status {
    let data = try Data(
      contentsOf: folder.appending(path: "unusual/\(name).swlt"))
    let file = AlignedBytes([UInt8](data))
    var (model, stream) = (file.open().1, swiftlet_stream())
    let size = swiftlet_arena_size(&model)
    let arena = AlignedBytes([UInt8](repeating: 0, count: size))
    #expect(
      swiftlet_start(&stream, &model, arena.memory.baseAddress, size)
        == SWIFTLET_OK)
    return swiftlet_restore(&stream, snapshot, snapshot.count)
  }

  @Test("of units are what the runtime converts")
  func units() throws {
    let data = try Data(
      contentsOf: folder.appending(path: "accepted/units.swlt"))
    let file = AlignedBytes([UInt8](data))
    var model = file.open().1
    let rows = try rows(folder.appending(path: "units.tsv"))
    #expect(rows.count > 1000)
    for row in rows {
      let index = try #require(Int(row[1]))
      let value = try #require(Int32(row[2]))
      let result =
        row[0] == "in"
        ? Int32(swiftlet_quantize_input(&model, index, value))
        : swiftlet_read_output(&model, index, Int16(value))
      #expect(String(result) == row[3], "\(row)")
    }
  }

  /// The steps beside a model.
  private func steps(
    of file: URL, _ model: QuantizedModel
  ) throws -> [QuantizedNetwork.GoldenStep] {
    try rows(file.deletingPathExtension().appendingPathExtension("tsv"))
      .map { row in
        let values = try row.map { try #require(Int16($0)) }
        return .init(
          inputs: Array(values.prefix(model.inputCount)),
          outputs: Array(values.dropFirst(model.inputCount)))
      }
  }

  /// The fields of a table's rows after the first.
  private func rows(_ table: URL) throws -> [[String]] {
    try String(contentsOf: table, encoding: .utf8)
      .split(separator: "\n").dropFirst().map {
        $0.split(separator: "\t", omittingEmptySubsequences: false)
          .map(String.init)
      }
  }
}
