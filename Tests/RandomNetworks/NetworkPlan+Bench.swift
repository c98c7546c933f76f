package import SwiftletFormat

extension NetworkPlan {
  /// The models of `tools/bench device`, under their files' names:
  /// CELL_INPUT_HIDDEN_WEIGHTS_ACTIVATIONS_DENSITY.swlt, with int8 weights in
  /// a layout, or in narrow blocks where only some are kept.
  package static func deviceBench(
    _ layout: WeightLayout
  ) -> [(name: String, plan: NetworkPlan)] {
    let short: [Layer] = [
      ("lstm", .lstm, 7, 32), ("gru", .gruResetAfter, 7, 32),
    ]
    let allBlocks = bench(short + layers, layout)
    return (allBlocks + keptBlocks(.narrow)).map { plan in
      let name = plan.name.replacing("\t", with: "_")
      return ("\(name)_\(plan.density).swlt", plan)
    }
  }

  /// The LSTM and GRU layers with int8 weights, of which half or a quarter of
  /// the blocks are kept.
  private static func keptBlocks(_ layout: WeightLayout) -> [NetworkPlan] {
    let allBlocks = bench(layers.filter { $0.0 != "rnn" }, layout)
      .filter { $0.weightBits == 8 }
    return [0.5, 0.25].flatMap { density in
      allBlocks.map {
        var plan = $0
        plan.density = density
        return plan
      }
    }
  }

  /// The models of `tools/bench host`, with the first columns of their rows
  /// as names: weights laid out as `quantize --target host` does, or of which
  /// some blocks are kept.
  package static var hostBench: [NetworkPlan] {
    bench(layers, .panels) + large + smallNetworks + keptBlocks(.panels)
      + resetBefore + inTiles
  }

  /// Layers whose weights the first cache, and of the last one the second, does
  /// not hold.
  private static var large: [NetworkPlan] {
    let layers: [Layer] = [
      ("lstm", .lstm, 128, 256), ("gru", .gruResetAfter, 128, 256),
      ("lstm", .lstm, 256, 512), ("gru", .gruResetAfter, 256, 512),
      ("lstm", .lstm, 512, 1024),
    ]
    return bench(layers, .panels, [(8, 16), (8, 8)])
  }

  private static var resetBefore: [NetworkPlan] {
    let layers: [Layer] = [
      ("gru, reset before", .gruResetBefore, 16, 32),
      ("gru, reset before", .gruResetBefore, 32, 64),
    ]
    return bench(layers, .panels, [(8, 16), (8, 8)])
  }

  /// Layers whose weights lie in tiles on hosts too.
  private static var inTiles: [NetworkPlan] {
    bench(
      layers.filter { $0.0 != "rnn" && $0.3 < 128 }, .narrow, [(4, 16), (4, 8)])
  }

  /// A recurrent layer on one input, and a dense layer with one output.
  private static var smallNetworks: [NetworkPlan] {
    let layers: [Layer] = [8, 16, 20, 40].flatMap { hidden in
      [
        ("lstm, dense", .lstm, 1, hidden),
        ("gru, dense", .gruResetAfter, 1, hidden),
      ]
    }
    return bench(layers, .panels).filter { $0.weightBits == 8 }.map {
      var plan = $0
      plan.layers.append((.denseLinear, 1))
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

  private static func bench(
    _ layers: [Layer], _ layout: WeightLayout,
    _ bits: [(weights: Int, activations: Int)] = [(8, 16), (8, 8), (16, 16)]
  ) -> [NetworkPlan] {
    layers.flatMap { cell, kind, input, hidden in
      bits.map { weights, activations in
        let columns = [
          cell, "\(input)", "\(hidden)", "int\(weights)", "int\(activations)",
        ]
        var plan = NetworkPlan(
          name: columns.joined(separator: "\t"), inputSize: input,
          layers: [(kind, hidden)], weightBits: weights,
          activationBits: activations, inputShift: 0)
        plan.layout = layout
        return plan
      }
    }
  }
}
