import Foundation

/// The architecture of a Keras model, as `config.json` or the attribute
/// `model_config` holds it.
struct KerasModelConfig {
  /// A layer and how it is called.
  struct Entry {
    var layer: KerasLayer
    /// The layer's calls in a functional model.
    var calls: [KerasCall]
  }

  /// The classes of models that hold their layers.
  static let classes: Set<String> = ["Sequential", "Functional", "Model"]

  /// Whether the layers run one after the other.
  let isSequential: Bool
  /// The layers.
  let entries: [Entry]
  /// The tensors that a functional model takes.
  let inputs: [KerasCall.Tensor]
  /// The tensors that a functional model gives.
  let outputs: [KerasCall.Tensor]
  /// The shape of a Sequential model's input, where it was built for one.
  let inputShape: [Int?]?

  /// - Parameters:
  ///   - names: Those of the models around it, and its own.
  ///   - path: The group of its weights.
  ///   - isDistributed: Whether its layers take the timesteps one by one.
  /// - Throws: `ImportError` when the JSON is no Sequential or functional
  ///   model.
  init(
    _ model: [String: Any], names: [String] = [], path: [String] = [],
    isDistributed: Bool = false
  ) throws {
    let className = model["class_name"] as? String ?? ""
    // Before Keras 2.2.3 a Sequential model's configuration is the list.
    let list = model["config"] as? [Any]
    let config = model["config"] as? [String: Any] ?? ["layers": list as Any]
    guard let records = config["layers"] as? [[String: Any]],
      Self.classes.contains(className)
    else {
      throw ImportError(
        "the model is a '\(className)', whose layers Keras does not save; "
          + "build it as keras.Sequential or keras.Model")
    }
    try LayerRecord.checkCount(records.count)
    isSequential = className == "Sequential"
    var entries = try Self.entries(records, isSequential, names, path)
    for index in entries.indices {
      entries[index].layer.isDistributed = isDistributed
    }
    inputs = KerasCall.tensors(in: config["input_layers"])
    outputs = KerasCall.tensors(in: config["output_layers"])
    self.entries = Self.countingMaking(entries, outputs)
    inputShape = KerasLayer.shape(config["build_input_shape"])
  }

  private static func entries(
    _ records: [[String: Any]], _ isSequential: Bool, _ names: [String],
    _ path: [String]
  ) throws -> [Entry] {
    // A Sequential model's weights do not count its input.
    let groups = groups(of: records, but: isSequential ? "input_layer" : nil)
    return try zip(records, groups).map { record, group in
      Entry(
        layer: try KerasLayer(
          record, within: names, path: path + ["layers", group]),
        calls: (record["inbound_nodes"] as? [Any] ?? []).map(KerasCall.init))
    }
  }

  /// The groups of layers' weights, which count layers of a class.
  ///
  /// - Parameter uncounted: A group that is not counted.
  static func groups(
    of records: [[String: Any]], but uncounted: String? = nil
  ) -> [String] {
    var counts: [String: Int] = [:]
    return records.map { record in
      let group = snakeCase(record["class_name"] as? String ?? "")
      let count = counts[group, default: 0]
      if group != uncounted { counts[group] = count + 1 }
      return count == 0 ? group : "\(group)_\(count)"
    }
  }

  /// Keras 2 counts a model's own making as the first call of it, which the
  /// file does not hold: another call takes that place.
  private static func countingMaking(
    _ entries: [Entry], _ outputs: [KerasCall.Tensor]
  ) -> [Entry] {
    var last: [String: Int] = [:]
    for tensor in entries.flatMap(\.calls).flatMap(\.inputs) + outputs {
      last[tensor.layer] = max(last[tensor.layer] ?? 0, tensor.call)
    }
    return entries.map { entry in
      guard classes.contains(entry.layer.className),
        let call = entry.calls.first,
        last[entry.layer.ownName] == entry.calls.count
      else { return entry }
      return Entry(layer: entry.layer, calls: [call] + entry.calls)
    }
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
