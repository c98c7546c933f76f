import SwiftletFormat
import SwiftletRuntime

extension NetworkPlan {
  /// Networks that reach what the golden ones do not: the ends of every range,
  /// the second of everything, and every gap policy. A mistake that an
  /// implementation of ARITHMETIC.md and FORMAT.md can make is caught by one of
  /// these or of the golden ones.
  package static var unusual: [NetworkPlan] {
    narrowActivations + secondOfEverything + ends + gaps + panelsOfGates
  }

  /// Panels of a gate each, of both weights and with kept blocks.
  private static var panelsOfGates: [NetworkPlan] {
    let kind = QuantizedLayer.Kind.gruResetBefore
    return [
      plan("two panels, \(kind.rawValue)", 5, [(kind, 18)], layout: .panels),
      plan(
        "kept panels, \(kind.rawValue)", 20, [(kind, 18)], layout: .panels,
        activationBits: 8, density: 0.4),
      plan(
        "panels of 16 bits, \(kind.rawValue)", 5, [(kind, 18)], bits: 16,
        layout: .panels),
    ]
  }

  /// Every kind alone, and stacks, with 8-bit activations.
  private static var narrowActivations: [NetworkPlan] {
    golden.filter { plan in
      plan.name.hasSuffix(" w8 a8") && !plan.name.hasPrefix("wide ")
        && !plan.name.hasPrefix("lstm w")
        && !plan.name.hasPrefix("gru (reset after) w")
    }
  }

  /// Several panels, blocks of 16 columns and runs of kept blocks.
  private static var secondOfEverything: [NetworkPlan] {
    let kinds: [QuantizedLayer.Kind] = [
      .lstm, .gruResetAfter, .rnnTanh, .denseLinear,
    ]
    let panels = kinds.map {
      plan("two panels, \($0.rawValue)", 5, [($0, 18)], layout: .panels)
    }
    let keptPanels = kinds.map {
      plan(
        "kept panels, \($0.rawValue)", 20, [($0, 18)], layout: .panels,
        activationBits: $0 == .lstm ? 8 : 16, density: 0.4)
    }
    let panels16 = kinds.map {
      plan(
        "panels of 16 bits, \($0.rawValue)", 5, [($0, 18)], bits: 16,
        layout: .panels)
    }
    let wide = (kinds + [.gruResetBefore]).map {
      plan(
        "blocks of 16, \($0.rawValue)", 18, [($0, 18)], layout: .wide,
        activationBits: $0 == .gruResetAfter ? 8 : 16)
    }
    let kept = (kinds + [.gruResetBefore]).flatMap { kind in
      [0, 2].map { (shift: Int) in
        plan(
          "kept blocks, \(kind.rawValue), shift \(shift)", 10, [(kind, 9)],
          density: 0.4, inputShift: shift)
      }
    }
    return panels + keptPanels + panels16 + wide + kept + [
      plan(
        "kept blocks, conv", 12, [(.copy, 12), (.convTanh, 6)], density: 0.5)
    ]
  }

  /// The ends of ranges: what saturates, and wide weights of an embedding.
  private static var ends: [NetworkPlan] {
    var plans = [
      plan(
        "loud relu", 5,
        [(.rnnReLU, 6), (.denseReLU, 7), (.denseLinear, 5)]),
      plan("loud rnn, linear", 5, [(.rnnLinear, 6), (.denseLinear, 5)]),
      plan(
        "loud pointwise", 6,
        [
          (.denseLinear, 6), (.copy, 6), (.magnitude, 6), (.multiply, 6),
          (.leakyReLU, 6), (.sumReLU, 6), (.sumLinear, 6),
        ]),
      plan("loud magnitude", 6, [(.denseLinear, 6), (.magnitude, 6)]),
      plan("loud layer norm", 5, [(.layerNorm, 5)]),
      plan("loud lstm", 3, [(.lstm, 6)]),
      plan("loud gru, reset before", 3, [(.gruResetBefore, 6)]),
      plan("loud conv", 6, [(.copy, 6), (.convReLU, 4), (.denseLinear, 3)]),
    ]
    for index in plans.indices { plans[index].gain = 12 }
    var linear = plan(
      "loud lstm, linear", 3, [(.lstm, 6), (.gruResetAfter, 5)])
    linear.activations = .init(candidate: .linear, gates: .hardSigmoid)
    linear.gain = 12
    return plans + [
      linear,
      NetworkPlan(
        name: "embedding w16 a16", inputSize: 1,
        layers: [(.embedding, 6), (.gruResetAfter, 5)], weightBits: 16,
        vocabulary: 9),
      plan("weights of 4 bits, deep", 6, [(.lstm, 9), (.rnnTanh, 9)], bits: 4),
      plan(
        "weights of 16 bits, deep", 6,
        [(.gruResetBefore, 7), (.denseReLU, 5), (.denseTanh, 3)], bits: 16,
        activationBits: 8),
    ]
  }

  /// Every gap policy, with and without a state of its own to start from.
  private static var gaps: [NetworkPlan] {
    let policies: [(String, GapPolicy)] = [
      ("the mean", .mean), ("held", .hold),
      ("held 1 step, then the mean", .holdThenMean(steps: 1)),
      ("not held", .holdThenMean(steps: 0)),
      ("held 2 steps, then reset", .holdThenReset(steps: 2)),
      ("not held, then reset", .holdThenReset(steps: 0)),
    ]
    return policies.flatMap { name, policy in
      [false, true].map { startsRandomly in
        var plan = plan(
          "gaps, \(name)\(startsRandomly ? ", learned start" : "")", 2,
          [(.lstm, 3), (.history, 6), (.gruResetAfter, 4)])
        plan.gapPolicy = policy
        plan.startsRandomly = startsRandomly
        return plan
      }
    } + [
      NetworkPlan(
        name: "gaps, symbols held", inputSize: 1,
        layers: [(.embedding, 4), (.rnnTanh, 4)], gapPolicy: .hold,
        vocabulary: 5)
    ]
  }

  private static func plan(
    _ name: String, _ inputSize: Int,
    _ layers: [(kind: QuantizedLayer.Kind, size: Int)], bits: Int = 8,
    layout: WeightLayout = .narrow, activationBits: Int = 16,
    density: Double = 1, inputShift: Int? = nil
  ) -> NetworkPlan {
    var plan = NetworkPlan(
      name: name, inputSize: inputSize, layers: layers, weightBits: bits,
      activationBits: activationBits, inputShift: inputShift)
    plan.layout = layout
    plan.density = density
    return plan
  }
}
