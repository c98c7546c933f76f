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
  var index = 0
  repeat {
    sums.add(Int32(x[index]))
    index &+= 1
  } while index != count
  let unit = LayerNormUnit(
    sums, count: Int32(truncatingIfNeeded: count),
    epsilon: layer.epsilonDigits)
  index = 0
  repeat {
    let row = layer.layerNormRow(index)
    let z = unit.normalized(Int32(x[index]))
    output[index] = Int16(
      truncatingIfNeeded: unit.output(z, row.multiplier, row.bias))
    index &+= 1
  } while index != count
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

  /// The bound of a layer normalization, which may be beyond 2^31 - 1; nil
  /// where it has no rows for all its values, or E is out of range.
  @inline(__always)
  var layerNormBound: UInt32? {
    let digits = epsilonDigits
    let excess =
      UInt32(bitPattern: digits.low) &>> 28
      | UInt32(bitPattern: digits.high) &>> 27
    let count = outputSize
    guard
      Int(truncatingIfNeeded: weightsSize) == LayerNormLayout.size(count),
      excess == 0
    else { return nil }
    var largest: UInt32 = 0
    var row = weights
    for _ in 0..<count {
      row += LayerNormLayout.rowSize
      largest = max(largest, row.load(as: Int32.self).magnitude)
    }
    return LayerNormLayout.bound(largest)
  }
}
