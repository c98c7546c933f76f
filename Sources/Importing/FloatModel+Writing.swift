public import Foundation
public import SwiftletCells
package import SwiftletFiles

extension FloatModel {
  /// Writes a float model's file: whole, or not at all.
  ///
  /// - Throws: `ImportError` when a parameter is not finite; `OutputError`
  ///   when the file cannot be written.
  public func write(to file: URL) throws { try write(to: OutputFile(file)) }

  /// Writes a float model's file.
  package func write(to file: OutputFile) throws {
    try file.write(safeTensors().encoded())
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
    if !network.initialState.isEmpty {
      tensors[initialStateName] = SafeTensors.Tensor(
        shape: [network.stateSize], values: network.initialState)
    }
    var metadata = [
      FloatModelKey.format: FloatModelKey.currentFormat,
      FloatModelKey.layers: try json(
        zip(network.layers, network.sources).map(LayerRecord.init)),
      FloatModelKey.inputs: try json(inputs.map(ChannelRecord.init)),
      FloatModelKey.outputs: try json(outputs.map(ChannelRecord.init)),
      FloatModelKey.task: task.name,
      FloatModelKey.scoring: scoring.name,
      FloatModelKey.gaps: gapPolicy.name,
      FloatModelKey.notes: try json(notes),
    ]
    metadata[FloatModelKey.window] = window.map(String.init)
    metadata[FloatModelKey.grid] = grid.map { String($0) }
    return SafeTensors(tensors: tensors, metadata: metadata)
  }
}
