import Foundation

/// A layer of a Keras model: its class, its settings and where its weights
/// lie.
struct KerasLayer {
  /// The class, such as `LSTM`.
  let className: String
  /// The layer's own name, after those of the models around it.
  let names: [String]
  /// The group of its weights, where groups are numbered by class.
  let path: [String]
  /// The names of the layer whose weights these are, where weights have names:
  /// its own, or those of the layer that wraps it.
  let ownerNames: [String]
  /// Whether it takes the timesteps one by one, as the layers of a model within
  /// a `TimeDistributed` do.
  var isDistributed = false
  private let config: [String: Any]
  /// The shape that the layer was built for.
  private let buildShape: [Int?]?

  /// - Throws: `ImportError` when the JSON is no layer.
  init(
    _ record: [String: Any], within models: [String], path: [String],
    owner: [String]? = nil
  ) throws {
    guard let recordedClass = record["class_name"] as? String else {
      throw ImportError(
        "the model's configuration holds something that is no layer; save the "
          + "model again")
    }
    guard var config = record["config"] as? [String: Any],
      let name = config["name"] as? String
    else {
      throw ImportError(
        "a layer of the class '\(recordedClass)' has no name and no settings, as "
          + "Keras saves classes of one's own; build the model of Keras's layers"
      )
    }
    let function = config["function"] as? String
    if let operation = function.flatMap({ Self.operations[$0] }),
      ["TFOpLambda", "SlicingOpLambda"].contains(recordedClass)
    {
      className = operation
      config["function"] = nil
    } else {
      className = recordedClass
    }
    names = models + [name]
    ownerNames = owner ?? names
    self.path = path
    self.config = config
    let build = record["build_config"] as? [String: Any]
    buildShape = Self.shape(build?["input_shape"])
  }

  private init(inputOf layer: KerasLayer, shape: [Int?]?) {
    className = "InputLayer"
    names = layer.names
    ownerNames = []
    path = []
    config = [:]
    buildShape = shape
  }

  /// The layer's name, such as `encoder/lstm`.
  var name: String { names.joined(separator: "/") }

  /// The layer's name within its model.
  var ownName: String { names.last ?? "" }

  /// The model that the layer is; nil of a layer.
  ///
  /// - Throws: `ImportError` when it is none that is read.
  func model() throws -> KerasModelConfig? {
    if className == "TimeDistributed" { return try distributedModel() }
    guard KerasModelConfig.classes.contains(className) else { return nil }
    return try KerasModelConfig(
      ["class_name": className, "config": config], names: names, path: path,
      isDistributed: isDistributed)
  }

  /// The model that a `TimeDistributed` wraps; nil of one of a layer.
  private func distributedModel() throws -> KerasModelConfig? {
    guard let record = config["layer"] as? [String: Any] else { return nil }
    var wrapped = try KerasLayer(
      record, within: names, path: path + ["layer"])
    wrapped.isDistributed = true
    return try wrapped.model()
  }

  /// The input that the first layer of a Sequential model stands for.
  ///
  /// - Parameter shape: What the model was built for.
  func input(built shape: [Int?]?) -> KerasLayer {
    KerasLayer(inputOf: self, shape: inputShape ?? shape)
  }

  /// The shape `(batch, …)` of the layer's input, where the file says it.
  var inputShape: [Int?]? {
    Self.shape(config["batch_shape"]) ?? Self.shape(config["batch_input_shape"])
      ?? buildShape
  }

  /// An error of the layer.
  func error(_ reason: String) -> ImportError {
    ImportError("layer '\(name)' (\(className)): \(reason)")
  }

  /// Whether a setting is on.
  func flag(_ key: String) -> Bool {
    (config[key] as? NSNumber)?.boolValue ?? false
  }

  /// A text.
  func text(_ key: String) -> String? { config[key] as? String }

  /// A whole number.
  func integer(_ key: String) -> Int? {
    (config[key] as? NSNumber).flatMap { Int(exactly: $0.doubleValue) }
  }

  /// The sizes of a setting, whose open ones are nil; nil where there is none.
  func shape(_ key: String) -> [Int?]? { Self.shape(config[key]) }

  /// A shape, whose open sizes are nil; nil where there is none.
  static func shape(_ value: Any?) -> [Int?]? {
    (value as? [Any]).map { sizes in
      sizes.map { ($0 as? NSNumber).flatMap { Int(exactly: $0.doubleValue) } }
    }
  }

  /// A number or an array of them, plain or as Keras writes NumPy's; nil where
  /// there is none.
  func numbers(_ key: String) -> [Double]? { Self.numbers(config[key]) }

  private static func numbers(_ value: Any?) -> [Double]? {
    switch value {
    case let number as NSNumber: return [number.doubleValue]
    case let list as [Any]:
      let parts = list.compactMap(numbers)
      return parts.count == list.count ? Array(parts.joined()) : nil
    case let object as [String: Any]:
      return numbers((object["config"] as? [String: Any])?["value"])
    default: return nil
    }
  }

  /// An activation by its name; `linear` where there is none.
  ///
  /// - Throws: `ImportError` when it is a function of the user's.
  func activation(_ key: String) throws -> String {
    switch config[key] {
    case nil, is NSNull: return "linear"
    case let name as String: return name
    default:
      if let function = config[key] as? [String: Any],
        function["config"] as? String == "softmax_v2"
      {
        return "softmax"  // tf.nn.softmax
      }
      throw error(
        "its \(key) is a function of its own, which is not supported; take "
          + "relu, sigmoid or tanh")
    }
  }

  /// The layer that this one wraps.
  ///
  /// - Throws: `ImportError` when there is none.
  func wrapped() throws -> KerasLayer {
    guard let record = config["layer"] as? [String: Any] else {
      throw error("it wraps no layer; save the model again")
    }
    return try KerasLayer(
      record, within: names.dropLast(), path: path + ["layer"],
      owner: ownerNames)
  }

  /// The cells that the layer runs, one after the other: of a layer of a class
  /// such as `LSTM` the layer itself.
  ///
  /// - Throws: `ImportError` when they are not those of Keras.
  func cells() throws -> [KerasLayer] {
    guard className == "RNN" else { return [self] }
    guard let cell = config["cell"] as? [String: Any] else {
      throw error("it has no cell; save the model again")
    }
    guard cell["class_name"] as? String == "StackedRNNCells" else {
      return [try self.cell(cell, path: path + ["cell"])]
    }
    let settings = cell["config"] as? [String: Any] ?? [:]
    let records = settings["cells"] as? [[String: Any]] ?? []
    guard !records.isEmpty,
      (settings["reverse_state_order"] as? NSNumber)?.boolValue != true
    else {
      throw error("its cells are not understood; save the model again")
    }
    try LayerRecord.checkCount(records.count)
    let groups = KerasModelConfig.groups(of: records)
    return try zip(records, groups).map { record, group in
      try self.cell(record, path: path + ["cell", "cells", group])
    }
  }

  private func cell(
    _ record: [String: Any], path: [String]
  ) throws -> KerasLayer {
    let known = ["GRUCell", "LSTMCell", "SimpleRNNCell"]
    let name = record["class_name"] as? String ?? ""
    guard known.contains(name) else {
      throw error(
        name.contains("Peephole")
          ? "peepholes, gates that see the cell state, are not supported; "
            + "train with LSTM"
          : "a cell of the class '\(name)' is not supported; take "
            + "SimpleRNNCell, GRUCell or LSTMCell")
    }
    let cell = (record["config"] as? [String: Any])?["name"] as? String ?? ""
    return try KerasLayer(
      record, within: names, path: path, owner: ownerNames + [cell])
  }

  /// Refuses settings that are not among the known ones and not off.
  ///
  /// - Throws: `ImportError` that names the first.
  func expectOnly(_ known: Set<String>) throws {
    let common: Set<String> = [
      "batch_input_shape", "dtype", "name", "seed", "trainable",
    ]
    for key in config.keys.sorted()
    where !known.contains(key) && !common.contains(key) && !isOff(key) {
      throw error(
        "its setting '\(key)' is not understood; save the model without it")
    }
    if let policy = config["dtype"] as? [String: Any],
      !["DTypePolicy", "Policy"].contains(policy["class_name"] as? String)
    {
      throw error(
        "the model is quantized already; import the float model and give it to "
          + "'swiftlet quantize'")
    }
  }

  private func isOff(_ key: String) -> Bool {
    switch config[key] {
    case nil, is NSNull: true
    case let number as NSNumber: number.doubleValue == 0
    default:
      ["_initializer", "_regularizer", "_constraint"].contains {
        key.hasSuffix($0)
      }
    }
  }
}
