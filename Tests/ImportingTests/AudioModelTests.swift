import Foundation
import SwiftletCells
import SwiftletImporting
import SwiftletRuntime
import TemporaryFolder
import Testing

@Suite("An audio model")
struct AudioModelTests {
  /// A fixture's JSON, changed.
  private func read(
    _ name: String, layers: [String] = [],
    _ change: (inout [String: Any]) -> Void = { _ in }
  ) throws -> ImportedNetwork {
    let data = try Data(contentsOf: ImportFixtures.file(name))
    var model = try #require(
      try JSONSerialization.jsonObject(with: data) as? [String: Any])
    change(&model)
    return try read(
      JSONSerialization.data(withJSONObject: model), layers: layers)
  }

  private func read(
    _ data: Data, layers: [String] = []
  ) throws -> ImportedNetwork {
    try withFolder { folder in
      // Contents tell the format, whatever the file is called.
      let file = folder.appendingPathComponent("model")
      try data.write(to: file)
      return try ModelImport.read(
        file, modules: layers.map { try ModuleChoice($0) })
    }
  }

  @Test(
    "predicts one value a step",
    arguments: [
      ("audio-guitarml-lstm.json", "GuitarML", nil),
      ("audio-guitarml-gru.json", "GuitarML", nil),
      ("audio-rtneural-gru.json", "RTNeural", nil),
      ("audio-aidax-lstm.json", "RTNeural", "48000"),
      ("audio-nam-lstm.nam", "Neural Amp Modeler", "48000"),
      ("audio-guitarml-skip.json", "GuitarML", nil),
      ("audio-aidax-skip.json", "RTNeural", "48000"),
      ("audio-nam-state.nam", "Neural Amp Modeler", "48000"),
      ("audio-rtneural-conv.json", "RTNeural", nil),
      ("audio-rtneural-prelu.json", "RTNeural", nil),
    ])
  func meaning(name: String, format: String, rate: String?) throws {
    let network = try read(name)
    #expect(network.format == format)
    #expect(network.inputLength == .open)
    let model = try network.model()
    #expect(model.task == .regression && model.scoring == .everyStep)
    #expect(model.outputs.map(\.name) == ["target"])
    #expect(model.notes["sample_rate"] == rate)
    #expect(model.notes["import"] == format)
  }

  @Test("may be a state dict of PyTorch in JSON")
  func stateDict() throws {
    let guitar = try read("audio-guitarml-lstm.json")
    let plain = try read(
      "audio-guitarml-lstm.json", layers: ["rec", "lin"]
    ) { model in
      model = model["state_dict"] as? [String: Any] ?? [:]
    }
    #expect(plain.format == ImportedNetwork.stateDictFormat)
    #expect(plain.parameters == guitar.parameters)
  }

  @Test("with batch normalization at its end is one with a layer behind it")
  func lastNormalization() throws {
    let last = try read("audio-rtneural-conv.json") { model in
      model["layers"] = Array((model["layers"] as? [Any] ?? []).dropLast())
    }
    let identity = try read("audio-rtneural-conv.json") { model in
      var layers = model["layers"] as? [[String: Any]] ?? []
      layers[5]["shape"] = [3]
      layers[5]["weights"] = [
        [[1.0, 0, 0], [0, 1, 0], [0, 0, 1]], [0.0, 0, 0],
      ]
      model["layers"] = layers
    }
    var (a, b) = (
      FloatStream(try last.model()), FloatStream(try identity.model())
    )
    for x in [0.5, -1, 0.25, 2] {
      for (left, right) in zip(try a.step([x]), try b.step([x])) {
        #expect(abs(left - right) < 1e-6)
      }
    }
  }

  @Test("within bounds of depth and size only")
  func bounds() throws {
    let deep = String(repeating: "[", count: 2_000_000)
    for text in [
      "{\"a\":" + deep, "{" + String(repeating: " ", count: 1 << 25),
    ] {
      let reason = complaint { try read(Data(text.utf8)) }
      #expect(reason?.contains("which no audio model needs") == true)
    }
    let reason = complaint { try read(Data(#"{"layers": [1"#.utf8)) }
    #expect(reason?.contains("is no JSON object") == true)
  }
}
