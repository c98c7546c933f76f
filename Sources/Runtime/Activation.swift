internal import CSwiftletKernels

// Every activation comes from one table of tanh over its first 5 1/3 units in
// 256 segments of 1/48, with linear interpolation (ARITHMETIC.md, section 4).
// Largest error over all inputs: tanh 1.37, sigmoid 0.95 of 2^-15.

/// tanh(v / 24576), Q0.15 in -32767...32767. Odd and monotone.
@inline(__always)
func tanhQ15(_ v: Int32) -> Int32 {
  let sign = signMask(v)
  let rounded = (interpolatedTanh(of: v) &+ 1 &<< 9) &>> 10
  return (rounded ^ sign) &- sign
}

/// 1 / (1 + exp(-v / 12288)), Q0.15 in 1...32767. Monotone, and the values of
/// v and -v add up to 1.
@inline(__always)
func sigmoidQ15(_ v: Int32) -> Int32 {
  ((1 &<< 25) &+ (1 &<< 10) &+ signedTanh(of: v)) &>> 11
}

/// The same, Q0.31 and not rounded to 15 bits.
@inline(__always)
func sigmoidQ31(_ v: Int32) -> Int32 {
  ((1 &<< 25) &+ signedTanh(of: v)) &<< 5
}

/// tanh(v / 24576) for v of at least 0, less 1 unit for others: Q0.25.
///
/// sigmoid(2 a) = (1 + tanh(a)) / 2.
@inline(__always)
private func signedTanh(of v: Int32) -> Int32 {
  flip(interpolatedTanh(of: v), whereNegative: v)
}

/// tanh(|v| / 24576), Q0.25 in 0..<2^25.
@inline(__always)
private func interpolatedTanh(of v: Int32) -> Int32 {
  let magnitude = magnitude(of: v)
  let offset: Int32 = 1 &<< 24  // as the table holds 65536 tanh - 32768
  #if SWIFTLET_SATURATE
    return swiftlet_interpolate(magnitude, offset)
  #else
    let knot = swiftlet_tanh_table() + Int(segment(of: magnitude))
    let f = magnitude & 511
    let first = Int32(knot[0])
    return f &* (Int32(knot[1]) &- first) &+ (first &<< 9 &+ offset)
  #endif
}

/// The segment of |v|; the last one goes on for ever.
@inline(__always)
private func segment(of magnitude: Int32) -> Int32 {
  #if SWIFTLET_SATURATE
    return swiftlet_segment(magnitude)
  #else
    return smaller(255, magnitude &>> 9)
  #endif
}
