import Foundation
import RandomNetworks
import SwiftletDevices
import SwiftletFormat
import SwiftletRuntime

/// The models from which `tools/make-costs` learns what a step costs, and
/// those by which it checks the answer.
struct CostPlan {
  var plan: NetworkPlan
  /// Whether the model only checks: the fit does not see it.
  var checks: Bool

  static var all: [CostPlan] {
    var plans: [CostPlan] = []
    for format in formats {
      for activationBits in [8, 16] {
        for (layers, checks) in fitted.map({ ($0, false) }) + checking {
          var plan = NetworkPlan(
            name: "", inputSize: layers.inputSize, layers: layers.layers,
            weightBits: format.weightBits, activationBits: activationBits,
            inputShift: plans.count & 1)
          plan.layout = format.layout
          plan.density = format.densities[plans.count % 3]
          if layers.layers[0].kind == .embedding {
            plan.vocabulary = 20
          } else if layers.inputSize == 6 {
            plan.gapPolicy = .hold
          }
          plans.append(CostPlan(plan: plan, checks: checks))
        }
      }
    }
    return plans
  }

  private typealias Format = (
    weightBits: Int, layout: WeightLayout, densities: [Double]
  )

  /// Widths and layouts of weights, of which not every core runs the wide one;
  /// and shares of blocks that models keep in turn.
  private static var formats: [Format] {
    let all: [Double] = [1, 1, 1]
    return [
      (8, .narrow, all), (4, .narrow, all), (16, .narrow, all),
      (8, .wide, all), (8, .narrow, [0.2, 0.45, 0.7]),
    ]
  }

  private typealias Layers = (
    inputSize: Int, layers: [(kind: QuantizedLayer.Kind, size: Int)]
  )

  /// Each kind alone and twice, over a spread of sizes.
  private static var fitted: [Layers] {
    QuantizedLayer.Kind.allCases.flatMap { kind -> [Layers] in
      if kind.isConvolution { return [] }
      if kind == .history {
        return [5, 24, 60].map { ($0, [(kind, 2 * $0)]) }
      }
      if kind.isPointwise {
        return [5, 24, 60].map { ($0, [(.copy, $0), (kind, $0)]) }
          + [(24, [(kind, 24), (.denseLinear, 5)])]
      }
      if kind == .layerNorm {
        return [5, 24, 60].map { ($0, [(kind, $0)]) }
          + [(24, [(kind, 24), (.denseLinear, 5)])]
      }
      if kind == .embedding {
        return [4, 11, 24].map { (1, [(kind, $0), (.denseLinear, 4)]) }
      }
      return [
        (4, [(kind, 8)]), (17, [(kind, 8)]), (8, [(kind, 27)]),
        (16, [(kind, 32)]), (6, [(kind, 16), (kind, 8)]),
        (8, [(kind, 9), (.denseLinear, 5)]),
        (3, [(kind, 24), (.denseLinear, 12)]),
        (12, [(.denseLinear, 5), (kind, 10)]), (20, [(kind, 48)]),
      ]
    }
  }

  /// Other sizes, and other stacks.
  private static var checking: [(Layers, Bool)] {
    let recurrent: [QuantizedLayer.Kind] = [
      .lstm, .gruResetAfter, .gruResetBefore, .rnnTanh, .rnnReLU,
    ]
    let layers: [Layers] = recurrent.flatMap { kind -> [Layers] in
      [
        (7, [(kind, 20)]), (6, [(kind, 32), (.denseLinear, 7)]),
        (5, [(kind, 12), (kind, 15), (.denseLinear, 3)]),
      ]
    }
    let mixed: [Layers] = [
      (32, [(.lstm, 64)]), (32, [(.gruResetAfter, 64)]),
      (1, [(.embedding, 8), (.lstm, 20), (.denseLinear, 20)]),
      (1, [(.embedding, 16), (.gruResetAfter, 24), (.denseLinear, 20)]),
      (6, [(.lstm, 8), (.gruResetAfter, 12), (.denseSigmoid, 3)]),
      (9, [(.denseReLU, 16), (.rnnTanh, 16), (.denseTanh, 4)]),
      (
        8,
        [
          (.copy, 8), (.gruResetAfter, 12), (.copy, 12), (.lstm, 10),
          (.sumLinear, 10), (.denseSigmoid, 4), (.multiply, 4),
        ]
      ),
      (
        8,
        [
          (.denseReLU, 20), (.layerNorm, 20), (.gruResetAfter, 12),
          (.layerNorm, 12), (.denseSigmoid, 4),
        ]
      ),
    ]
    return (layers + mixed).map { ($0, true) }
  }
}

extension GoldenCases {
  /// Writes the models as NUMBER.swlt, and what each is as a line of
  /// `plans.tsv`: file, use, libraries, activations, then each term of a step
  /// with its count.
  static func writeCostModels(to folder: URL) throws {
    var lines = ""
    for (index, cost) in CostPlan.all.enumerated() {
      var generator = Generator(seed: 1)
      let bytes = try Data(generator.network(cost.plan).fileBytes())
      let name = String(format: "%04d.swlt", index)
      try bytes.write(to: folder.appending(path: name))
      let model = try QuantizedModel(bytes: bytes)
      let terms = model.stepTerms.sorted { $0.key < $1.key }.map {
        "\($0.key)=\($0.value)"
      }
      let fields =
        [
          name, cost.checks ? "check" : "fit",
          model.libraries.map(\.name).joined(separator: ","),
          "\(model.activationBits)",
        ] + terms
      lines += fields.joined(separator: "\t") + "\n"
    }
    try Data(lines.utf8).write(to: folder.appending(path: "plans.tsv"))
  }
}
