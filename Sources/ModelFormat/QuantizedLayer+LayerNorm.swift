import SwiftletRuntime

extension QuantizedLayer {
  /// Whether a layer normalization has a row without weights for each value,
  /// and an epsilon in range.
  var hasLayerNormRows: Bool {
    let limits = LayerNormLayout.epsilonLimits
    return weightBits == 16 && inputSize == outputSize
      && rows.count == outputSize
      && rows.allSatisfy {
        $0.inputWeights.isEmpty && $0.hiddenWeights.isEmpty
      } && 0..<limits.low * limits.high ~= epsilon
  }

  /// A layer normalization's parameters as a file stores them.
  var layerNormBytes: ByteWriter {
    let (high, low) = epsilon.quotientAndRemainder(
      dividingBy: LayerNormLayout.epsilonLimits.low)
    var bytes = ByteWriter()
    bytes.append(Int32(low))
    bytes.append(Int32(high))
    for row in rows {
      bytes.append(row.bias)
      bytes.append(row.multiplier)
    }
    return bytes
  }

  /// Takes a layer normalization's parameters from its entry.
  mutating func readLayerNorm(_ view: LayerView) {
    let digits = view.epsilonDigits
    epsilon =
      Int(digits.high) * LayerNormLayout.epsilonLimits.low + Int(digits.low)
    rows = (0..<outputSize).map { index in
      let row = view.layerNormRow(index)
      return QuantizedRow(
        inputWeights: [], hiddenWeights: [], bias: row.bias,
        multiplier: row.multiplier)
    }
  }
}
