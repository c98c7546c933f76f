import Foundation

/// Keras models with something that is not supported or not right.
enum WrongKeras {
  static let all = settings + classes + graphs + files

  /// A change of a layer of `keras-gru.keras` (0 the input, 1 a GRU, 2 a
  /// Dense layer) or of `keras-functional.keras`.
  private static func change(
    _ name: String, _ sentence: String, layer index: Int,
    of fixture: String = "gru",
    _ body: @escaping @Sendable (inout [String: Any]) -> Void
  ) -> WrongModel {
    edit(name, sentence, of: fixture) { file in
      try file.editConfig { model in
        var config = model["config"] as? [String: Any] ?? [:]
        var layers = config["layers"] as? [[String: Any]] ?? []
        body(&layers[index])
        config["layers"] = layers
        model["config"] = config
      }
    }
  }

  private static func edit(
    _ name: String, _ sentence: String, of source: String = "gru",
    method: Int = 0,
    _ body: @escaping @Sendable (inout KerasFile) throws -> Void = { _ in }
  ) -> WrongModel {
    WrongModel(name: name, file: "model.keras", sentence: sentence) {
      var file = try KerasFile(contentsOf: fixture("keras-\(source).keras"))
      try body(&file)
      try file.archive(method: method).write(
        to: $0.appendingPathComponent("model.keras"))
    }
  }

  /// A setting of a layer that another one replaces.
  private static func set(
    _ key: String, to value: any Sendable, _ sentence: String, layer: Int = 1,
    of fixture: String = "gru"
  ) -> WrongModel {
    change("\(key) = \(value)", sentence, layer: layer, of: fixture) {
      var config = $0["config"] as? [String: Any] ?? [:]
      config[key] = value
      $0["config"] = config
    }
  }

  private static let settings = [
    set("go_backwards", to: true, "a layer that runs backwards"),
    set("return_state", to: true, "return_state makes the state an output"),
    set("activation", to: "gelu", "the activation 'gelu' is not supported"),
    set(
      "recurrent_activation", to: "relu",
      "the recurrent_activation 'relu' is not supported; train with sigmoid"),
    set(
      "activation", to: ["class_name": "function"],
      "its activation is a function of its own"),
    set("time_major", to: true, "its setting 'time_major' is not understood"),
    set("use_bias", to: false, "are [0, 1, 2], not [0, 1]"),
    set("reset_after", to: false, "do not fit each other"),
    set("activation", to: "selu", "activation 'selu' is not", layer: 2),
    set(
      "dtype", to: ["class_name": "QuantizedDTypePolicy"],
      "the model is quantized already", layer: 2),
    set(
      "mask_zero", to: true, "mask_zero leaves timesteps out", layer: 1,
      of: "functional"),
    set(
      "return_sequences", to: false, "gives its last timestep only", layer: 2,
      of: "functional"),
    set(
      "scale", to: -0.5, "the model multiplies input 0 by -1.0, where",
      layer: 1, of: "normalized-given"),
    set(
      "offset", to: [1, 2], "scales 2 inputs, then 5", layer: 1,
      of: "normalized-given"),
    set(
      "axis", to: 1, "its axis must be the features'", layer: 2,
      of: "normalized-given"),
    set(
      "invert", to: true, "its setting 'invert' is not understood", layer: 2,
      of: "normalized-given"),
    set(
      "mean", to: [[1, 2], [3, 4]], "scales 5 inputs, then 4", layer: 2,
      of: "normalized-given"),
  ]

  private static let classes =
    [
      ("Bidirectional", "a bidirectional layer needs the whole sequence"),
      ("Masking", "masking leaves timesteps out"),
      ("LayerNormalization", "a normalization layer is not supported"),
      ("RNN", "a layer of a cell is not supported"),
      ("Sequential", "a model within the model is not supported"),
      ("Conv1D", "a convolution is not supported"),
      ("Flatten", "the layer is not understood"),
    ].map { (name: String, sentence: String) in
      change("a layer \(name)", sentence, layer: 1) { $0["class_name"] = name }
    } + [
      change("a Normalization at the end", "it follows another layer", layer: 2)
      {
        $0["class_name"] = "Normalization"
      }
    ]

  private static let graphs = [
    set("axis", to: 1, "its axis must be -1", layer: 7, of: "functional"),
    edit("a model of a class of its own", "whose layers Keras does not save") {
      try $0.editConfig { $0["class_name"] = "MyModel" }
    },
    edit("two outputs", "has several inputs or outputs", of: "functional") {
      try $0.set("output_layers", to: [["re_lu", 0, 0], ["softmax", 0, 0]])
    },
    edit("a branch", "is on a branch", of: "functional") {
      let names = try $0.layerNames()
      try $0.set("output_layers", to: [names[names.count - 2], 0, 0])
    },
    change(
      "a layer that is used twice", "or is used 2 times", layer: 2,
      of: "functional"
    ) {
      let nodes = $0["inbound_nodes"] as? [Any] ?? []
      $0["inbound_nodes"] = nodes + nodes
    },
    change(
      "a layer that takes itself", "is not there; save", layer: 3,
      of: "functional"
    ) {
      let history: [Any] = [$0["name"] ?? "", 0, 0]
      $0["inbound_nodes"] = [
        [
          "class_name": "__keras_tensor__",
          "config": ["keras_history": history],
        ]
      ]
    },
  ]

  private static let files = [
    edit("a compressed archive", "is compressed in the archive", method: 8),
    edit("no architecture", "the archive has no 'config.json'") {
      $0.files.removeAll { $0.name == "config.json" }
    },
    edit("no weights", "the archive has no 'model.weights.h5'") {
      $0.files.removeAll { $0.name == "model.weights.h5" }
    },
    edit("an architecture that is no JSON", "config.json is no JSON") {
      $0.edit("config.json") { $0 = Data("{".utf8) }
    },
    edit("another version of HDF5", "is of another version of HDF5") {
      $0.edit("model.weights.h5") { $0[8] = 2 }
    },
    edit("weights that are cut short", "is damaged or cut short") {
      $0.edit("model.weights.h5") { $0.removeLast($0.count / 2) }
    },
    edit("weights of another model", "are [], not [0, 1, 2]") {
      let other = try KerasFile(contentsOf: fixture("keras-lstm.keras"))
      $0.files.removeAll { $0.name == "model.weights.h5" }
      $0.files += other.files.filter { $0.name == "model.weights.h5" }
    },
    WrongModel(
      name: "a changed byte", file: "model.keras",
      sentence: "the archive is damaged or cut short"
    ) {
      var bytes = try Data(contentsOf: fixture("keras-gru.keras"))
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: $0.appendingPathComponent("model.keras"))
    },
    WrongModel(
      name: "a cut archive", file: "model.keras",
      sentence: "the archive is damaged or cut short"
    ) {
      try Data(contentsOf: fixture("keras-gru.keras")).dropLast(30).write(
        to: $0.appendingPathComponent("model.keras"))
    },
    WrongModel(
      name: "an HDF5 file", file: "model.h5", sentence: "is an HDF5 file"
    ) {
      try Data([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A, 0]).write(
        to: $0.appendingPathComponent("model.h5"))
    },
  ]
}
