import SwiftletCells

/// Vectors of a state dict with which a model's recurrent layers begin:
/// parameters such as `h0` and `c0`.
struct InitialStateTensors {
  private var hidden: (name: String, values: [Float])?
  private var cell: (name: String, values: [Float])?

  /// Takes the vectors out of a state dict; nil where there are none.
  init?(takenFrom tensors: inout [String: SafeTensors.Tensor]) {
    guard tensors.keys.contains(where: { $0.contains("weight_hh") }) else {
      return nil
    }
    hidden = Self.take(
      ["h0", "h_0", "initial_hidden", "_initial_hidden"], from: &tensors)
    cell = Self.take(
      ["c0", "c_0", "initial_cell", "_initial_cell"], from: &tensors)
    if hidden == nil, cell == nil { return nil }
  }

  private static func take(
    _ names: [String], from tensors: inout [String: SafeTensors.Tensor]
  ) -> (name: String, values: [Float])? {
    for name in tensors.keys.sorted() {
      let last = name.split(separator: ".").last.map(String.init) ?? name
      guard names.contains(last), let values = tensors[name]?.floats() else {
        continue
      }
      tensors[name] = nil
      return (name, values)
    }
    return nil
  }

  /// What is supposed of the vectors.
  var remark: String {
    let names = [hidden?.name, cell?.name].compactMap { $0 }
      .map { "'\($0)'" }.joined(separator: " and ")
    return "\(names) is taken as the state that the recurrent layers begin with"
  }

  /// The state of a chain of layers, layer after layer.
  ///
  /// - Throws: `ImportError` when there is not a number for each unit.
  func state(of layers: [ImportedLayer]) throws -> [Float] {
    let recurrent = layers.map(\.layer).filter(\.isRecurrent)
    let units = recurrent.reduce(0) { $0 + $1.outputSize }
    let hasCells = recurrent.allSatisfy {
      $0.stateSize == 2 * $0.outputSize
    }
    for vector in [hidden, cell].compactMap({ $0 })
    where vector.values.count != units {
      throw ImportError(
        "tensor '\(vector.name)' has \(vector.values.count) numbers, but the "
          + "recurrent layers have \(units) units; save the model without it")
    }
    if let cell, !hasCells {
      throw ImportError(
        "tensor '\(cell.name)' is a cell state, but not all recurrent layers "
          + "are LSTMs; save the model without it")
    }
    let zeros = Array(repeating: Float(0), count: units)
    var (h, c) = ((hidden?.values ?? zeros)[...], (cell?.values ?? zeros)[...])
    return recurrent.flatMap { layer in
      defer {
        h = h.dropFirst(layer.outputSize)
        c = c.dropFirst(layer.outputSize)
      }
      let own = layer.stateSize - layer.outputSize
      return Array(h.prefix(layer.outputSize)) + Array(c.prefix(own))
    }
  }
}
