public import Foundation
public import SwiftletCells
import SwiftletRuntime

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

  /// Makes a model of the contents of a float model's file.
  ///
  /// - Throws: `ImportError` when they are no float model, or the tensors do
  ///   not fit the layers; `NetworkError` when the layers make no network.
  public init(_ contents: SafeTensors) throws {
    let metadata = FloatModelMetadata(contents.metadata)
    try metadata.checkFormat()
    let layers: [LayerRecord] = try metadata.decode(FloatModelKey.layers)
    guard layers.count <= LayerRecord.countLimit else {
      throw damaged("there are more than \(LayerRecord.countLimit) layers")
    }
    let network = try Network(
      layers.enumerated().map { try $1.layer(at: $0) },
      sources: layers.map(\.networkSource),
      initialState: try initialState(in: contents.tensors))
    let inputs: [ChannelRecord] = try metadata.decode(FloatModelKey.inputs)
    let outputs: [ChannelRecord] = try metadata.decode(FloatModelKey.outputs)
    try self.init(
      network: network,
      parameters: try parameterVector(of: network, in: contents.tensors),
      inputs: inputs.map(\.channel), outputs: outputs.map(\.channel),
      task: try metadata.choice(FloatModelKey.task),
      scoring: try metadata.choice(FloatModelKey.scoring),
      window: try metadata.window(),
      gapPolicy: try metadata.optionalChoice(FloatModelKey.gaps) ?? .hold,
      grid: try metadata.grid(),
      notes: try metadata.decode(FloatModelKey.notes))
  }
}

/// The name of the tensor of the state at the start of a sequence.
let initialStateName = "initial_state"

private func initialState(
  in tensors: [String: SafeTensors.Tensor]
) throws -> [Float] {
  guard let tensor = tensors[initialStateName] else { return [] }
  guard let values = tensor.floats() else {
    throw ImportError(
      "tensor '\(initialStateName)' holds no floats; store it as F32")
  }
  return values
}

private func parameterVector(
  of network: Network, in tensors: [String: SafeTensors.Tensor]
) throws -> [Float] {
  let names = Set(network.tensors.map(\.name) + [initialStateName])
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

/// Checks that the numbers of a tensor are finite.
///
/// - Throws: `ImportError` that names the tensor.
func checkFinite(_ values: [Float], _ name: String) throws {
  if let index = values.firstIndex(where: { !$0.isFinite }) {
    throw ImportError(
      "element \(index) of tensor '\(name)' is not finite; train with a "
        + "lower learning rate")
  }
}
