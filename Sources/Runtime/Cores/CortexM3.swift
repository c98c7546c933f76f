#if SWIFTLET_CORTEX_M3 || SWIFTLET_DSP || SWIFTLET_HELIUM

  internal import CSwiftletKernels

  /// Armv7-M and up, with its saturating instructions (swiftlet_arm.h).
  protocol SaturatingCore: KernelCore {}

  extension SaturatingCore {
    @inline(__always)
    static func signMask(_ value: Int32) -> Int32 { swiftlet_sign(value) }

    @inline(__always)
    static func magnitude(of value: Int32) -> Int32 {
      swiftlet_magnitude(value)
    }

    @inline(__always)
    static func flip(_ a: Int32, whereNegative b: Int32) -> Int32 {
      swiftlet_flip(a, b)
    }

    @inline(__always)
    static func roundToUpperByte(_ value: Int32) -> Int32 {
      swiftlet_saturate16(value &+ 128) & ~255
    }

    @inline(__always)
    static func interpolateTanh(
      of magnitude: Int32, plus offset: Int32
    ) -> Int32 {
      swiftlet_interpolate(magnitude, offset)
    }

    @inline(__always)
    static func copy(
      _ values: UnsafePointer<Int16>, to output: UnsafeMutablePointer<Int16>,
      _ count: Int
    ) {
      swiftlet_copy(output, values, Int32(truncatingIfNeeded: count))
    }
  }

  /// Cortex-M3.
  enum CortexM3: SaturatingCore {}

#endif
