import Foundation
import SwiftletCells

/// The names of a float model's metadata.
enum FloatModelKey {
  static let format = "swiftlet.format"
  static let layers = "swiftlet.layers"
  static let inputs = "swiftlet.inputs"
  static let outputs = "swiftlet.outputs"
  static let task = "swiftlet.task"
  static let scoring = "swiftlet.scoring"
  static let window = "swiftlet.window"
  static let gaps = "swiftlet.gaps"
  static let grid = "swiftlet.grid"
  static let notes = "swiftlet.notes"
  static let currentFormat = "1"
}

/// A feature or an output as a float model's metadata holds it.
struct ChannelRecord: Codable {
  var name: String
  var mean: Double
  var deviation: Double

  init(_ channel: FloatModel.Channel) {
    name = channel.name
    mean = channel.mean
    deviation = channel.deviation
  }

  var channel: FloatModel.Channel {
    FloatModel.Channel(name: name, mean: mean, deviation: deviation)
  }
}

/// The metadata of a float model's file.
struct FloatModelMetadata {
  private var texts: [String: String]

  init(_ texts: [String: String]) { self.texts = texts }

  /// Checks that the file is a float model of a format that is known.
  func checkFormat() throws {
    guard let format = texts[FloatModelKey.format] else {
      throw ImportError(
        "this is no float model of swiftlet (no '\(FloatModelKey.format)' in its "
          + "metadata); import the model first")
    }
    guard format == FloatModelKey.currentFormat else {
      throw ImportError(
        "format '\(format)' is not known; use the version of swiftlet that "
          + "wrote the file")
    }
  }

  /// The value that a JSON text holds.
  func decode<Value: Decodable>(_ key: String) throws -> Value {
    let data = Data(try text(key).utf8)
    guard let value = try? JSONDecoder().decode(Value.self, from: data) else {
      throw damaged("'\(key)' in the metadata is damaged")
    }
    return value
  }

  /// The choice that a text names.
  func choice<Choice: NamedTerm>(_ key: String) throws -> Choice {
    let text = try text(key)
    guard let choice = Choice(name: text) else {
      let names = Choice.names.joined(separator: ", ")
      throw ImportError(
        "'\(key)' in the metadata is '\(text)'; it takes \(names)")
    }
    return choice
  }

  /// The choice that a text names; nil where there is none.
  func optionalChoice<Choice: NamedTerm>(_ key: String) throws -> Choice? {
    has(key) ? try choice(key) : nil
  }

  /// The window; nil where there is none.
  func window() throws -> Int? {
    guard has(FloatModelKey.window) else { return nil }
    let text = try text(FloatModelKey.window)
    guard let window = Int(text), window > 0 else {
      throw ImportError(
        "'\(FloatModelKey.window)' in the metadata is '\(text)'; it takes a "
          + "number of timesteps, such as 10")
    }
    return window
  }

  /// The grid of the weights; nil where there is none.
  func grid() throws -> Double? {
    guard has(FloatModelKey.grid) else { return nil }
    let text = try text(FloatModelKey.grid)
    guard let step = Double(text), ImportedNetwork.gridRange ~= step else {
      throw ImportError(
        "'\(FloatModelKey.grid)' in the metadata is '\(text)'; it takes a "
          + "number from 1e-9 to 1e9, such as 0.0078125")
    }
    return step
  }

  /// Whether there is a text of a name.
  func has(_ key: String) -> Bool { texts[key] != nil }

  private func text(_ key: String) throws -> String {
    guard let text = texts[key] else {
      throw damaged("'\(key)' is missing in the metadata")
    }
    return text
  }
}

/// A value as compact JSON with sorted names.
func json(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
