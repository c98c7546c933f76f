import SwiftletCells

/// A PyTorch `nn.RNN`, `nn.GRU` or `nn.LSTM`, or one of their cells.
struct RecurrentModule {
  private let source: ModuleTensors
  /// What follows a tensor's role in its name: `_l0`, `_l1`, … or nothing.
  private let suffixes: [String]

  /// Finds the layers of a module.
  ///
  /// - Throws: `ImportError` when a tensor is not understood.
  init(_ source: ModuleTensors) throws {
    self.source = source
    let last = source.names.compactMap(Self.layer).max()
    suffixes = last.map { (0...$0).map { "_l\($0)" } } ?? [""]
    try source.expectOnly(
      Set(
        suffixes.flatMap { suffix in
          ["weight_ih", "weight_hh", "bias_ih", "bias_hh"].map { $0 + suffix }
        }))
  }

  /// The layer that a matrix over the state is of.
  private static func layer(_ name: String) -> Int? {
    guard name.hasPrefix("weight_hh_l") else { return nil }
    return Int(name.dropFirst("weight_hh_l".count)).flatMap {
      0..<LayerRecord.countLimit ~= $0 ? $0 : nil
    }
  }

  /// The layers, from the first.
  ///
  /// - Throws: `ImportError` when a tensor is missing or does not fit.
  func layers() throws -> [ImportedLayer] {
    try suffixes.map { suffix in
      let input = try source.matrix("weight_ih" + suffix)
      let recurrent = try source.matrix("weight_hh" + suffix)
      let parameters = RecurrentParameters(
        kind: try kind(recurrent, suffix), inputWeight: input,
        recurrentWeight: recurrent,
        inputBias: try bias("bias_ih" + suffix, recurrent.rows),
        recurrentBias: try bias("bias_hh" + suffix, recurrent.rows))
      return try parameters.layer(
        source.fullName("weight_ih" + suffix), from: .pyTorch)
    }
  }

  /// The matrix over the state has as many blocks as the layer has gates.
  private func kind(
    _ recurrent: Matrix, _ suffix: String
  ) throws -> RecurrentKind {
    switch Double(recurrent.rows) / Double(recurrent.columns) {
    case 1: return .simpleRNN(.tanh)
    case 3: return .gru(resetAfter: true)
    case 4: return .lstm
    default:
      throw ImportError(
        "tensor '\(source.fullName("weight_hh" + suffix))' has the shape "
          + "[\(recurrent.rows), \(recurrent.columns)], which is no RNN's, "
          + "GRU's or LSTM's (1, 3 or 4 times as many rows as columns); save "
          + "the state dict again")
    }
  }

  private func bias(_ name: String, _ count: Int) throws -> [Float]? {
    source.names.contains { $0.hasPrefix("bias_") }
      ? try source.vector(name, count) : nil
  }
}
