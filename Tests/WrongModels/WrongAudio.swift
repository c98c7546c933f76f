import Foundation

/// Models of amplifiers with something that is not supported or not right.
package enum WrongAudio {
  private static func change(
    _ fixtureName: String, _ sentence: String,
    _ body: @escaping @Sendable (inout [String: Any]) -> Void
  ) -> WrongModel {
    WrongModel(name: sentence, file: "model.json", sentence: sentence) {
      let json = try JSONSerialization.jsonObject(
        with: Data(contentsOf: fixture(fixtureName)))
      var model = json as? [String: Any] ?? [:]
      body(&model)
      try JSONSerialization.data(
        withJSONObject: model, options: .sortedKeys
      ).write(to: $0.appendingPathComponent("model.json"))
    }
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
  private static let container = "audio-nam-container.nam"

  package static let all = [
    change(
      guitar, "'model_data.model' is 'RecNet'",
      setting("model", within: "model_data", to: "RecNet")),
    change(
      guitar, "'model_data.unit_type' is 'TCN'",
      setting("unit_type", within: "model_data", to: "TCN")),
    change(
      guitar, "'rec.…' are no GRU as 'model_data' says",
      setting("unit_type", within: "model_data", to: "GRU")),
    change(
      guitar, "'rec.…' are no LSTM as 'model_data' says",
      setting("hidden_size", within: "model_data", to: 9)),
    change(
      guitar, "'model_data.skip' is 2 with 1 outputs",
      setting("skip", within: "model_data", to: 2)),
    change(
      guitar, "tensor 'conv.weight' is not understood",
      setting("conv.weight", within: "state_dict", to: [[1.0]])),
    change(
      guitar, "'state_dict.lin.bias' is not an array",
      setting("lin.bias", within: "state_dict", to: ["a"])),
    change(
      guitar, "'state_dict.lin.weight' is not an array",
      setting("lin.weight", within: "state_dict", to: [[1.0, 2.0], [3.0]])),
    change(
      nam, "'architecture' is 'WaveNet'", setting("architecture", to: "WaveNet")
    ),
    change(
      nam, "'config.hidden_size' is not a number",
      setting("hidden_size", within: "config", to: -5)),
    change(
      nam, "'weights' are not as many",
      setting("hidden_size", within: "config", to: 1 << 20)),
    change(
      nam, "'weights' are not as many",
      setting("num_layers", within: "config", to: 1)),
    change(container, "its models are 'WaveNet', 'WaveNet', where") {
      var config = $0["config"] as? [String: Any] ?? [:]
      let models = config["submodels"] as? [[String: Any]] ?? []
      config["submodels"] = [models[2], models[2]]
      $0["config"] = config
    },
    change(container, "'config.submodels' is not an array") {
      $0["config"] = ["submodels": 3]
    },
    change(guitar, "does not say how its convolution is padded") {
      $0 = ["conv.weight": [[[1.0, 2.0]]], "conv.bias": [0.5]]
    },
    change(
      keras, "'layers[1].type' is 'conv2d'", layer(1, "type", to: "conv2d")),
    change(
      convolved, "'layers[0].weights' do not fit",
      layer(0, "kernel_size", to: [4])),
    change(
      convolved, "'layers[0].dilation' is not an array",
      layer(0, "dilation", to: 2)),
    change(
      convolved, "'layers[0].conv1d' sees 8192 samples before its own",
      layer(0, "dilation", to: [4096])),
    change(
      convolved, "'layers[1].weights' do not fit",
      layer(1, "weights", to: [[1.0, 2.0], [3.0, 4.0]])),
    change(
      convolved, "'layers[1].epsilon' is not a number",
      layer(1, "epsilon", to: "none")),
    change(
      keras, "'layers[1].activation' is 'relu', where RTNeural",
      layer(1, "activation", to: "relu")),
    change(
      keras, "'layers[3].activation' is 'elu'",
      layer(3, "activation", to: "elu")),
    change(
      keras, "'layers[1].weights' do not fit", layer(1, "type", to: "lstm")),
    change(keras, "'layers[3].weights' do not fit", layer(3, "shape", to: [4])),
    change(keras, "'in_shape' ends with 2", setting("in_shape", to: [2])),
    change(keras, "follows a softmax", layer(0, "activation", to: "softmax")),
    change(aida, "'in_skip' is 2", setting("in_skip", to: 2)),
    change(
      aida, "'out_gain' is no number of decibels", setting("out_gain", to: 900)),
    change(aida, "is JSON of no model that is known") {
      $0 = ["inputs": [], "outputs": []]
    },
  ]
}
