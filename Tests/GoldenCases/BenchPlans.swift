import ModelFormat
import RandomNetworks

extension NetworkPlan {
  /// The models of `tools/bench device`, under their files' names:
  /// CELL_INPUT_HIDDEN_WEIGHTS_ACTIVATIONS.swlt.
  ///
  /// - Parameter int8BlockWidth: Columns of a block of int8 weights.
  static func bench(
    int8BlockWidth: Int
  ) -> [(name: String, plan: NetworkPlan)] {
    var plans: [(String, NetworkPlan)] = []
    for (cell, kind, input, hidden) in benchLayers {
      for (weights, activations) in [(8, 16), (8, 8), (16, 16)] {
        let name = "\(cell)_\(input)_\(hidden)_int\(weights)_int\(activations)"
        var plan = NetworkPlan(
          name: name, inputSize: input, layers: [(kind, hidden)],
          weightBits: weights, activationBits: activations, inputShift: 0)
        if weights == 8 { plan.blockWidth = int8BlockWidth }
        plans.append((name + ".swlt", plan))
      }
    }
    return plans
  }

  private static var benchLayers: [(String, QuantizedLayer.Kind, Int, Int)] {
    [
      ("lstm", .lstm, 7, 32), ("lstm", .lstm, 16, 32), ("lstm", .lstm, 32, 64),
      ("lstm", .lstm, 40, 128), ("gru", .gruResetAfter, 7, 32),
      ("gru", .gruResetAfter, 16, 32), ("gru", .gruResetAfter, 32, 64),
      ("gru", .gruResetAfter, 40, 128), ("rnn", .rnnTanh, 16, 32),
      ("rnn", .rnnTanh, 32, 64),
    ]
  }
}
