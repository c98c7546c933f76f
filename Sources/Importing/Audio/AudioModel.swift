import Foundation

/// A model of a guitar amplifier or effect in JSON: of GuitarML, RTNeural,
/// AIDA-X or Neural Amp Modeler. One timestep is one sample.
struct AudioModel {
  /// The largest file that is read, in bytes.
  static let sizeLimit = 1 << 23
  /// The deepest nesting of arrays and objects that is read.
  static let depthLimit = 32

  private let record: JSONRecord

  /// Whether a file is JSON, by its first character.
  static func isJSON(_ data: Data) -> Bool {
    data.first { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: "{")
  }

  /// Reads a file.
  ///
  /// - Throws: `ImportError` when it is no JSON object within the limits.
  init(_ data: Data) throws {
    guard data.count <= Self.sizeLimit, Self.depth(data) <= Self.depthLimit
    else {
      throw ImportError(
        "is JSON of more than \(Self.sizeLimit) bytes or \(Self.depthLimit) "
          + "levels, which no audio model needs; export a smaller one")
    }
    guard let json = try? JSONSerialization.jsonObject(with: data),
      let object = json as? [String: Any]
    else {
      throw ImportError("is no JSON object, or cut short; export it again")
    }
    record = JSONRecord(object, path: "")
  }

  /// The deepest nesting of a text, its strings left out.
  private static func depth(_ data: Data) -> Int {
    var (depth, deepest) = (0, 0)
    var (inString, isEscaped) = (false, false)
    for byte in data {
      if inString {
        inString = isEscaped || byte != UInt8(ascii: "\"")
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
      } else if byte == UInt8(ascii: "\"") {
        inString = true
      } else if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") {
        depth += 1
        deepest = max(deepest, depth)
      } else if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") {
        depth -= 1
      }
    }
    return deepest
  }

  /// Whether a state dict has such a name.
  private static func isWeight(_ name: String) -> Bool {
    name.contains("weight_hh") || name == "weight" || name.hasSuffix(".weight")
  }

  /// The state dict of a file that is one and no more: an object of arrays
  /// under the names of PyTorch; nil of others.
  ///
  /// - Throws: `ImportError` when an array is not rectangular.
  func stateDict() throws -> StateDict? {
    guard record.keys.contains(where: Self.isWeight) else { return nil }
    return try StateDict(SafeTensors(tensors: try record.tensors()))
  }

  /// The network.
  ///
  /// - Throws: `ImportError` when the model is of a kind, or has a part, that
  ///   is not supported.
  func network() throws -> ImportedNetwork {
    if record.has("model_data"), record.has("state_dict") {
      return try GuitarMLModel(record).chain().network()
    }
    if record.has("architecture") {
      return try NAMModel(record).chain().network()
    }
    if record.has("layers"), record.has("in_shape") {
      return try RTNeuralModel(record).chain().network()
    }
    throw ImportError(
      "is JSON of no model that is known; give one of GuitarML (with "
        + "'model_data'), of RTNeural or AIDA-X (with 'in_shape'), or of Neural "
        + "Amp Modeler (with 'architecture')")
  }
}
