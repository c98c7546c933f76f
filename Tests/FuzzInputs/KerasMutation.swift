import Foundation
import TemporaryFolder

/// Changes of a Keras model's architecture that leave it one.
extension Randomness {
  /// An archive with some settings of its layers changed, or with other layers;
  /// nil of what is none.
  mutating func mutated(keras archive: Data) -> Data? {
    guard var files = archiveFiles(archive),
      let index = files.firstIndex(where: { $0.name == "config.json" }),
      var model = try? JSONSerialization.jsonObject(with: files[index].bytes)
        as? [String: Any]
    else { return nil }
    for _ in 0...below(3) { changeModel(&model) }
    files[index].bytes = sortedJSON(model)
    return storedArchive(files)
  }

  private mutating func changeModel(_ model: inout [String: Any]) {
    var config = model["config"] as? [String: Any] ?? [:]
    defer { model["config"] = config }
    guard var layers = config["layers"] as? [[String: Any]], !layers.isEmpty
    else { return }
    let index = below(layers.count)
    switch below(10) {
    case 0: layers.remove(at: index)
    case 1, 2: layers.insert(layer(), at: index + 1)
    case 3: layers[index]["class_name"] = pick(Self.classes)
    case 4: rewire(&layers, index)
    case 5: layers.append(layers[index])
    default: changeLayer(&layers[index])
    }
    if below(20) == 0 { config["build_input_shape"] = pick(Self.shapes) }
    config["layers"] = layers
  }

  private mutating func changeLayer(_ layer: inout [String: Any]) {
    var config = layer["config"] as? [String: Any] ?? [:]
    if config["layers"] != nil { return changeModel(&layer) }
    if var inner = config["layer"] as? [String: Any], below(2) == 0 {
      changeLayer(&inner)
      config["layer"] = inner
    } else {
      let (key, value) = setting()
      let known = config.keys.filter { Self.settings[$0] != nil }.sorted()
      if known.isEmpty || below(3) == 0 {
        config[key] = value
      } else {
        let own = pick(known)
        config[own] = pick(Self.settings[own] ?? [])
        if below(8) == 0 { config[own] = nil }
      }
    }
    layer["config"] = config
  }

  /// One layer takes what another gives.
  private mutating func rewire(_ layers: inout [[String: Any]], _ index: Int) {
    let names = layers.compactMap {
      $0["name"] as? String ?? ($0["config"] as? [String: Any])?["name"]
        as? String
    }
    guard let nodes = layers[index]["inbound_nodes"], !names.isEmpty else {
      return
    }
    let text = String(decoding: sortedJSON(nodes), as: UTF8.self)
    let new = text.replacing(
      "\"\(pick(names))\"", with: "\"\(pick(names))\"", maxReplacements: 1)
    layers[index]["inbound_nodes"] = try? JSONSerialization.jsonObject(
      with: Data(new.utf8))
  }

  private mutating func setting() -> (String, Any) {
    let key = pick(Self.settings.keys.sorted())
    return (key, pick(Self.settings[key] ?? []))
  }

  /// A layer without weights.
  private mutating func layer() -> [String: Any] {
    var config: [String: Any] = [
      "name": "new\(below(99))",
      "dtype": ["class_name": "DTypePolicy", "config": ["name": "float32"]],
    ]
    for _ in 0..<below(3) {
      let (key, value) = setting()
      config[key] = value
    }
    let name = pick(Self.classes)
    if name == "TimeDistributed" || name == "Bidirectional" {
      config["layer"] = [
        "class_name": pick(Self.classes), "config": ["name": "inner"],
      ]
    }
    return ["class_name": name, "config": config]
  }

  private static let classes = [
    "Activation", "ReLU", "LeakyReLU", "PReLU", "Softmax", "Dropout", "Reshape",
    "Permute", "Flatten", "Rescaling", "Normalization", "Masking",
    "ZeroPadding1D", "GaussianNoise", "Lambda", "RepeatVector",
    "TimeDistributed", "Bidirectional", "Embedding", "Dense", "LSTM", "GRU",
    "SimpleRNN", "Conv1D", "DepthwiseConv1D", "SeparableConv1D", "InputLayer",
    "BatchNormalization", "LayerNormalization", "Add", "Subtract", "Multiply",
    "Average", "Concatenate", "GetItem", "SpatialDropout1D", "Cropping1D",
    "RNN", "StackedRNNCells",
  ]
  private static var shapes: [Any] {
    [
      [NSNull(), NSNull(), 5], [NSNull(), 7, 5], [NSNull(), 35], [2, 3],
      NSNull(), [NSNull(), 1, 5], [], [NSNull(), 5],
    ]
  }
  private static var settings: [String: [Any]] {
    let flags: [Any] = [true, false]
    let numbers: [Any] = [
      0, 1, 0.5, -1, 1e-3, 1e30, [1, 2], [1, 2, 3, 4, 5], [[1, 2, 3, 4]],
      ["class_name": "__numpy__", "config": ["value": [0.5]]], NSNull(), "x",
    ]
    return [
      "activation": [
        "linear", "relu", "relu6", "leaky_relu", "silu", "softmax",
        "log_softmax", "hard_sigmoid", "hard_tanh", "sigmoid", "tanh", "selu",
        ["config": "softmax_v2"], ["class_name": "function"], NSNull(),
      ],
      "recurrent_activation": ["sigmoid", "hard_sigmoid", "relu"],
      "return_sequences": flags, "go_backwards": flags, "stateful": flags,
      "use_bias": flags, "reset_after": flags, "mask_zero": flags,
      "center": flags, "scale": flags + numbers, "time_major": flags,
      "rms_scaling": flags, "unroll": flags, "return_state": flags,
      "axis": [-1, 1, 2, 0, [1], [2], [-1], [1, 2]], "epsilon": numbers,
      "momentum": numbers, "offset": numbers, "mean": numbers,
      "variance": numbers, "alpha": numbers, "negative_slope": numbers,
      "max_value": [6, 3, 0, -1, 1e30, NSNull()], "mask_value": numbers,
      "threshold": numbers, "shared_axes": [[1], [1, 2], NSNull()],
      "target_shape": [
        [7, 5], [5], [1, 5], [-1, 5], [35], [-1], [5, 7], [0, 0], [-1, -1],
        [1, 1, 5], [1, 6], [6, 1], [2, 3], [3],
      ],
      "dims": [[1, 2], [2, 1], [1]],
      "padding": [
        "same", "causal", "valid", 1, 2, [1, 0], [2, 0], [0, 2], [[1, 1]], -1,
      ],
      "strides": [[1], [2], 1, 2], "dilation_rate": [[1], [2], 2, 0],
      "groups": [1, 2, 5, 0, -1, 6], "kernel_size": [[3], [1], 3],
      "data_format": ["channels_last", "channels_first"],
      "depth_multiplier": [1, 2], "units": [1, 4, 6],
      "dtype": [
        "float32", "mixed_float16", NSNull(),
        ["class_name": "DTypePolicy", "config": ["name": "float32"]],
      ],
      "seed": [1, NSNull()], "batch_shape": shapes, "input_dim": [1, 5],
      "name": ["dense", "gru", "input_layer"], "rate": numbers,
      "layer": [NSNull(), ["class_name": "Dense", "config": ["name": "in"]]],
    ]
  }
}
