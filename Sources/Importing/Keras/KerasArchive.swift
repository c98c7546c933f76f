import Foundation

/// A Keras model's archive: the architecture in JSON and the weights in HDF5.
struct KerasArchive {
  private let layers: [KerasLayer]
  private let weights: HDF5File

  /// Reads an archive.
  ///
  /// - Throws: `ImportError` when it is no Keras model of one chain of layers.
  init(_ data: Data) throws {
    let archive = try ZIPArchive(
      data, remedy: "save the model with Keras 3 as model.keras")
    let text = try archive.file("config.json")
    guard
      let json = try? JSONSerialization.jsonObject(with: text),
      let model = json as? [String: Any]
    else {
      throw ImportError("config.json is no JSON; save the model again")
    }
    layers = try KerasModelConfig(model).layers()
    weights = try HDF5File(try archive.file("model.weights.h5"))
  }

  /// The network of the layers.
  ///
  /// - Throws: `ImportError` when a layer or a setting is not understood.
  func network() throws -> ImportedNetwork {
    var chain = KerasChain(weights: weights)
    for layer in layers { try chain.append(layer) }
    return try chain.network(KerasModelConfig.inputLength(of: layers))
  }
}
