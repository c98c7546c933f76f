internal import CSwiftletKernels

// The integer arithmetic of every step: one rounding rule, two forms of it.
//
// Rounding is to the nearest integer, halves up: floor(x + 1/2).
//
//     x       -1.5  -1.25  -1  -0.75  -0.5   0.5  0.75   1   1.25  1.5
//     rounded   -1     -1  -1     -1     0     1     1   1      1    2
//
// No function branches on its operands, so that a step takes the same
// instructions whatever the data. Where a core cannot select one of two values
// without a branch (SWIFTLET_NO_SELECT), masks do.

/// `value * multiplier / 2^32`, rounded halves up. Exact for all operands.
@inline(__always)
func scale(_ value: Int32, by multiplier: Int32) -> Int32 {
  #if SWIFTLET_SHORT_MULTIPLY
    scaleByHalves(value, by: multiplier)
  #elseif SWIFTLET_DSP
    swiftlet_scale(value, multiplier)
  #else
    scaleByWords(value, by: multiplier)
  #endif
}

/// `scale` where a core multiplies 32 bits by 32 into 64.
@inline(__always)
func scaleByWords(_ value: Int32, by multiplier: Int32) -> Int32 {
  let product = value.multipliedFullWidth(by: multiplier)
  return product.high &+ Int32(truncatingIfNeeded: product.low &>> 31)
}

/// `scale` where a product has 32 bits: the four products of the operands'
/// halves, each of which fits.
@inline(__always)
func scaleByHalves(_ value: Int32, by multiplier: Int32) -> Int32 {
  let (a, b) = (value &>> 16, value & 0xFFFF)
  let (m, n) = (multiplier &>> 16, multiplier & 0xFFFF)
  let low = UInt32(bitPattern: b &* n) &>> 16
  let middle = a &* n &+ Int32(bitPattern: low)
  let rest = b &* m &+ (middle & 0xFFFF)
  return a &* m &+ (middle &>> 16) &+ ((rest &>> 15 &+ 1) &>> 1)
}

/// `value / 2^shift`, rounded halves up; `shift` in 1...30 and
/// `value + 2^(shift - 1)` within Int32.
@inline(__always)
func roundingShift(_ value: Int32, _ shift: Int32) -> Int32 {
  (value &+ (1 &<< (shift &- 1))) &>> shift
}

/// `sum + roundingShift(value, shift)`.
@inline(__always)
func add(_ value: Int32, shiftedBy shift: Int32, to sum: Int32) -> Int32 {
  #if SWIFTLET_DSP
    // 2^-shift of 2^32, negative as 2^31 is only so.
    swiftlet_subtract_scaled(sum, value, Int32.min &>> (shift &- 1))
  #else
    sum &+ roundingShift(value, shift)
  #endif
}

/// All ones for a negative value, else 0.
@inline(__always)
func signMask(_ value: Int32) -> Int32 {
  #if SWIFTLET_SATURATE || SWIFTLET_NO_SELECT
    return swiftlet_sign(value)
  #else
    return value &>> 31
  #endif
}

/// |value|, within Int32.
@inline(__always)
func magnitude(of value: Int32) -> Int32 {
  #if SWIFTLET_SATURATE
    return swiftlet_magnitude(value)
  #else
    let sign = signMask(value)
    return (value ^ sign) &- sign
  #endif
}

/// `a`, or its complement where `b` is negative.
@inline(__always)
func flip(_ a: Int32, whereNegative b: Int32) -> Int32 {
  #if SWIFTLET_SATURATE
    swiftlet_flip(a, b)
  #else
    a ^ signMask(b)
  #endif
}

/// The smaller of two numbers whose difference is within Int32.
@inline(__always)
func smaller(_ a: Int32, _ b: Int32) -> Int32 {
  #if SWIFTLET_NO_SELECT
    a &+ ((b &- a) & signMask(b &- a))
  #else
    min(a, b)
  #endif
}

/// `value` brought into `0...largest`, where `largest - value` is within Int32.
@inline(__always)
func clamp(_ value: Int32, to largest: Int32) -> Int32 {
  #if SWIFTLET_NO_SELECT
    smaller(value & ~signMask(value), largest)
  #else
    max(0, min(largest, value))
  #endif
}

/// `value` brought into the range of a signed integer of `bits` bits.
@inline(__always)
func saturate(_ value: Int32, bits: Int32) -> Int32 {
  let largest: Int32 = (1 &<< (bits &- 1)) &- 1
  #if SWIFTLET_NO_SELECT
    let sign = signMask(value)
    let excess = (value &>> (bits &- 1)) ^ sign
    let mask = signMask(0 &- excess)
    return value ^ ((value ^ sign ^ largest) & mask)
  #else
    return max(~largest, min(largest, value))
  #endif
}

/// `value` brought into the range of Int16.
@inline(__always)
func saturate16(_ value: Int32) -> Int16 {
  Int16(truncatingIfNeeded: saturate(value, bits: 16))
}

/// The next multiple of 4 at or above `count`.
@inline(__always)
package func paddedToFour(_ count: Int) -> Int { (count &+ 3) & ~3 }
