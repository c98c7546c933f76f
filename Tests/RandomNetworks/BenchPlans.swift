import ModelFormat

extension NetworkPlan {
  /// The models of `tools/bench device`, under their files' names:
  /// CELL_INPUT_HIDDEN_WEIGHTS_ACTIVATIONS.swlt.
  package static var deviceBench: [(name: String, plan: NetworkPlan)] {
    let short: [Layer] = [
      ("lstm", .lstm, 7, 32), ("gru", .gruResetAfter, 7, 32),
    ]
    return bench(short + layers).map {
      ($0.name.replacing("\t", with: "_") + ".swlt", $0)
    }
  }

  /// The models of `tools/bench host`, with the first columns of their rows
  /// as names: weights laid out as `quantize --target host` does.
  package static var hostBench: [NetworkPlan] {
    bench(layers).map { plan in
      var plan = plan
      if plan.weightBits == 8 { plan.blockWidth = 16 }
      return plan
    }
  }

  private typealias Layer = (String, QuantizedLayer.Kind, Int, Int)

  private static var layers: [Layer] {
    [
      ("lstm", .lstm, 16, 32), ("lstm", .lstm, 32, 64),
      ("lstm", .lstm, 40, 128), ("gru", .gruResetAfter, 16, 32),
      ("gru", .gruResetAfter, 32, 64), ("gru", .gruResetAfter, 40, 128),
      ("rnn", .rnnTanh, 16, 32), ("rnn", .rnnTanh, 32, 64),
    ]
  }

  private static func bench(_ layers: [Layer]) -> [NetworkPlan] {
    layers.flatMap { cell, kind, input, hidden in
      [(8, 16), (8, 8), (16, 16)].map { weights, activations in
        NetworkPlan(
          name: "\(cell)\t\(input)\t\(hidden)\tint\(weights)\tint\(activations)",
          inputSize: input, layers: [(kind, hidden)], weightBits: weights,
          activationBits: activations, inputShift: 0)
      }
    }
  }
}
