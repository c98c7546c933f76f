internal import CSwiftletKernels

// Both activations come from one table of tanh over its first 5 1/3 units in
// 256 segments of 1/48, with linear interpolation (ARITHMETIC.md, section 4).
// Largest error over all inputs: tanh 1.39, sigmoid 0.95 of 2^-15.

/// tanh(v / 98304), Q0.15 in -32767...32767. Odd and monotone.
@inline(__always)
func tanhQ15(_ v: Int32) -> Int32 {
  let sign = v &>> 31
  let magnitude = (interpolatedTanh(of: v) &+ (1 &<< 11)) &>> 12
  return (magnitude ^ sign) &- sign
}

/// 1 / (1 + exp(-v / 49152)), Q0.15 in 1...32767. Monotone.
///
/// sigmoid(2 a) = (1 + tanh(a)) / 2.
@inline(__always)
func sigmoidQ15(_ v: Int32) -> Int32 {
  let sign = v &>> 31
  let signed = (interpolatedTanh(of: v) ^ sign) &- sign
  return ((1 &<< 27) &+ signed &+ (1 &<< 12)) &>> 13
}

/// tanh(|v| / 98304), Q0.27 in 0..<2^27.
@inline(__always)
private func interpolatedTanh(of v: Int32) -> Int32 {
  let argument = clampedMagnitude(of: v)
  let knot = swiftlet_tanh_table() + Int(argument &>> 11)
  let low = Int32(knot[0])
  let rise = Int32(knot[1]) &- low
  return (low &<< 11) &+ rise &* (argument & 2047)
}

/// |v|, at most 2^19 - 1.
@inline(__always)
private func clampedMagnitude(of v: Int32) -> Int32 {
  #if SWIFTLET_SATURATE
    return swiftlet_clamped_magnitude(v)
  #else
    let sign = v &>> 31
    return smaller((v ^ sign) &- sign, (1 &<< 19) &- 1)
  #endif
}
