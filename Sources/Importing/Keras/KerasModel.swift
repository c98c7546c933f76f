import Foundation

/// A Keras model's file: its architecture in JSON and its weights in HDF5.
struct KerasModel {
  private let graph: KerasGraph
  private let weights: KerasWeights
  /// The version of Keras that saved the file, such as 2 or 3, where it says so.
  private let version: Int?

  /// Reads a `.keras` archive.
  ///
  /// - Throws: `ImportError` when it is no Keras model of layers that Keras
  ///   knows.
  init(archive data: Data) throws {
    let archive = try ZIPArchive(
      data, remedy: "save the model with Keras 3 as model.keras")
    graph = try Self.graph(
      try archive.file("config.json"), called: "config.json")
    weights = KerasWeights(
      try HDF5File(try archive.file("model.weights.h5")), .numbers)
    version = Self.version(
      archive.has("metadata.json")
        ? (try Self.json(
          try archive.file("metadata.json"), called: "metadata.json")[
            "keras_version"]) as? String : nil)
  }

  /// Reads a whole model in HDF5.
  ///
  /// - Throws: `ImportError`, as with an archive, and when it holds weights
  ///   alone.
  init(hdf5 data: Data) throws {
    let file = try HDF5File(data)
    guard let text = try file.texts("model_config", of: [])?.first else {
      throw ImportError(
        "holds weights without the architecture (no attribute 'model_config'); "
          + "build the model in Keras, give it the file with "
          + "model.load_weights, and save it with model.save('model.keras')")
    }
    graph = try Self.graph(Data(text.utf8), called: "'model_config'")
    weights = KerasWeights(file, .names)
    version = Self.version(try file.texts("keras_version", of: [])?.first)
  }

  /// The first number of a version such as `2.2.4-tf`.
  private static func version(_ text: String?) -> Int? {
    text.flatMap { Int($0.prefix { $0 != "." }) }
  }

  private static func graph(
    _ text: Data, called name: String
  ) throws -> KerasGraph {
    try KerasGraph(try KerasModelConfig(json(text, called: name)))
  }

  private static func json(
    _ text: Data, called name: String
  ) throws -> [String: Any] {
    guard
      let json = try? JSONSerialization.jsonObject(with: text),
      let object = json as? [String: Any]
    else {
      throw ImportError("\(name) is no JSON; save the model again")
    }
    return object
  }

  /// The network of the layers.
  ///
  /// - Throws: `ImportError` when a layer or a setting is not understood.
  func network() throws -> ImportedNetwork {
    var reader = KerasReader(weights: weights, version: version)
    return try reader.network(of: graph)
  }
}
