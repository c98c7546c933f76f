import Foundation
import SwiftletCells
import SwiftletImporting
import SwiftletRuntime
import TemporaryFolder
import Testing

@Suite("The window of an imported model")
struct WindowTests {
  private func imported(_ name: String) throws -> ImportedNetwork {
    try ModelImport.read(ImportFixtures.file(name))
  }

  @Test(
    "is as long as the input, where its shape says so",
    arguments: [
      ("keras-window.keras", InputLength.fixed(10), 10),
      ("keras-window-vector.keras", .fixed(10), 10),
      ("keras-gru.keras", .open, nil),
      ("keras-functional.keras", .open, nil),
      ("onnx-node-lstm-lengths.onnx", .fixed(50), 50),
      ("onnx-node-lstm.onnx", .open, nil),
      ("onnx-legacy-gru-dynamic.onnx", .open, nil),
      ("onnx-legacy-gru-last.onnx", .fixed(50), 50),
      ("onnx-gru-step.onnx", .carried, nil),
      ("torch-gru1.safetensors", .unknown, nil),
    ] as [(String, InputLength, Int?)])
  func lengths(name: String, length: InputLength, window: Int?) throws {
    let network = try imported(name)
    #expect(network.inputLength == length)
    #expect(try network.model().window == window)
  }

  @Test("may be a vector in the framework's vectors too")
  func vectors() throws {
    let name = "keras-window-vector.keras"
    let data = try Data(contentsOf: ImportFixtures.file(name + ".json"))
    var record = try #require(
      try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let windows = try #require(record["inputs"] as? [[[Double]]])
    record["inputs"] = windows.map { $0.flatMap(\.self) }
    let flat = try withFolder { folder in
      let file = folder.appendingPathComponent("vectors.json")
      try JSONSerialization.data(withJSONObject: record).write(to: file)
      return try ReferenceVectors(contentsOf: file)
    }
    let report = try imported(name).replay(flat)
    #expect(report.steps == windows.count && report.maxAbsError < 1e-5)
  }

  @Test("is the description's, then the metadata's, then the input's")
  func precedence() throws {
    let keras = try imported("keras-window.keras")
    #expect(try keras.model(ModelDescription(window: 7)).window == 7)
    #expect(try keras.model(ModelDescription(window: 1)).window == nil)
    var dict = try SafeTensors(
      contentsOf: ImportFixtures.file("torch-gru1.safetensors"))
    for (text, window) in [("12", 12), ("1", nil)] as [(String, Int?)] {
      dict.metadata["swiftlet.window"] = text
      let network = try withFolder { folder in
        let file = folder.appendingPathComponent("in.safetensors")
        try dict.write(to: file)
        return try ModelImport.read(file)
      }
      #expect(try network.model().window == window)
      #expect(try network.model(ModelDescription(window: 5)).window == 5)
    }
  }

  @Test("travels in the float model's file, and is left out without one")
  func file() throws {
    var model = try sampleModel()
    #expect(
      try model.safeTensors().metadata.keys.contains("swiftlet.window")
        == false)
    model.window = 10
    let contents = try model.safeTensors()
    #expect(contents.metadata["swiftlet.window"] == "10")
    #expect(try FloatModel(contents) == model)
    for (text, sentence) in [
      ("ten", "'swiftlet.window' in the metadata is 'ten'; it takes"),
      ("1", "a window has 2 to 1048576 timesteps, not 1"),
      ("1048577", "a window has 2 to 1048576 timesteps"),
    ] {
      var wrong = contents
      wrong.metadata["swiftlet.window"] = text
      let cause = complaint { try FloatModel(wrong) }
      #expect(cause?.contains(sentence) == true, "\(cause ?? "")")
    }
  }

  /// The streams of a model over windows, over the fixture's sequences one
  /// after the other.
  private func run(
    _ model: FloatModel, hop: Int, _ inputs: [[Double]]
  ) throws -> [[Double]?] {
    var streams = WindowedStreams(
      WindowSchedule(size: model.window ?? 1, hop: hop)
    ) { FloatStream(model) }
    return try inputs.map { input in
      try streams.step(reset: { $0.reset() }) { try $0.step(input) }
    }
  }

  @Test("gives Keras's answers, and those of a network started for each window")
  func answers() throws {
    let model = try imported("keras-window.keras").model()
    let vectors = try ReferenceVectors(
      contentsOf: ImportFixtures.file("keras-window.keras.json"))
    let inputs = vectors.sequences.flatMap(\.inputs)
    let expected = vectors.sequences.map { $0.outputs[0] }
    let restarted = try run(model, hop: 10, inputs)
    #expect(
      restarted.indices.allSatisfy {
        (restarted[$0] == nil) == ($0 % 10 != 9)
      })
    for (answer, output) in zip(restarted.compactMap(\.self), expected) {
      #expect(zip(answer, output).allSatisfy { abs($0 - $1) < 1e-5 })
    }
    let sliding = try run(model, hop: 1, inputs)
    for end in inputs.indices {
      var stream = FloatStream(model)
      let fresh = try inputs[max(0, end - 9)...end].map { try stream.step($0) }
      #expect(sliding[end] == (end < 9 ? nil : fresh.last))
    }
    // A stream that goes on would answer otherwise.
    var stream = FloatStream(model)
    let streamed = try inputs.map { try stream.step($0) }
    #expect(abs(streamed[49][0] - expected[4][0]) > 1e-4)
  }
}
