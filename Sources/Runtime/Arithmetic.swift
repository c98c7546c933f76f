// The integer arithmetic of every step: one rounding rule, two forms of it.
//
// Rounding is to the nearest integer, halves up: floor(x + 1/2).
//
//     x       -1.5  -1.25  -1  -0.75  -0.5   0.5  0.75   1   1.25  1.5
//     rounded   -1     -1  -1     -1     0     1     1   1      1    2

/// `value * multiplier / 2^32`, rounded halves up. Exact for all operands.
@inline(__always)
func scale(_ value: Int32, by multiplier: Int32) -> Int32 {
  let product = value.multipliedFullWidth(by: multiplier)
  return product.high &+ Int32(truncatingIfNeeded: product.low >> 31)
}

/// `value / 2^shift`, rounded halves up; `shift` in 1...30 and
/// `value + 2^(shift - 1)` within Int32.
@inline(__always)
func roundingShift(_ value: Int32, _ shift: Int32) -> Int32 {
  (value &+ (1 &<< (shift &- 1))) &>> shift
}

/// `value` brought into the range of a signed integer of `bits` bits.
@inline(__always)
func saturate(_ value: Int32, bits: Int32) -> Int32 {
  let limit: Int32 = 1 &<< (bits &- 1)
  return max(0 &- limit, min(limit &- 1, value))
}

/// `value` brought into the range of Int16.
@inline(__always)
func saturate16(_ value: Int32) -> Int16 {
  Int16(truncatingIfNeeded: saturate(value, bits: 16))
}

/// The next multiple of 4 at or above `count`.
@inline(__always)
package func paddedToBlock(_ count: Int) -> Int { (count &+ 3) & ~3 }
