import Foundation

/// A layer of a Keras model: its class, its settings and where its weights
/// lie.
struct KerasLayer {
  /// The class, such as `LSTM`.
  let className: String
  /// The layer's own name.
  let name: String
  /// The group of its weights.
  let path: [String]
  private let config: [String: Any]

  /// - Throws: `ImportError` when the JSON is no layer.
  init(_ record: [String: Any], path: [String]) throws {
    guard let className = record["class_name"] as? String,
      let config = record["config"] as? [String: Any],
      let name = config["name"] as? String
    else {
      throw ImportError(
        "config.json holds something that is no layer; save the model again")
    }
    self.className = className
    self.name = name
    self.path = path
    self.config = config
  }

  /// An error of the layer.
  func error(_ reason: String) -> ImportError {
    ImportError("layer '\(name)' (\(className)): \(reason)")
  }

  /// Whether a setting is on.
  func flag(_ key: String) -> Bool {
    (config[key] as? NSNumber)?.boolValue ?? false
  }

  /// A whole number.
  func integer(_ key: String) -> Int? {
    (config[key] as? NSNumber).flatMap { Int(exactly: $0.doubleValue) }
  }

  /// A shape, whose open sizes are nil; nil where there is none.
  func shape(_ key: String) -> [Int?]? {
    (config[key] as? [Any]).map { sizes in
      sizes.map { ($0 as? NSNumber)?.intValue }
    }
  }

  /// A number or an array of them, plain or as Keras writes NumPy's; nil where
  /// there is none.
  func numbers(_ key: String) -> [Double]? { Self.numbers(config[key]) }

  private static func numbers(_ value: Any?) -> [Double]? {
    switch value {
    case let number as NSNumber: return [number.doubleValue]
    case let list as [Any]:
      let numbers = list.map(numbers)
      return numbers.contains { $0 == nil }
        ? nil : numbers.flatMap { $0 ?? [] }
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
      throw error(
        "its \(key) is a function of its own, which is not supported; take "
          + "relu, sigmoid or tanh")
    }
  }

  /// The hard sigmoid of a recurrent layer's gates. Keras 3 has another than
  /// Keras 2, whose recurrent layers have no seed.
  var gateSigmoid: HardSigmoid { config["seed"] == nil ? .fifth : .sixth }

  /// The hard sigmoid of another layer.
  ///
  /// - Throws: `ImportError` when Keras 2 or an early Keras 3 wrote the layer,
  ///   which cannot be told apart.
  func hardSigmoid() throws -> HardSigmoid {
    guard config["dtype"] is [String: Any] else {
      throw error(
        "hard_sigmoid has another slope in Keras 2 than in Keras 3, and the "
          + "file does not say which is meant; load and save it with Keras 3.2 "
          + "or later")
    }
    return .sixth
  }

  /// The layer that this one wraps.
  ///
  /// - Throws: `ImportError` when there is none.
  func wrapped() throws -> KerasLayer {
    guard let record = config["layer"] as? [String: Any] else {
      throw error("it wraps no layer; save the model again")
    }
    return try KerasLayer(record, path: path + ["layer"])
  }

  /// Refuses settings that are not among the known ones and not off.
  ///
  /// - Throws: `ImportError` that names the first.
  func expectOnly(_ known: Set<String>) throws {
    let common: Set<String> = ["dtype", "name", "seed", "trainable"]
    for key in config.keys.sorted()
    where !known.contains(key) && !common.contains(key) && !isOff(key) {
      throw error(
        "its setting '\(key)' is not understood; save the model without it")
    }
    if let policy = config["dtype"] as? [String: Any],
      policy["class_name"] as? String != "DTypePolicy"
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
