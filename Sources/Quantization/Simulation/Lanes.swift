// The integer arithmetic of ARITHMETIC.md for eight sequences in lockstep.

/// Eight values of 16 bits: an operand or a state.
typealias Int16Lanes = SIMD8<Int16>
/// Eight values of 32 bits.
typealias Int32Lanes = SIMD8<Int32>
/// Eight real values.
typealias FloatLanes = SIMD8<Float>

extension SIMD8<Int32> {
  /// `a m / 2^32`, rounded halves up.
  @inline(__always)
  func scaled(by m: Int32Lanes) -> Int32Lanes {
    var result = Int32Lanes.zero
    for lane in 0..<8 {
      let product = Int64(self[lane]) &* Int64(m[lane])
      result[lane] = Int32(
        truncatingIfNeeded: (product &+ 0x8000_0000) &>> 32)
    }
    return result
  }

  /// `a m / 2^32`, rounded halves up.
  @inline(__always)
  func scaled(by m: Int32) -> Int32Lanes {
    scaled(by: Int32Lanes(repeating: m))
  }

  /// `a / 2^n`, rounded halves up; `n >= 1`.
  @inline(__always)
  func rounded(_ n: Int32) -> Int32Lanes {
    (self &+ (1 &<< (n &- 1))) &>> Int32Lanes(repeating: n)
  }

  /// Brought into the range of a signed integer of `bits` bits.
  @inline(__always)
  func saturated(bits: Int32) -> Int32Lanes {
    let largest: Int32 = (1 &<< (bits &- 1)) &- 1
    return clamped(
      lowerBound: Int32Lanes(repeating: ~largest),
      upperBound: Int32Lanes(repeating: largest))
  }

  /// As real numbers, each a multiple of `unit`.
  @inline(__always)
  func real(_ unit: Float) -> FloatLanes { FloatLanes(self) * unit }
}

extension SIMD8<Int16> {
  /// As 32 bits.
  @inline(__always)
  var wide: Int32Lanes { Int32Lanes(truncatingIfNeeded: self) }

  /// What meets a weight of this value.
  @inline(__always)
  func operand(activationBits: Int) -> Int16Lanes {
    guard activationBits == 8 else { return self }
    let upper = wide.rounded(8).clamped(
      lowerBound: Int32Lanes(repeating: -128),
      upperBound: Int32Lanes(repeating: 127))
    return Int16Lanes(truncatingIfNeeded: upper &<< 8)
  }
}

extension SIMD8<Float> {
  /// The nearest integers of 16 bits.
  @inline(__always)
  var int16: Int16Lanes {
    // Adding 1.5 * 2^23 rounds to an integer and leaves it in the low bits.
    let shifter: Float = 12_582_912
    let bounded = clamped(
      lowerBound: FloatLanes(repeating: -32767),
      upperBound: FloatLanes(repeating: 32767))
    let bits = unsafeBitCast(bounded + shifter, to: Int32Lanes.self)
    return Int16Lanes(
      truncatingIfNeeded: bits &- Int32(bitPattern: shifter.bitPattern))
  }
}
