/// Cores that cannot multiply 32 bits by 32 into 64, and cannot select: a
/// product is that of the operands' halves.
protocol HalfwordCore: MaskingCore {}

extension HalfwordCore {
  /// The four products of the halves, each of which fits.
  @inline(__always)
  static func scale(_ value: Int32, by multiplier: Int32) -> Int32 {
    let (a, b) = (value &>> 16, value & 0xFFFF)
    let (m, n) = (multiplier &>> 16, multiplier & 0xFFFF)
    let low = UInt32(bitPattern: b &* n) &>> 16
    let middle = a &* n &+ Int32(bitPattern: low)
    let rest = b &* m &+ (middle & 0xFFFF)
    return a &* m &+ (middle &>> 16) &+ ((rest &>> 15 &+ 1) &>> 1)
  }
}
