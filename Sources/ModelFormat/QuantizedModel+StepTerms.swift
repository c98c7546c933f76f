import SwiftletRuntime

extension QuantizedModel {
  /// What a step does, and how often: the terms of a linear model of its
  /// instructions.
  ///
  /// `step` is 1, `input` and `output` count the values that go in and out,
  /// `held` the inputs that are kept for gaps, and `taken` what layers with
  /// weights take of kept values. A layer adds, under its kind and
  /// format, such as `lstm/8/tile`: itself, its inputs, its units, its tiles,
  /// those of them that shift the sums over the input, and the bytes of its
  /// weights, or where only kept blocks are stored the blocks and the runs of
  /// an odd number of them.
  public var stepTerms: [String: Int] {
    var terms = ["step": 1, "input": inputCount, "output": outputCount]
    if gapPolicy.code == .hold { terms["held"] = inputCount }
    for layer in layers {
      terms["taken", default: 0] += layer.takenCount
      for (term, count) in layer.terms {
        terms["\(layer.termName)/\(term)", default: 0] += count
      }
    }
    return terms.filter { $0.value > 0 }
  }
}

extension QuantizedModel.LayerSummary {
  /// The layer's kind and format, such as `gruResetAfter/8`, with blocks of 16
  /// columns `gruResetAfter/8x16`, in panels `gruResetAfter/8p`, or with kept
  /// blocks `gruResetAfter/8k`.
  public var termName: String {
    let suffix =
      switch layout {
      case .narrow: keptBlocks == nil ? "" : "k"
      case .wide: "x16"
      case .panels: "p"
      }
    return "\(termKind)/\(weightBits)\(suffix)"
  }

  /// A convolution takes the instructions of a dense layer.
  private var termKind: QuantizedLayer.Kind {
    switch kind {
    case .convLinear: .denseLinear
    case .convReLU: .denseReLU
    case .convSigmoid: .denseSigmoid
    case .convTanh: .denseTanh
    default: kind
    }
  }

  /// How many kept values the layer takes as operands of weights.
  fileprivate var takenCount: Int {
    kind.isKept || sources[0] == nil
      ? 0 : inputSize * (convolution?.outputFrames ?? 1)
  }

  /// An embedding reads one row, whatever its vocabulary; a pointwise layer has
  /// one row for all units, and a layer normalization none with weights.
  fileprivate var terms: [(String, Int)] {
    let unit = ("unit", outputSize)
    if kind == .embedding || kind.isKept || kind == .layerNorm {
      return [("layer", 1), unit]
    }
    let weights =
      keptBlocks.map { [("block", $0.kept), ("odd", $0.oddRuns)] }
      ?? [("byte", weightsSize)]
    let terms =
      [
        ("layer", 1), ("input", inputSize), unit, ("tile", shape.tileCount),
        ("shift", inputShift == 0 ? 0 : shape.tileCount),
      ] + weights
    // A convolution is a dense layer at each frame.
    return terms.map { ($0, $1 * (convolution?.outputFrames ?? 1)) }
  }

  private var shape: LayerShape {
    kind.shape(
      weightBits: weightBits, blockWidth: blockWidth, inputSize: inputSize,
      outputSize: outputSize)
  }
}
