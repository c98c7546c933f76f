internal import CSwiftletKernels

/// Cores that cannot select one of two values without a branch: masks do.
protocol MaskingCore: CoreFamily {}

extension MaskingCore {
  @inline(__always)
  static func signMask(_ value: Int32) -> Int32 { swiftlet_sign(value) }

  @inline(__always)
  static func smaller(_ a: Int32, _ b: Int32) -> Int32 {
    a &+ ((b &- a) & signMask(b &- a))
  }

  @inline(__always)
  static func clamp(_ value: Int32, to largest: Int32) -> Int32 {
    smaller(value & ~signMask(value), largest)
  }

  @inline(__always)
  static func saturate(_ value: Int32, bits: Int32) -> Int32 {
    let largest: Int32 = (1 &<< (bits &- 1)) &- 1
    let sign = signMask(value)
    let excess = (value &>> (bits &- 1)) ^ sign
    let mask = signMask(0 &- excess)
    return value ^ ((value ^ sign ^ largest) & mask)
  }
}
