import CSwiftletKernels

// The activations of ARITHMETIC.md, section 4, for eight sequences.

extension SIMD8<Int32> {
  /// `tanh(v)`, Q0.15.
  @inline(__always)
  var tanhQ15: Int32Lanes {
    let sign = self &>> 31
    let magnitude = (interpolatedTanh &+ (1 &<< 9)) &>> 10
    return (magnitude ^ sign) &- sign
  }

  /// `sigmoid(v)`, Q0.15.
  @inline(__always)
  var sigmoidQ15: Int32Lanes {
    ((1 &<< 25) &+ signedTanh &+ (1 &<< 10)) &>> 11
  }

  /// `sigmoid31(v)`, Q0.31.
  @inline(__always)
  var sigmoidQ31: Int32Lanes { ((1 &<< 25) &+ signedTanh) &<< 5 }

  /// s, Q0.25.
  @inline(__always)
  private var signedTanh: Int32Lanes { interpolatedTanh ^ (self &>> 31) }

  /// t, Q0.25.
  @inline(__always)
  private var interpolatedTanh: Int32Lanes {
    let sign = self &>> 31
    let table = swiftlet_tanh_table()
    let magnitude = (self ^ sign) &- sign
    let segment = pointwiseMin(
      magnitude &>> 9, Int32Lanes(repeating: 255))
    var (low, high) = (Int32Lanes.zero, Int32Lanes.zero)
    for lane in 0..<8 {
      let knot = table + Int(segment[lane])
      low[lane] = Int32(knot[0])
      high[lane] = Int32(knot[1])
    }
    let f = magnitude & 511
    return low &* (512 &- f) &+ high &* f &+ (1 &<< 24)
  }
}
