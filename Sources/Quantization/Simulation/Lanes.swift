import CSwiftletKernels

// The integer arithmetic of ARITHMETIC.md for eight sequences in lockstep.

/// Eight values of 16 bits: an operand or a state.
typealias Int16Lanes = SIMD8<Int16>
/// Eight values of 32 bits.
typealias Int32Lanes = SIMD8<Int32>
/// Eight real values.
typealias FloatLanes = SIMD8<Float>

extension SIMD8<Int32>: IntegerLanes {
  @inline(__always)
  func adding(_ other: Int32Lanes) -> Int32Lanes { self &+ other }

  @inline(__always)
  func subtracting(_ other: Int32Lanes) -> Int32Lanes { self &- other }

  @inline(__always)
  func multiplied(by other: Int32Lanes) -> Int32Lanes { self &* other }

  @inline(__always)
  func shifted(left shift: Int32) -> Int32Lanes { self &<< shift }

  @inline(__always)
  func shifted(right shift: Int32) -> Int32Lanes { self &>> shift }

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

  @inline(__always)
  func adding(
    _ value: Int32Lanes, shiftedBy shift: Int32
  ) -> Int32Lanes {
    self &+ value.rounded(shift)
  }

  @inline(__always)
  func saturated(bits: Int32) -> Int32Lanes {
    let largest: Int32 = (1 &<< (bits &- 1)) &- 1
    return clamped(
      lowerBound: Int32Lanes(repeating: ~largest),
      upperBound: Int32Lanes(repeating: largest))
  }

  @inline(__always)
  func clamped(to largest: Int32) -> Int32Lanes {
    clamped(
      lowerBound: .zero, upperBound: Int32Lanes(repeating: largest))
  }

  @inline(__always)
  func flipped(whereNegative value: Int32Lanes) -> Int32Lanes {
    self ^ (value &>> 31)
  }

  @inline(__always)
  func negated(whereNegative value: Int32Lanes) -> Int32Lanes {
    let sign = value &>> 31
    return (self ^ sign) &- sign
  }

  @inline(__always)
  func zeroed(whereNegative value: Int32Lanes) -> Int32Lanes {
    self & ~(value &>> 31)
  }

  @inline(__always)
  var interpolatedTanh: Int32Lanes {
    let magnitude = negated(whereNegative: self)
    let segment = pointwiseMin(magnitude &>> 9, Int32Lanes(repeating: 255))
    let table = swiftlet_tanh_table()
    var (low, high) = (Int32Lanes.zero, Int32Lanes.zero)
    for lane in 0..<8 {
      let knot = table + Int(segment[lane])
      low[lane] = Int32(knot[0])
      high[lane] = Int32(knot[1])
    }
    let f = magnitude & 511
    return low &* (512 &- f) &+ high &* f &+ (1 &<< 24)
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
