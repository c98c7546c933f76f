import Foundation

/// Keras models with something that is not supported or not right.
package enum WrongKeras {
  package static let all = settings + classes + graphs + files

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

  /// A file that Keras 2 or h5py has written.
  private static func hdf5(_ name: String, _ sentence: String) -> WrongModel {
    WrongModel(name: name, file: "model.h5", sentence: sentence) {
      try Data(contentsOf: fixture("keras2-\(name).h5")).write(
        to: $0.appendingPathComponent("model.h5"))
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
      "mean", to: [[1, 2], [3, 4]], "scales 5 inputs, then 4", layer: 2,
      of: "normalized-given"),
  ]

  private static let classes =
    [
      ("Bidirectional", "a bidirectional layer needs the whole sequence"),
      ("GroupNormalization", "a normalization layer of its kind"),
      ("RNN", "it has no cell; save the model again"),
      ("Sequential", "the model is a 'Sequential', whose layers"),
      ("Conv2D", "a convolution of its kind is not supported"),
      ("ConvLSTM1D", "a recurrent layer of convolutions is not supported"),
      ("Flatten", "it joins all timesteps to one vector"),
      ("Attention", "attention looks at the whole sequence at once"),
      ("Lambda", "its function is code of Python"),
      ("RepeatVector", "it gives one vector to every timestep"),
      ("GlobalAveragePooling1D", "it pools over timesteps"),
      ("CuDNNLSTM", "a layer of an old Keras"),
      ("TFOpLambda", "an operation of TensorFlow is not read"),
      ("Permute", "it exchanges timesteps and features"),
      ("Discretization", "the layer is not understood"),
    ].map { (name: String, sentence: String) in
      change("a layer \(name)", sentence, layer: 1) { $0["class_name"] = name }
    } + [
      change("timesteps left out", "it leaves timesteps out", layer: 2) {
        $0["class_name"] = "Cropping1D"
        $0["config"] = ["name": "cropping", "cropping": [1, 0]]
      },
      change("a threshold", "its threshold is 0.5, where its", layer: 2) {
        $0["class_name"] = "ReLU"
        $0["config"] = ["name": "relu", "threshold": 0.5]
      },
      change("a cell of one's own", "a cell of the class 'Mine'", layer: 1) {
        let cell: [String: Any] = [
          "class_name": "Mine", "config": ["name": "mine"],
        ]
        $0["class_name"] = "RNN"
        $0["config"] = [
          "name": "rnn",
          "cell": [
            "class_name": "StackedRNNCells", "config": ["cells": [cell]],
          ],
        ]
      },
      edit(
        "hard_sigmoid of a Keras that the file does not name",
        "the file does not say which saved it", of: "dense-hard_sigmoid"
      ) {
        $0.files.removeAll { $0.name == "metadata.json" }
      },
      change("peepholes", "peepholes, gates that see the cell", layer: 1) {
        $0["class_name"] = "RNN"
        $0["config"] = [
          "name": "rnn", "cell": ["class_name": "PeepholeLSTMCell"],
        ]
      },
      set(
        "axis", to: [1], "its axis must be the features'", layer: 2,
        of: "batchnorm-end"),
      set(
        "scale", to: false, "are [0, 1, 2, 3], not [0, 1, 2]", layer: 2,
        of: "batchnorm-end"),
      set(
        "target_shape", to: [5, 10], "it mixes timesteps and features",
        layer: 2, of: "shapes"),
      set(
        "return_sequences", to: true, "it joins its 10 timesteps to one",
        layer: 4, of: "shapes"),
      change(
        "a sequence of one", "it makes a sequence of the last timestep",
        layer: 5, of: "shapes"
      ) {
        $0["class_name"] = "Reshape"
        $0["config"] = ["name": "reshape", "target_shape": [1, 6]]
      },
    ]

  private static let graphs = [
    set(
      "padding", to: "same", "its padding 'same' sees later timesteps",
      of: "conv"),
    set("strides", to: [2], "train with strides=1 and", of: "conv"),
    set(
      "cropping", to: [0, 1],
      "a ZeroPadding1D adds 2 timesteps behind the last",
      layer: 3, of: "padded"),
    change(
      "timesteps of zeros", "adds 5 timesteps behind", layer: 3, of: "padded"
    ) {
      $0["class_name"] = "Dropout"
      $0["config"] = ["name": "cropping1d", "rate": 0.5]
    },
    set(
      "padding", to: [2, -1], "its padding is not two numbers", of: "padded"),
    set(
      "dims", to: [1, 2], "it exchanges timesteps and features", layer: 10,
      of: "padded"),
    set(
      "dilation_rate", to: [5000], "its dilation_rate 5000.0 is not",
      layer: 2, of: "conv"),
    set("axis", to: 1, "its axis must be the features'", layer: 3, of: "heads"),
    set(
      "return_sequences", to: false, "mixes values of every timestep", layer: 2,
      of: "heads"),
    set(
      "activation", to: "softmax", "is a softmax beside other", layer: 8,
      of: "heads"),
    change(
      "an Add of unlike sizes", "have 4 and 4 and 5 features", layer: 3,
      of: "heads"
    ) { $0["class_name"] = "Add" },
    change("a Maximum", "take Add, Subtract, Multiply", layer: 3, of: "heads") {
      $0["class_name"] = "Maximum"
    },
    change(
      "a part of the timesteps", "it takes another part than", layer: 12,
      of: "mask"
    ) {
      var nodes = $0["inbound_nodes"] as? [[String: Any]] ?? []
      let arguments = nodes[0]["args"] as? [Any] ?? []
      nodes[0]["args"] = [arguments[0], [["class_name": "__ellipsis__"], 1]]
      $0["inbound_nodes"] = nodes
    },
    set("axis", to: 1, "its axis must be -1", layer: 7, of: "functional"),
    edit("a model of a class of its own", "whose layers Keras does not save") {
      try $0.editConfig { $0["class_name"] = "MyModel" }
    },
    change("a layer of one's own", "a layer of the class 'Mine' has", layer: 1)
    {
      $0["class_name"] = "Mine"
      $0["config"] = ["units": 6]
    },
    edit("a layer that is not there", "is not there; save", of: "functional") {
      try $0.set("output_layers", to: ["nothing", 0, 0])
    },
    edit("a call that is not there", "is not there; save", of: "functional") {
      try $0.set("output_layers", to: ["softmax", 7, 0])
    },
    edit("a state as output", "is used, such as a state", of: "functional") {
      try $0.set("output_layers", to: ["softmax", 0, 1])
    },
    change(
      "a state from elsewhere", "it takes 'initial_state' from another layer",
      layer: 3, of: "functional"
    ) {
      var nodes = $0["inbound_nodes"] as? [[String: Any]] ?? []
      nodes[0]["kwargs"] = ["initial_state": nodes[0]["args"] ?? ""]
      $0["inbound_nodes"] = nodes
    },
    change(
      "a layer that takes itself", "it takes what it gives itself", layer: 3,
      of: "functional"
    ) {
      let history: [Any] = [$0["name"] ?? "", 0, 0]
      let tensor: [String: Any] = [
        "class_name": "__keras_tensor__",
        "config": ["keras_history": history],
      ]
      $0["inbound_nodes"] = [["args": [tensor]]]
    },
  ]

  private static let files = [
    edit("more layers than a file holds", "has more than 1000 layers") {
      try $0.set(
        "layers",
        to: Array(repeating: ["class_name": "Dropout"], count: 8000))
    },
    edit("groups that hold themselves", "is damaged or cut short") { file in
      file.edit("model.weights.h5") { bytes in
        var start = bytes.startIndex
        while let node = bytes.range(
          of: Data("TREE".utf8), in: start..<bytes.endIndex)
        {
          start = node.upperBound
          // A node of as many nodes as can be, of which the first is itself.
          let place = node.lowerBound
          bytes.replaceSubrange(place + 6..<place + 8, with: [0xFF, 0xFF])
          withUnsafeBytes(of: UInt64(place).littleEndian) {
            bytes.replaceSubrange(place + 32..<place + 40, with: $0)
          }
        }
      }
    },
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
      name: "a cut HDF5 file", file: "model.h5",
      sentence: "is damaged or cut short"
    ) {
      try Data([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A, 0]).write(
        to: $0.appendingPathComponent("model.h5"))
    },
    hdf5("weights", "holds weights without the architecture"),
    hdf5("compressed", "is compressed, or stored in chunks; load the model"),
  ]
}
