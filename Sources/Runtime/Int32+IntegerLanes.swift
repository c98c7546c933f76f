// One number, by the core's own instructions. No function branches on its
// operands, so that a step takes the same instructions whatever the data.

extension Int32: IntegerLanes {
  @inline(__always)
  init(repeating value: Int32) { self = value }

  @inline(__always)
  func adding(_ other: Int32) -> Int32 { self &+ other }

  @inline(__always)
  func subtracting(_ other: Int32) -> Int32 { self &- other }

  @inline(__always)
  func multiplied(by other: Int32) -> Int32 { self &* other }

  @inline(__always)
  func shifted(left shift: Int32) -> Int32 { self &<< shift }

  @inline(__always)
  func shifted(right shift: Int32) -> Int32 { self &>> shift }

  @inline(__always)
  func scaled(by multiplier: Int32) -> Int32 {
    Core.scale(self, by: multiplier)
  }

  @inline(__always)
  func adding(_ value: Int32, shiftedBy shift: Int32) -> Int32 {
    Core.add(value, shiftedBy: shift, to: self)
  }

  @inline(__always)
  func saturated(bits: Int32) -> Int32 {
    Core.saturate(self, bits: bits)
  }

  @inline(__always)
  func clamped(to largest: Int32) -> Int32 {
    Core.clamp(self, to: largest)
  }

  @inline(__always)
  func flipped(whereNegative value: Int32) -> Int32 {
    Core.flip(self, whereNegative: value)
  }

  @inline(__always)
  func negated(whereNegative value: Int32) -> Int32 {
    let sign = Core.signMask(value)
    return (self ^ sign) &- sign
  }

  @inline(__always)
  func zeroed(whereNegative value: Int32) -> Int32 {
    self & ~Core.signMask(value)
  }

  @inline(__always)
  var interpolatedTanh: Int32 {
    // The offset is as the table holds 65536 tanh - 32768.
    Core.interpolateTanh(of: Core.magnitude(of: self), plus: 1 &<< 24)
  }
}
