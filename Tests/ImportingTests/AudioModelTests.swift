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

  /// A change of a fixture, and what it is refused with.
  struct Wrong: CustomTestStringConvertible, Sendable {
    var model: String
    var sentence: String
    var change: @Sendable (inout [String: Any]) -> Void
    var testDescription: String { sentence }
  }

  private static func setting(
    _ key: String, within object: String? = nil, to value: any Sendable
  ) -> @Sendable (inout [String: Any]) -> Void {
    { model in
      guard let object else {
        model[key] = value
        return
      }
      var inner = model[object] as? [String: Any] ?? [:]
      inner[key] = value
      model[object] = inner
    }
  }

  private static func layer(
    _ index: Int, _ key: String, to value: any Sendable
  ) -> @Sendable (inout [String: Any]) -> Void {
    { model in
      var layers = model["layers"] as? [[String: Any]] ?? []
      layers[index][key] = value
      model["layers"] = layers
    }
  }

  private static let guitar = "audio-guitarml-lstm.json"
  private static let keras = "audio-rtneural-gru.json"
  private static let convolved = "audio-rtneural-conv.json"
  private static let aida = "audio-aidax-lstm.json"
  private static let nam = "audio-nam-lstm.nam"

  @Test(
    "with a part that is not supported is refused by its name",
    arguments: [
      Wrong(
        model: guitar, sentence: "'model_data.model' is 'RecNet'",
        change: setting("model", within: "model_data", to: "RecNet")),
      Wrong(
        model: guitar, sentence: "'model_data.unit_type' is 'TCN'",
        change: setting("unit_type", within: "model_data", to: "TCN")),
      Wrong(
        model: guitar, sentence: "'rec.…' are no GRU as 'model_data' says",
        change: setting("unit_type", within: "model_data", to: "GRU")),
      Wrong(
        model: guitar, sentence: "'rec.…' are no LSTM as 'model_data' says",
        change: setting("hidden_size", within: "model_data", to: 9)),
      Wrong(
        model: guitar, sentence: "'model_data.skip' is 2 with 1 outputs",
        change: setting("skip", within: "model_data", to: 2)),
      Wrong(
        model: guitar, sentence: "tensor 'conv.weight' is not understood",
        change: setting("conv.weight", within: "state_dict", to: [[1.0]])),
      Wrong(
        model: guitar, sentence: "'state_dict.lin.bias' is not an array",
        change: setting("lin.bias", within: "state_dict", to: ["a"])),
      Wrong(
        model: guitar, sentence: "'state_dict.lin.weight' is not an array",
        change: setting(
          "lin.weight", within: "state_dict", to: [[1.0, 2.0], [3.0]])),
      Wrong(
        model: nam, sentence: "'architecture' is 'WaveNet'",
        change: setting("architecture", to: "WaveNet")),
      Wrong(
        model: nam, sentence: "'config.hidden_size' is not a number",
        change: setting("hidden_size", within: "config", to: -5)),
      Wrong(
        model: nam, sentence: "'weights' are not as many",
        change: setting("hidden_size", within: "config", to: 1 << 20)),
      Wrong(
        model: nam, sentence: "'weights' are not as many",
        change: setting("num_layers", within: "config", to: 1)),
      Wrong(
        model: keras, sentence: "'layers[1].type' is 'conv2d'",
        change: layer(1, "type", to: "conv2d")),
      Wrong(
        model: convolved, sentence: "'layers[0].weights' do not fit",
        change: layer(0, "kernel_size", to: [4])),
      Wrong(
        model: convolved, sentence: "'layers[0].dilation' is not an array",
        change: layer(0, "dilation", to: 2)),
      Wrong(
        model: convolved,
        sentence: "'layers[0].conv1d' sees 8192 samples before its own",
        change: layer(0, "dilation", to: [4096])),
      Wrong(
        model: convolved, sentence: "'layers[1].weights' do not fit",
        change: layer(1, "weights", to: [[1.0, 2.0], [3.0, 4.0]])),
      Wrong(
        model: convolved, sentence: "'layers[1].epsilon' is not a number",
        change: layer(1, "epsilon", to: "none")),
      Wrong(
        model: keras,
        sentence: "'layers[1].activation' is 'relu', where RTNeural",
        change: layer(1, "activation", to: "relu")),
      Wrong(
        model: keras, sentence: "'layers[3].activation' is 'elu'",
        change: layer(3, "activation", to: "elu")),
      Wrong(
        model: keras, sentence: "'layers[1].weights' do not fit",
        change: layer(1, "type", to: "lstm")),
      Wrong(
        model: keras, sentence: "'layers[3].weights' do not fit",
        change: layer(3, "shape", to: [4])),
      Wrong(
        model: keras, sentence: "'in_shape' ends with 2",
        change: setting("in_shape", to: [2])),
      Wrong(
        model: keras, sentence: "follows a softmax",
        change: layer(0, "activation", to: "softmax")),
      Wrong(
        model: aida, sentence: "'in_skip' is 2",
        change: setting("in_skip", to: 2)),
      Wrong(
        model: aida, sentence: "'out_gain' is no number of decibels",
        change: setting("out_gain", to: 900)),
      Wrong(
        model: aida, sentence: "is JSON of no model that is known",
        change: { $0 = ["inputs": [], "outputs": []] }),
    ])
  func refused(wrong: Wrong) throws {
    let reason = complaint { try read(wrong.model, wrong.change) }
    #expect(reason?.contains(wrong.sentence) == true, "\(reason ?? "is read")")
    #expect(reason?.contains("\n") == false)
  }

  @Test("with batch normalization at its end is one with a layer behind it")
  func lastNormalization() throws {
    let last = try read(Self.convolved) { model in
      model["layers"] = Array((model["layers"] as? [Any] ?? []).dropLast())
    }
    let identity = try read(Self.convolved) { model in
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
