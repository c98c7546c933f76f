import Foundation
package import SwiftletFormat
package import SwiftletRuntime

/// A model and the outputs of a long stream of it.
package struct GoldenCase {
  /// Steps of a stream, and between two of its checksums.
  package static var stepCount: Int { 10_000 }
  package static var stepsPerChecksum: Int { 1_000 }

  package let plan: NetworkPlan
  package let seed: UInt32
  package let model: QuantizedModel
  /// CRC-32 of all outputs up to every thousandth step.
  package var checksums: [UInt32] = []

  /// Makes the model and plays the stream with the host's runtime.
  package init(_ plan: NetworkPlan, seed: UInt32) throws {
    self.plan = plan
    self.seed = seed
    var generator = Generator(seed: seed)
    let network = generator.network(plan)
    model = try QuantizedModel(bytes: Data(network.fileBytes()))
    try record()
  }

  /// Makes the model and plays the events of a soak with the host's runtime; the
  /// checksums are of all outputs up to every tenth of the steps.
  ///
  /// - Parameter soakSteps: A multiple of 10.
  package init(_ plan: NetworkPlan, seed: UInt32, soakSteps: Int) throws {
    self.plan = plan
    self.seed = seed
    var generator = Generator(seed: seed)
    let network = generator.network(plan)
    model = try QuantizedModel(bytes: Data(network.fileBytes()))
    let streams = SoakedStreams(model)
    var soak = Soak(plan, seed: seed)
    var checksum = Checksum()
    var steps = 0
    while steps < soakSteps {
      let (index, event) = soak.next()
      guard let output = try streams.run(event, on: index) else { continue }
      output.forEach { checksum.add($0) }
      steps += 1
      if steps % (soakSteps / 10) == 0 { checksums.append(checksum.value) }
    }
  }

  private mutating func record() throws {
    let stream = QuantizedStream(model)
    var generator = Generator(seed: seed)
    var checksum = Checksum()
    for step in 1...GoldenCase.stepCount {
      let input = generator.input(
        count: plan.inputSize, vocabulary: plan.vocabulary,
        allowsGaps: plan.gapPolicy != .refuse)
      for value in try stream.step(input) { checksum.add(value) }
      if step % GoldenCase.stepsPerChecksum == 0 {
        checksums.append(checksum.value)
      }
    }
  }
}

/// CRC-32 (IEEE 802.3) bit by bit, of the low and the high byte of int16.
package struct Checksum {
  private var register: UInt32 = 0xFFFF_FFFF
  package var value: UInt32 { ~register }

  package init() {}

  package mutating func add(_ value: Int16) {
    register ^= UInt32(UInt16(bitPattern: value))
    for _ in 0..<16 {
      register = (register >> 1) ^ (0xEDB8_8320 & (0 &- (register & 1)))
    }
  }
}

extension NetworkPlan {
  /// Every kind of layer alone, and four stacks, with weights in every format
  /// and activations of both widths; then networks that keep values.
  package static var golden: [NetworkPlan] {
    var plans: [NetworkPlan] = []
    for format in formats {
      for activationBits in [16, 8] {
        for var plan in single + stacks + format.wide
        where format.suits(plan) {
          plan.weightBits = format.weightBits
          plan.layout = format.layout
          plan.density = format.density
          plan.activationBits = activationBits
          plan.name += " \(format.name) a\(activationBits)"
          plans.append(plan)
        }
      }
    }
    return plans + graphs + otherActivations + normalized + convolutions + sums
  }

  /// Networks with layer normalizations, of what the layer before gives and of
  /// kept values.
  package static var normalized: [NetworkPlan] {
    [
      NetworkPlan(
        name: "layer norm, lstm, layer norm, dense w16 a16", inputSize: 6,
        layers: [
          (.layerNorm, 6), (.lstm, 5), (.layerNorm, 5), (.denseLinear, 3),
        ], weightBits: 16),
      NetworkPlan(
        name: "copy, layer norm, gru, layer norm w8 a8", inputSize: 9,
        layers: [
          (.copy, 9), (.denseReLU, 7), (.layerNorm, 7), (.copy, 7),
          (.layerNorm, 11), (.gruResetAfter, 6), (.layerNorm, 6),
        ], activationBits: 8),
      NetworkPlan(
        name: "embedding, layer norm w4 a16", inputSize: 1,
        layers: [(.embedding, 5), (.layerNorm, 5), (.gruResetBefore, 4)],
        weightBits: 4, vocabulary: 9),
    ]
  }

  /// Every activation of a convolution at every width, whose frames of output
  /// all are the network's; and layouts of many blocks.
  private static var convolutions: [NetworkPlan] {
    let kinds: [QuantizedLayer.Kind] = [
      .convLinear, .convReLU, .convSigmoid, .convTanh,
    ]
    let widths = [(8, 16), (8, 8), (16, 16), (16, 8), (4, 16), (4, 8)]
    let narrow = widths.enumerated().flatMap { place, width in
      // Two activations a width, another pair at the next one.
      (0..<2).map { second in
        let kind = kinds[(place + 2 * second) % kinds.count]
        return NetworkPlan(
          name: "history, \(kind.rawValue) w\(width.0) a\(width.1)",
          inputSize: 3, layers: [(.history, 15), (kind, 5)],
          weightBits: width.0, activationBits: width.1)
      }
    }
    let wide = [("w8", 1.0), ("w8x16", 1), ("w8k", 0.5), ("w8p", 1)]
      .enumerated()
      .map { place, form in
        var plan = NetworkPlan(
          name: "wide history, \(kinds[place].rawValue) \(form.0) "
            + "a\(16 >> (place & 1))", inputSize: 11,
          layers: [(.history, 66), (kinds[place], 18)],
          activationBits: 16 >> (place & 1))
        plan.channels = 11
        plan.density = form.1
        plan.layout =
          ["w8x16": .wide, "w8p": .panels][form.0] ?? WeightLayout.narrow
        return plan
      }
    return narrow + wide
  }

  /// Every pointwise function with 8-bit activations, of layers that take what
  /// they give.
  private static var sums: [NetworkPlan] {
    [
      NetworkPlan(
        name: "pointwise, dense w8 a8", inputSize: 6,
        layers: [
          (.copy, 6), (.sumTanh, 6), (.magnitude, 6), (.denseTanh, 7),
          (.multiply, 7), (.leakyReLU, 7), (.reverse, 7), (.denseSigmoid, 5),
          (.sumSigmoid, 5), (.sumReLU, 5), (.sumLinear, 5), (.denseLinear, 4),
        ], activationBits: 8)
    ]
  }

  /// Recurrent layers with other activations than tanh and sigmoid, in every
  /// layout that they have.
  private static var otherActivations: [NetworkPlan] {
    let kinds: [QuantizedLayer.Kind] = [
      .lstm, .gruResetAfter, .gruResetBefore,
    ]
    let activations: [GateActivations] = [
      .init(candidate: .relu), .init(candidate: .linear),
      .init(gates: .hardSigmoid),
      .init(candidate: .relu, gates: .hardSigmoid),
      .init(candidate: .linear, gates: .hardSigmoid),
    ]
    let alone = kinds.flatMap { kind in
      activations.map { other($0, [(kind, 7)]) }
    }
    let formats = kinds.flatMap { kind in
      [(4, 16, 1), (16, 8, 1), (8, 8, 1), (8, 16, 0.5)].map {
        other(
          activations[4], [(kind, 7)], weightBits: $0, activationBits: $1,
          density: $2)
      }
    }
    return alone + formats + [
      other(.standard, [(.rnnLinear, 7)]),
      other(
        activations[3],
        [(.lstm, 8), (.gruResetAfter, 6), (.rnnLinear, 5), (.denseReLU, 3)]),
    ]
  }

  private static func other(
    _ activations: GateActivations,
    _ layers: [(kind: QuantizedLayer.Kind, size: Int)], weightBits: Int = 8,
    activationBits: Int = 16, density: Double = 1
  ) -> NetworkPlan {
    let names = layers.map { layer in
      layer.kind.hasGates ? layer.kind.title(activations) : layer.kind.rawValue
    }
    let suffix = density < 1 ? "k" : ""
    var plan = NetworkPlan(
      name: names.joined(separator: ", ")
        + " w\(weightBits)\(suffix) a\(activationBits)", inputSize: 5,
      layers: layers, weightBits: weightBits, activationBits: activationBits)
    plan.activations = activations
    plan.density = density
    return plan
  }

  /// Networks that give held values up, so small that they fit 2 KB of RAM.
  package static var givingUp: [NetworkPlan] {
    [
      NetworkPlan(
        name: "gru, held 1 step, then the mean w8 a16", inputSize: 2,
        layers: [(.gruResetAfter, 4)], gapPolicy: .holdThenMean(steps: 1)),
      NetworkPlan(
        name: "lstm, dense, held 1 step, then reset w8 a16", inputSize: 1,
        layers: [(.lstm, 4), (.denseLinear, 2)],
        gapPolicy: .holdThenReset(steps: 1)),
      NetworkPlan(
        name: "learned start, held 1 step, then reset w8 a16", inputSize: 1,
        layers: [(.lstm, 4), (.gruResetAfter, 3)],
        gapPolicy: .holdThenReset(steps: 1), startsRandomly: true),
      NetworkPlan(
        name: "rnn, not held, then reset w8 a8", inputSize: 1,
        layers: [(.rnnTanh, 4), (.gruResetBefore, 3)], activationBits: 8,
        gapPolicy: .holdThenReset(steps: 0)),
    ]
  }

  /// Networks that keep values: skips, joined operands, every pointwise
  /// function; and ones that start from a state of their own.
  package static var graphs: [NetworkPlan] {
    [
      NetworkPlan(
        name: "joined gru, lstm, two heads w8 a16", inputSize: 5,
        layers: [
          (.copy, 5), (.denseTanh, 6), (.copy, 6), (.gruResetAfter, 7),
          (.copy, 7), (.lstm, 5), (.sumLinear, 5), (.denseSigmoid, 3),
          (.copy, 3), (.copy, 9),
        ], startsRandomly: true),
      NetworkPlan(
        name: "pointwise w8 a16", inputSize: 6,
        layers: [
          (.copy, 6), (.sumSigmoid, 6), (.leakyReLU, 6), (.rnnReLU, 7),
          (.sumReLU, 7), (.multiply, 7), (.magnitude, 7), (.sumTanh, 7),
          (.denseLinear, 9), (.sumLinear, 9),
        ], gapPolicy: .hold),
      NetworkPlan(
        name: "embedding, skip w8 a8", inputSize: 1,
        layers: [
          (.embedding, 6), (.copy, 6), (.gruResetBefore, 6), (.sumLinear, 6),
          (.lstm, 3),
        ], activationBits: 8, vocabulary: 9),
      NetworkPlan(
        name: "history, conv, reverse, conv (relu), lstm w8 a16", inputSize: 5,
        layers: [
          (.history, 12), (.convTanh, 7), (.reverse, 7), (.convReLU, 5),
          (.lstm, 4),
        ]),
      NetworkPlan(
        name: "conv, conv (sigmoid) w16 a8", inputSize: 9,
        layers: [
          (.copy, 9), (.convLinear, 6), (.history, 40), (.convSigmoid, 3),
          (.copy, 3),
        ], weightBits: 16, activationBits: 8),
      NetworkPlan(
        name: "learned start w8 a16", inputSize: 2,
        layers: [(.lstm, 5), (.gruResetAfter, 3), (.denseLinear, 2)],
        gapPolicy: .hold, startsRandomly: true),
    ]
  }

  /// Every kind alone, so small that it fits 2 KB of RAM with the runtime's
  /// tables.
  package static var tiny: [NetworkPlan] {
    [(8, 16), (16, 8)].flatMap { weightBits, activationBits in
      single.map { plan in
        NetworkPlan(
          name: "\(plan.name) w\(weightBits) a\(activationBits)", inputSize: 3,
          layers: [(plan.layers[0].kind, 4)], weightBits: weightBits,
          activationBits: activationBits)
      }
    }
  }

  /// The formats of weights. Not every core has blocks of 16 columns and
  /// panels.
  private static var formats: [Format] {
    [
      Format(name: "w8", weightBits: 8, wide: wideSingle),
      Format(name: "w4", weightBits: 4),
      Format(name: "w16", weightBits: 16),
      Format(name: "w8x16", weightBits: 8, layout: .wide, wide: wide),
      Format(name: "w8k", weightBits: 8, density: 0.5, wide: wide),
      Format(name: "w8p", weightBits: 8, layout: .panels, wide: wide),
    ]
  }

  private struct Format {
    let name: String
    let weightBits: Int
    var layout = WeightLayout.narrow
    var density = 1.0
    /// Networks of many blocks.
    var wide: [NetworkPlan] = []

    /// Whether a layer can have the layout.
    func suits(_ plan: NetworkPlan) -> Bool {
      plan.layers.contains {
        $0.kind.layouts(weightBits: weightBits).contains(layout)
      }
    }
  }

  /// Every kind alone, with sizes that do not fill blocks of four; first the
  /// one that every library runs.
  private static var single: [NetworkPlan] {
    let others = QuantizedLayer.Kind.allCases.filter {
      $0 != .embedding && $0 != .denseLinear && $0 != .rnnLinear
        && $0 != .layerNorm && !$0.isKept && !$0.isConvolution
    }
    return ([.denseLinear] + others).map { kind in
      NetworkPlan(name: kind.rawValue, inputSize: 5, layers: [(kind, 7)])
    }
  }

  /// The kinds that have libraries of their own, of many blocks.
  private static var wideSingle: [NetworkPlan] {
    [
      NetworkPlan(name: "wide lstm", inputSize: 20, layers: [(.lstm, 33)]),
      NetworkPlan(
        name: "wide gru", inputSize: 20, layers: [(.gruResetAfter, 33)]),
    ]
  }

  /// The same, and stacks, with several blocks of 16 columns each.
  private static var wide: [NetworkPlan] {
    wideSingle + [
      NetworkPlan(
        name: "wide lstm, gru, dense (tanh)", inputSize: 16,
        layers: [(.lstm, 21), (.gruResetAfter, 18), (.denseTanh, 9)]),
      NetworkPlan(
        name: "wide gru, rnn, dense", inputSize: 15,
        layers: [(.gruResetBefore, 18), (.rnnTanh, 33), (.denseLinear, 16)],
        gapPolicy: .hold),
    ]
  }

  private static var stacks: [NetworkPlan] {
    var loud = NetworkPlan(
      name: "loud lstm, gru, rnn", inputSize: 5,
      layers: [(.lstm, 7), (.gruResetAfter, 6), (.rnnTanh, 5)])
    loud.gain = 12
    return [
      loud,
      NetworkPlan(
        name: "embedding, lstm, dense", inputSize: 1,
        layers: [(.embedding, 6), (.lstm, 10), (.denseLinear, 13)],
        vocabulary: 13),
      NetworkPlan(
        name: "lstm, lstm, dense (relu), dense", inputSize: 3,
        layers: [(.lstm, 8), (.lstm, 6), (.denseReLU, 8), (.denseLinear, 2)],
        gapPolicy: .mean),
      NetworkPlan(
        name: "gru, gru, dense (sigmoid)", inputSize: 9,
        layers: [
          (.gruResetAfter, 12), (.gruResetBefore, 9), (.denseSigmoid, 3),
        ], gapPolicy: .hold),
    ]
  }
}
