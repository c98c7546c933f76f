import CSwiftletKernels

extension SIMD8<Int32> {
  /// `tanh(v)`, Q0.15.
  @inline(__always)
  var tanhQ15: Int32Lanes {
    let sign = self &>> 31
    let magnitude = (interpolated &+ (1 &<< 11)) &>> 12
    return (magnitude ^ sign) &- sign
  }

  /// `sigmoid(v)`, Q0.15.
  @inline(__always)
  var sigmoidQ15: Int32Lanes {
    let sign = self &>> 31
    let signed = (interpolated ^ sign) &- sign
    return ((1 &<< 27) &+ signed &+ (1 &<< 12)) &>> 13
  }

  @inline(__always)
  private var interpolated: Int32Lanes {
    let sign = self &>> 31
    let table = swiftlet_tanh_table()
    let magnitude = ((self ^ sign) &- sign).clamped(
      lowerBound: .zero, upperBound: Int32Lanes(repeating: (1 &<< 19) &- 1))
    var (low, high) = (Int32Lanes.zero, Int32Lanes.zero)
    for lane in 0..<8 {
      let knot = Int(magnitude[lane] &>> 11)
      low[lane] = Int32(table[knot])
      high[lane] = Int32(table[knot &+ 1])
    }
    return (low &<< 11) &+ (high &- low) &* (magnitude & 2047)
  }
}
