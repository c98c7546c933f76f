public import Cells
public import Foundation

extension FloatModel {
  /// Reads a float model's file, as FLOATMODEL.md describes it.
  ///
  /// - Throws: `ImportError` when the file cannot be read, is no float model,
  ///   or its tensors do not fit its layers.
  public init(contentsOf file: URL) throws {
    let contents = try SafeTensors(contentsOf: file)
    do {
      try self.init(contents)
    } catch {
      throw ImportError("\(file.relativePath): \(error)")
    }
  }

  /// Writes a float model's file: whole, or not at all.
  ///
  /// - Throws: `ImportError` when a parameter is not finite, or the file
  ///   cannot be written.
  public func write(to file: URL) throws {
    try safeTensors().write(to: file)
  }

  /// The contents of a float model's file.
  ///
  /// - Throws: `ImportError` when a parameter is not finite.
  public func safeTensors() throws -> SafeTensors {
    var tensors: [String: SafeTensors.Tensor] = [:]
    for tensor in network.tensors {
      let values = Array(parameters[tensor.range])
      try checkFinite(values, tensor.name)
      tensors[tensor.name] = SafeTensors.Tensor(
        shape: tensor.shape, values: values)
    }
    return SafeTensors(
      tensors: tensors,
      metadata: [
        Key.format: Key.currentFormat,
        Key.layers: try json(network.layers.map(LayerRecord.init)),
        Key.inputs: try json(inputs.map(ChannelRecord.init)),
        Key.outputs: try json(outputs.map(ChannelRecord.init)),
        Key.task: task.rawValue,
        Key.scoring: scoring.rawValue,
        Key.notes: try json(notes),
      ])
  }

  /// Makes a model of the contents of a float model's file.
  ///
  /// - Throws: `ImportError` when they are no float model, or the tensors do
  ///   not fit the layers; `NetworkError` when the layers make no network.
  public init(_ contents: SafeTensors) throws {
    let metadata = Metadata(contents.metadata)
    try metadata.checkFormat()
    let layers: [LayerRecord] = try metadata.decode(Key.layers)
    guard layers.count <= Key.layerLimit else {
      throw damaged("there are more than \(Key.layerLimit) layers")
    }
    let network = try Network(
      layers.enumerated().map { try $1.layer(at: $0) })
    let inputs: [ChannelRecord] = try metadata.decode(Key.inputs)
    let outputs: [ChannelRecord] = try metadata.decode(Key.outputs)
    try self.init(
      network: network,
      parameters: try parameterVector(of: network, in: contents.tensors),
      inputs: inputs.map(\.channel), outputs: outputs.map(\.channel),
      task: try metadata.choice(Key.task),
      scoring: try metadata.choice(Key.scoring),
      notes: try metadata.decode(Key.notes))
  }
}

/// The names of a float model's metadata.
private enum Key {
  static let format = "swiftlet.format"
  static let layers = "swiftlet.layers"
  static let inputs = "swiftlet.inputs"
  static let outputs = "swiftlet.outputs"
  static let task = "swiftlet.task"
  static let scoring = "swiftlet.scoring"
  static let notes = "swiftlet.notes"
  static let currentFormat = "1"
  static let layerLimit = 1000
}

private struct ChannelRecord: Codable {
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

private struct Metadata {
  private var texts: [String: String]

  init(_ texts: [String: String]) { self.texts = texts }

  func checkFormat() throws {
    guard let format = texts[Key.format] else {
      throw ImportError(
        "this is no float model of swiftlet (no '\(Key.format)' in its "
          + "metadata); import the model first")
    }
    guard format == Key.currentFormat else {
      throw ImportError(
        "format '\(format)' is not known; use the version of swiftlet that "
          + "wrote the file")
    }
  }

  func decode<Value: Decodable>(_ key: String) throws -> Value {
    let data = Data(try text(key).utf8)
    guard let value = try? JSONDecoder().decode(Value.self, from: data) else {
      throw damaged("'\(key)' in the metadata is damaged")
    }
    return value
  }

  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String
  ) throws -> Choice where Choice.RawValue == String {
    let text = try text(key)
    guard let choice = Choice(rawValue: text) else {
      let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw ImportError(
        "'\(key)' in the metadata is '\(text)'; it takes \(names)")
    }
    return choice
  }

  private func text(_ key: String) throws -> String {
    guard let text = texts[key] else {
      throw damaged("'\(key)' is missing in the metadata")
    }
    return text
  }
}

private func json(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}

private func parameterVector(
  of network: Network, in tensors: [String: SafeTensors.Tensor]
) throws -> [Float] {
  let names = Set(network.tensors.map(\.name))
  if let unknown = tensors.keys.filter({ !names.contains($0) }).min() {
    throw ImportError(
      "tensor '\(unknown)' belongs to no layer; remove it")
  }
  for tensor in network.tensors {
    guard let found = tensors[tensor.name] else {
      throw damaged("tensor '\(tensor.name)' is missing")
    }
    guard found.shape == tensor.shape else {
      throw damaged(
        "tensor '\(tensor.name)' has the shape \(found.shape), not "
          + "\(tensor.shape)")
    }
  }
  return try network.tensors.flatMap { tensor in
    guard let values = tensors[tensor.name]?.floats() else {
      throw ImportError(
        "tensor '\(tensor.name)' holds no floats; store it as F32")
    }
    try checkFinite(values, tensor.name)
    return values
  }
}

private func checkFinite(_ values: [Float], _ name: String) throws {
  if let index = values.firstIndex(where: { !$0.isFinite }) {
    throw ImportError(
      "element \(index) of tensor '\(name)' is not finite; train with a "
        + "lower learning rate")
  }
}
