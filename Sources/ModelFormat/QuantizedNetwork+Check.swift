import SwiftletRuntime

extension QuantizedNetwork {
  /// Checks what the compiler cannot: that the parts fit each other and the
  /// format's ranges. What passes, a reader opens.
  func check() throws {
    guard (1...255).contains(layers.count) else {
      throw ModelError("a model holds 1 to 255 layers, not \(layers.count)")
    }
    guard activationBits == 8 || activationBits == 16 else {
      throw ModelError("activations have 8 or 16 bits, not \(activationBits)")
    }
    guard (0...65_534).contains(gapPolicy.heldSteps ?? 0) else {
      throw ModelError(
        "a value is held for 0 to 65534 steps, not "
          + "\(gapPolicy.heldSteps ?? 0)")
    }
    try checkChannels()
    try checkGoldenSteps()
    var size = inputs.count
    var kept = 0
    for (index, layer) in layers.enumerated() {
      let isKept = index > 0 && layers[index - 1].kind.isKept
      try layer.checkSources(index, before: size, isKept: isKept, kept)
      try layer.check(index)
      size = layer.givenCount
      kept += layer.kind.isKept ? size : 0
    }
    guard outputs.count == size else {
      throw ModelError(
        "the last layer gives \(size) values, but \(outputs.count) outputs "
          + "are named")
    }
  }

  private func checkChannels() throws {
    for name in inputs.map(\.name) + outputs.map(\.name)
    where name.utf8.contains(0) {
      throw ModelError("a channel's name holds a zero byte")
    }
    for input in inputs where !input.isInRange {
      throw ModelError(
        "input \"\(input.name)\": zero, multiplier, fraction bits or shift "
          + "is out of range")
    }
    for output in outputs where !(0...31).contains(output.fractionBits) {
      throw ModelError(
        "output \"\(output.name)\": fraction bits go from 0 to 31")
    }
  }

  private func checkGoldenSteps() throws {
    for step in goldenSteps {
      guard
        step.inputs.count == inputs.count, step.outputs.count == outputs.count
      else { throw ModelError("a golden step has the wrong widths") }
    }
  }
}

extension QuantizedNetwork.InputChannel {
  fileprivate var isInRange: Bool {
    zero.magnitude < 1 << 30 && multiplier >= 0
      && (0...31).contains(fractionBits) && (0...30).contains(shift)
  }
}

extension QuantizedLayer {
  /// Checks that what the layer takes is there.
  ///
  /// - Parameters:
  ///   - size: How many values the layer before gives.
  ///   - isKept: Whether it keeps them; then only a pointwise layer takes them
  ///     without a place.
  ///   - kept: How many values the layers before keep.
  fileprivate func checkSources(
    _ index: Int, before size: Int, isKept: Bool, _ kept: Int
  ) throws {
    for source in operandCount == 2 ? [source, secondSource] : [source] {
      guard let source else {
        guard
          takenCount == size, !kind.isConvolution, !isKept || kind.isKept
        else {
          throw ModelError(
            "layer \(index) takes \(takenCount) values but gets \(size)")
        }
        continue
      }
      guard source >= 0, takenCount <= kept - source else {
        throw ModelError(
          "layer \(index) takes \(takenCount) values from place \(source) on, "
            + "but \(kept) are kept")
      }
    }
  }

  fileprivate func check(_ index: Int) throws {
    let sizes = 1...LayerEntry.largestSize
    guard sizes.contains(inputSize), sizes.contains(outputSize) else {
      throw ModelError(
        "layer \(index): sizes go from 1 to \(LayerEntry.largestSize)")
    }
    try checkNumbers(index)
    try checkTable(index)
    try checkInitialState(index)
    guard hasFrames else {
      throw ModelError(
        "layer \(index): its frames are none of a convolution, or out of range")
    }
    if kind == .history {
      guard weightBits == 16, rows.isEmpty, outputSize > inputSize else {
        throw ModelError(
          "layer \(index): a history gives more values than it takes")
      }
      return
    }
    if kind.isPointwise {
      guard hasPointwiseRows, accumulatorBound != nil else {
        throw ModelError(
          "layer \(index): its rows are none of a pointwise layer, or overflow")
      }
      return
    }
    if kind == .layerNorm {
      guard hasLayerNormRows, accumulatorBound != nil else {
        throw ModelError(
          "layer \(index): its rows or its epsilon are none of a layer "
            + "normalization, or overflow")
      }
      return
    }
    guard rows.count == kind.gateCount * outputSize else {
      throw ModelError(
        "layer \(index) needs \(kind.gateCount * outputSize) rows, not "
          + "\(rows.count)")
    }
    guard rows.indices.allSatisfy(rowFits) else {
      throw ModelError(
        "layer \(index): a row has the wrong width, a weight beyond "
          + "\(weightBits) bits or a negative multiplier")
    }
    guard accumulatorBound != nil else {
      throw ModelError("layer \(index): a row could overflow its accumulator")
    }
  }

  private func checkNumbers(_ index: Int) throws {
    let widths = kind == .embedding ? [8, 16] : [4, 8, 16]
    guard widths.contains(weightBits) else {
      throw ModelError("layer \(index): no weights have \(weightBits) bits")
    }
    guard layouts.contains(layout) else {
      throw ModelError(
        "layer \(index): weights of \(weightBits) bits of a layer of its kind "
          + "do not lie in \(layout.title)")
    }
    guard outputScale > 0, outputScale.isFinite else {
      throw ModelError("layer \(index): an output scale is above 0")
    }
    guard (0...(kind.isRecurrent ? 15 : 0)).contains(inputShift) else {
      throw ModelError(
        "layer \(index): an input shift goes from 0 to 15 where there is a "
          + "hidden state, and is 0 elsewhere")
    }
    guard kind.hasGates || activations == .standard else {
      throw ModelError("layer \(index): only a GRU or an LSTM has gates")
    }
    guard kind == .layerNorm || epsilon == 0 else {
      throw ModelError(
        "layer \(index): only a layer normalization has an epsilon")
    }
    guard (kind == .lstm ? 1...12 : 0...0).contains(cellRange) else {
      throw ModelError(
        "layer \(index): a cell range goes from 1 to 12 for an LSTM, and is "
          + "0 for other kinds")
    }
  }

  private func checkInitialState(_ index: Int) throws {
    let (hidden, cell) = (kind.isRecurrent, kind == .lstm)
    guard
      [0, hidden ? outputSize : 0].contains(initialHidden.count),
      [0, cell ? outputSize : 0].contains(initialCell.count),
      initialCell.allSatisfy({ $0.magnitude < 1 << 30 })
    else {
      throw ModelError("layer \(index): its initial state does not fit it")
    }
  }

  private func checkTable(_ index: Int) throws {
    guard kind == .embedding else {
      guard table.isEmpty else {
        throw ModelError("layer \(index): only an embedding has a table")
      }
      return
    }
    guard index == 0, inputSize == 1 else {
      throw ModelError(
        "layer \(index): an embedding comes first and takes one symbol")
    }
    let values: ClosedRange<Int16> =
      weightBits == 8 ? -128...127 : -32768...32767
    guard
      (1...LayerEntry.largestVocabulary).contains(table.count),
      table.allSatisfy({
        $0.count == outputSize && $0.allSatisfy(values.contains)
      })
    else {
      throw ModelError(
        "layer \(index): a vocabulary holds 1 to "
          + "\(LayerEntry.largestVocabulary) symbols, each with "
          + "\(outputSize) values of \(weightBits) bits")
    }
  }

  /// Whether a row has the widths of its gate, and weights of the layer's.
  private func rowFits(_ index: Int) -> Bool {
    let row = rows[index]
    let gate = index / outputSize
    let (largest, step) =
      switch weightBits {
      case 4: (112, 16)
      case 8: (127, 1)
      default: (32767, 1)
      }
    return row.inputWeights.count == width(ofGate: gate, .input)
      && row.hiddenWeights.count == width(ofGate: gate, .hidden)
      && row.multiplier >= 0
      && (row.inputWeights + row.hiddenWeights).allSatisfy {
        Int($0.magnitude) <= largest && Int($0) % step == 0
      }
  }
}
