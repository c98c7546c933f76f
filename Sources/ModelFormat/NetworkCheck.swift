import Runtime

extension QuantizedNetwork {
  /// Checks what the compiler cannot: that the parts fit each other and the
  /// format's ranges.
  func check() throws {
    guard (1...255).contains(layers.count) else {
      throw ModelError("a model holds 1 to 255 layers, not \(layers.count)")
    }
    guard activationBits == 8 || activationBits == 16 else {
      throw ModelError("activations have 8 or 16 bits, not \(activationBits)")
    }
    try checkChannels()
    var size = inputs.count
    for (index, layer) in layers.enumerated() {
      guard layer.inputSize == size else {
        throw ModelError(
          "layer \(index) takes \(layer.inputSize) values but gets \(size)")
      }
      try layer.check(index, activationBits)
      size = layer.outputSize
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
    for step in goldenSteps {
      guard
        step.inputs.count == inputs.count, step.outputs.count == outputs.count
      else { throw ModelError("a golden step has the wrong widths") }
    }
  }
}

extension QuantizedLayer {
  fileprivate func check(_ index: Int, _ activationBits: Int) throws {
    let sizes = 1...LayerEntry.largestSize
    guard sizes.contains(inputSize), sizes.contains(outputSize) else {
      throw ModelError(
        "layer \(index): sizes go from 1 to \(LayerEntry.largestSize)")
    }
    if kind == .embedding {
      guard
        (1...LayerEntry.largestVocabulary).contains(table.count),
        table.allSatisfy({ $0.count == outputSize })
      else {
        throw ModelError(
          "layer \(index): a vocabulary holds 1 to "
            + "\(LayerEntry.largestVocabulary) symbols")
      }
    }
    guard rows.count == kind.gateCount * outputSize else {
      throw ModelError(
        "layer \(index) needs \(kind.gateCount * outputSize) rows, not "
          + "\(rows.count)")
    }
    guard rows.allSatisfy(fits) else {
      throw ModelError(
        "layer \(index): a row has the wrong width, or a weight beyond "
          + "\(weightBits) bits")
    }
    guard accumulatorBound(activationBits: activationBits) != nil else {
      throw ModelError("layer \(index): a row could overflow its accumulator")
    }
  }

  private func fits(_ row: QuantizedRow) -> Bool {
    let largest = weightBits == 8 ? 127 : 32767
    return (row.inputWeights + row.hiddenWeights).allSatisfy {
      Int($0.magnitude) <= largest
    }
      && [0, inputSize].contains(row.inputWeights.count)
      && [0, outputSize].contains(row.hiddenWeights.count)
      && row.multiplier >= 0
  }
}

/// Why a model cannot be written, opened or run.
public struct ModelError: Error, CustomStringConvertible, Equatable {
  /// One line that names the place and the cause.
  public let description: String

  /// Makes an error of its line.
  public init(_ description: String) { self.description = description }
}
