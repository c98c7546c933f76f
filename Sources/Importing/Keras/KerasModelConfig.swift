import Foundation

/// The architecture of a Keras model, as `config.json` holds it.
struct KerasModelConfig {
  private let name: String
  private let config: [String: Any]

  /// - Throws: `ImportError` when the JSON is no Sequential or Functional
  ///   model.
  init(_ model: [String: Any]) throws {
    name = model["class_name"] as? String ?? ""
    guard let config = model["config"] as? [String: Any],
      config["layers"] is [Any], ["Sequential", "Functional"].contains(name)
    else {
      throw ImportError(
        "the model is a '\(name)', whose layers Keras does not save; build it "
          + "as keras.Sequential or keras.Model")
    }
    self.config = config
  }

  /// How many timesteps the model takes in a call: the second size of the
  /// input `(batch, timesteps, …)` of its layers.
  static func inputLength(of layers: [KerasLayer]) -> InputLength {
    guard !layers.contains(where: { $0.flag("stateful") }) else {
      return .carried
    }
    let shapes = ["batch_shape", "batch_input_shape"].lazy.compactMap {
      layers.first?.shape($0)
    }
    guard let shape = shapes.first, shape.count > 1, let length = shape[1]
    else { return .open }
    return .fixed(length)
  }

  /// The layers in the order in which they run.
  ///
  /// - Throws: `ImportError` when they are no chain.
  func layers() throws -> [KerasLayer] {
    let all = config["layers"] as? [[String: Any]] ?? []
    // A Sequential model's weights do not count its input.
    let isSequential = name == "Sequential"
    var counts: [String: Int] = [:]
    let layers = try all.map { layer in
      let group = Self.snakeCase(layer["class_name"] as? String ?? "")
      let isCounted = !isSequential || group != "input_layer"
      let count = counts[group, default: 0]
      if isCounted { counts[group] = count + 1 }
      return try KerasLayer(
        layer, path: ["layers", count == 0 ? group : "\(group)_\(count)"])
    }
    return isSequential ? layers : try chain(layers, all)
  }

  /// The layers of a functional model, from its input to its output.
  private func chain(
    _ layers: [KerasLayer], _ records: [[String: Any]]
  ) throws -> [KerasLayer] {
    guard let output = Self.single(config["output_layers"]),
      let input = Self.single(config["input_layers"])
    else {
      throw ImportError(
        "the model has several inputs or outputs; save one with a single input "
          + "and a single output")
    }
    var chain: [KerasLayer] = []
    var next = output
    while true {
      guard chain.count < layers.count,
        let index = layers.firstIndex(where: { $0.name == next })
      else {
        throw ImportError("layer '\(next)' is not there; save the model again")
      }
      chain.append(layers[index])
      if next == input { break }
      next = try Self.source(of: records[index], layers[index])
    }
    guard chain.count == layers.count else {
      let left = layers.first { layer in
        !chain.contains { $0.name == layer.name }
      }
      throw ImportError(
        "layer '\(left?.name ?? "")' is on a branch; swiftlet runs a chain of "
          + "layers without branches or residual connections")
    }
    return chain.reversed()
  }

  /// The name of the one layer of `[name, 0, 0]` or `[[name, 0, 0]]`.
  private static func single(_ value: Any?) -> String? {
    guard let list = value as? [Any] else { return nil }
    if let name = list.first as? String { return name }
    return list.count == 1 ? single(list[0]) : nil
  }

  /// The name of the one layer whose output a layer takes.
  private static func source(
    of record: [String: Any], _ layer: KerasLayer
  ) throws -> String {
    let nodes = record["inbound_nodes"] as? [Any] ?? []
    let sources = tensors(in: nodes)
    guard nodes.count == 1, sources.count == 1 else {
      throw ImportError(
        "layer '\(layer.name)' takes \(sources.count) inputs, or is used "
          + "\(nodes.count) times; swiftlet runs a chain of layers, each from a "
          + "state of zeros")
    }
    return sources[0]
  }

  /// The names of the layers of all tensors within a JSON value.
  private static func tensors(in value: Any) -> [String] {
    if let list = value as? [Any] { return list.flatMap(tensors) }
    guard let object = value as? [String: Any] else { return [] }
    if object["class_name"] as? String == "__keras_tensor__",
      let config = object["config"] as? [String: Any],
      let history = config["keras_history"] as? [Any]
    {
      return [history.first as? String ?? ""]
    }
    return object.keys.sorted().flatMap { tensors(in: object[$0] ?? "") }
  }

  /// The name under which Keras saves a class's weights, as its
  /// `to_snake_case` makes it.
  private static func snakeCase(_ name: String) -> String {
    name.replacingOccurrences(
      of: "(.)([A-Z][a-z]+)", with: "$1_$2", options: .regularExpression
    ).replacingOccurrences(
      of: "([a-z])([A-Z])", with: "$1_$2", options: .regularExpression
    ).lowercased()
  }
}
