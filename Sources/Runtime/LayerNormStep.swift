/// One timestep of a layer normalization.
///
/// - Parameters:
///   - x: The values, `(outputSize)`.
///   - output: y, `(outputSize)`; apart from x, or x itself.
@inline(never)
func layerNormStep(
  _ layer: LayerView, _ x: UnsafePointer<Int16>,
  output: UnsafeMutablePointer<Int16>
) {
  let count = layer.outputSize
  var sums = LayerNormSums<Int32>()
  for index in 0..<count { sums.add(Int32(x[index])) }
  let unit = LayerNormUnit(
    sums, count: Int32(truncatingIfNeeded: count),
    epsilon: layer.epsilonDigits)
  for index in 0..<count {
    let row = layer.layerNormRow(index)
    let z = unit.normalized(Int32(x[index]))
    output[index] = Int16(
      truncatingIfNeeded: unit.output(z, row.multiplier, row.bias))
  }
}

extension LayerView {
  /// E of a layer normalization: its lower 28 bits and what is above them.
  @inline(__always)
  package var epsilonDigits: (low: Int32, high: Int32) {
    (
      weights.load(
        fromByteOffset: LayerNormLayout.epsilonOffset, as: Int32.self),
      weights.load(
        fromByteOffset: LayerNormLayout.upperEpsilonOffset, as: Int32.self)
    )
  }

  /// The bias and the multiplier of a value of a layer normalization.
  @inline(__always)
  package func layerNormRow(_ index: Int) -> (bias: Int32, multiplier: Int32) {
    let row = weights + LayerNormLayout.size(index)
    return (
      row.load(as: Int32.self), row.load(fromByteOffset: 4, as: Int32.self)
    )
  }

  /// Whether a layer normalization has rows for all its values, and E the
  /// range of its digits.
  @inline(__always)
  var hasLayerNormRows: Bool {
    let range = LayerNormLayout.epsilonLimits
    return Int(truncatingIfNeeded: weightsSize)
      == LayerNormLayout.size(outputSize)
      && 0..<range.low ~= epsilonDigits.low
      && 0..<range.high ~= epsilonDigits.high
  }

  /// The bound of a layer normalization, or `UInt32.max`.
  @inline(__always)
  var layerNormBound: UInt32 {
    var largest: UInt32 = 0
    for index in 0..<outputSize {
      largest = max(largest, LayerNormLayout.bound(layerNormRow(index).bias))
    }
    return largest
  }
}
