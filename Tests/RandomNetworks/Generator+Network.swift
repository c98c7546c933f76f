package import SwiftletFormat
package import SwiftletRuntime

extension Generator {
  /// A network whose pre-activations cover the activations' curved range, so
  /// that every integer of a step matters.
  package mutating func network(_ plan: NetworkPlan) -> QuantizedNetwork {
    var layers: [QuantizedLayer] = []
    var size = plan.inputSize
    var kept = 0
    for (kind, outputSize) in plan.layers {
      if kind.isPointwise {
        layers.append(pointwise(kind, outputSize, before: size, kept))
        kept += outputSize
      } else if kind == .history {
        layers.append(history(outputSize, before: size))
        kept += outputSize
      } else if kind.isConvolution {
        layers.append(
          filled(convolution(kind, outputSize, kept, plan), plan))
      } else if kind == .layerNorm {
        let isKept = layers.last?.kind.isKept == true
        layers.append(layerNorm(outputSize, before: isKept ? nil : size, kept))
      } else if layers.last?.kind.isKept == true {
        // All but a third of what is kept.
        layers.append(layer(kind, kept - kept / 3, outputSize, plan))
        layers[layers.count - 1].source = kept / 3
      } else {
        layers.append(layer(kind, size, outputSize, plan))
      }
      size = layers[layers.count - 1].givenCount
    }
    if plan.startsRandomly { setInitialStates(&layers) }
    return QuantizedNetwork(
      layers: layers, activationBits: plan.activationBits,
      inputs: (0..<plan.inputSize).map { inputChannel($0) },
      outputs: (0..<size).map {
        .init(name: "y\($0)", multiplier: 65536, offset: 0, fractionBits: 15)
      }, task: .regression, scoring: .everyStep, gapPolicy: plan.gapPolicy)
  }

  private func inputChannel(_ index: Int) -> QuantizedNetwork.InputChannel {
    .init(
      name: "x\(index)", zero: 0, multiplier: 1 << 30, fractionBits: 14,
      shift: 2)
  }

  private mutating func layer(
    _ kind: QuantizedLayer.Kind, _ inputSize: Int, _ outputSize: Int,
    _ plan: NetworkPlan
  ) -> QuantizedLayer {
    var layer = QuantizedLayer(
      kind: kind, inputSize: inputSize, outputSize: outputSize,
      weightBits: plan.weightBits)
    let largest = plan.weightBits == 16 ? 32767 : 127
    if kind == .embedding {
      layer.weightBits = max(8, plan.weightBits)
      layer.table = (0..<plan.vocabulary).map { _ in
        (0..<outputSize).map { _ in Int16(signed(upTo: largest)) }
      }
      return layer
    }
    return filled(layer, plan)
  }

  /// A layer with its rows.
  private mutating func filled(
    _ empty: QuantizedLayer, _ plan: NetworkPlan
  ) -> QuantizedLayer {
    var layer = empty
    let (kind, outputSize) = (layer.kind, layer.outputSize)
    let largest = plan.weightBits == 16 ? 32767 : 127
    if kind.isRecurrent {
      layer.inputShift = plan.inputShift ?? Int(next() & 1)
    }
    if kind.hasGates { layer.activations = plan.activations }
    layer.setLayout(plan.layout)
    if kind == .lstm { layer.cellRange = 1 + Int(next() & 3) }
    layer.rows = (0..<kind.gateCount * outputSize).map { index in
      row(of: layer, gate: index / outputSize, largest, plan.gain)
    }
    if plan.density < 1 { prune(&layer, to: plan.density) }
    return layer
  }

  private mutating func row(
    of layer: QuantizedLayer, gate: Int, _ largest: Int, _ gain: Double
  ) -> QuantizedRow {
    let splits = layer.kind == .gruResetAfter
    let inputs = splits && gate == 3 ? 0 : layer.inputSize
    let hidden =
      !layer.kind.isRecurrent || (splits && gate == 2) ? 0 : layer.outputSize
    // Weights so small that the accumulator holds in the worst case.
    let count = max(1, inputs << layer.inputShift + hidden)
    let limit = min(largest, 60000 / count)
    let deviation =
      (Double(inputs << (2 * layer.inputShift) + hidden)).squareRoot()
      * Double(limit) / 3.0.squareRoot() * 18918
    let multiplier = gain * target(layer.kind) / deviation * 4_294_967_296
    return QuantizedRow(
      inputWeights: weights(inputs, upTo: limit, layer),
      hiddenWeights: weights(hidden, upTo: limit, layer),
      bias: Int32(signed(upTo: Int(min(deviation, 100_000_000)))),
      multiplier: Int32(min(multiplier, 2_147_483_647)))
  }

  private mutating func weights(
    _ count: Int, upTo limit: Int, _ layer: QuantizedLayer
  ) -> [Int16] {
    let step = layer.weightBits == 4 ? 16 : 1
    return (0..<count).map { _ in Int16(step * signed(upTo: limit / step)) }
  }

  /// The pre-activations' deviation that a kind is given.
  private func target(_ kind: QuantizedLayer.Kind) -> Double {
    switch kind {
    case .denseLinear, .denseReLU, .rnnReLU, .rnnLinear, .convLinear, .convReLU:
      12_000
    default: 22_500
    }
  }
}
