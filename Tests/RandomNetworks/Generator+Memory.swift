import SwiftletFormat

extension Generator {
  /// A pointwise layer of values that are kept, or that the layer before
  /// gives.
  ///
  /// - Parameters:
  ///   - before: How many values the layer before gives.
  ///   - kept: How many are kept so far; at least `size`, or `before` is.
  mutating func pointwise(
    _ kind: QuantizedLayer.Kind, _ size: Int, before: Int, _ kept: Int
  ) -> QuantizedLayer {
    var layer = QuantizedLayer(
      kind: kind, inputSize: size, outputSize: size, weightBits: 16)
    layer.rows = pointwiseRows(kind, isPair: kept >= size)
    layer.source = size == before ? nil : place(size, kept)
    if layer.operandCount == 2 {
      layer.secondSource =
        kept < size || (size == before && next() & 3 == 0)
        ? nil : place(size, kept)
    }
    return layer
  }

  /// A convolution over values that are kept; its rows are missing.
  ///
  /// - Parameters:
  ///   - kept: How many are kept so far, two frames at least.
  mutating func convolution(
    _ kind: QuantizedLayer.Kind, _ size: Int, _ kept: Int, _ plan: NetworkPlan
  ) -> QuantizedLayer {
    let few = 1 + Int(next() % 3)
    let channels = plan.channels ?? few
    let frames = min(kept / channels, 2 + Int(next() % 8))
    let kernel = 1 + Int(next() % 4)
    var layer = QuantizedLayer(
      kind: kind, inputSize: kernel * channels, outputSize: size,
      weightBits: plan.weightBits)
    layer.convolution = FrameShape(
      frames: frames, channels: channels, kernel: kernel,
      stride: 1 + Int(next() % 3), dilation: 1 + Int(next() % 2),
      leftPadding: Int(next() % 3), outputFrames: 1 + Int(next() % 4))
    layer.source = place(frames * channels, kept)
    return layer
  }

  /// A history of values that the layer before gives.
  mutating func history(_ size: Int, before: Int) -> QuantizedLayer {
    QuantizedLayer(
      kind: .history, inputSize: before, outputSize: size, weightBits: 16)
  }

  /// A layer normalization of what the layer before gives, or of values that
  /// are kept; its multipliers have both signs.
  mutating func layerNorm(
    _ size: Int, before: Int?, _ kept: Int
  ) -> QuantizedLayer {
    var layer = QuantizedLayer(
      kind: .layerNorm, inputSize: size, outputSize: size, weightBits: 16)
    layer.source = size == before ? nil : place(size, kept)
    layer.epsilon = Int(next() >> 4) << below(27)
    layer.rows = (0..<size).map { _ in
      QuantizedRow(
        inputWeights: [], hiddenWeights: [],
        bias: Int32(signed(upTo: 500_000)),
        multiplier: Int32(signed(upTo: 600_000_000)))
    }
    return layer
  }

  /// Gives recurrent layers states to start from.
  mutating func setInitialStates(_ layers: inout [QuantizedLayer]) {
    for index in layers.indices where layers[index].kind.isRecurrent {
      layers[index].initialHidden = (0..<layers[index].outputSize).map { _ in
        Int16(signed(upTo: 32767))
      }
      guard layers[index].kind == .lstm else { continue }
      layers[index].initialCell = (0..<layers[index].outputSize).map { _ in
        Int32(signed(upTo: (1 << 30) - 1))
      }
    }
  }

  private mutating func place(_ size: Int, _ kept: Int) -> Int {
    Int(next() % UInt32(kept - size + 1))
  }

  private mutating func pointwiseRows(
    _ kind: QuantizedLayer.Kind, isPair: Bool
  ) -> [QuantizedRow] {
    switch kind {
    case .copy, .reverse, .magnitude: return []
    case .multiply: return [row([], multiplier: 1 << 18)]
    case .leakyReLU:
      let weight = weight()
      return [Int32(1 << 18), 1 << 15].map {
        var row = row([weight], multiplier: $0)
        row.bias = 0
        return row
      }
    default:
      let weights = isPair ? [weight(), weight()] : [weight()]
      return [row(weights, multiplier: 1 << 18)]
    }
  }

  private mutating func weight() -> Int16 {
    Int16(signed(upTo: 15_000)) | 1
  }

  private mutating func row(
    _ weights: [Int16], multiplier: Int32
  ) -> QuantizedRow {
    QuantizedRow(
      inputWeights: weights, hiddenWeights: [],
      bias: weights.isEmpty ? 0 : Int32(signed(upTo: 100_000_000)),
      multiplier: multiplier + Int32(signed(upTo: 10_000)))
  }
}
