/// Looks a symbol up: writes its row of the table, `(outputSize)`, int16 or
/// the upper byte of it. `symbol` is below the vocabulary size.
@inline(__always)
func embeddingStep(
  _ layer: LayerView, symbol: Int16, output: UnsafeMutablePointer<Int16>
) {
  let start = Int(symbol) &* paddedToFour(layer.outputSize)
  if layer.weightBits == 8 {
    let row = layer.weights.assumingMemoryBound(to: Int8.self) + start
    for index in 0..<layer.outputSize {
      output[index] = Int16(row[index]) &<< 8
    }
  } else {
    let row = layer.weights.assumingMemoryBound(to: Int16.self) + start
    for index in 0..<layer.outputSize { output[index] = row[index] }
  }
}
