#if SWIFTLET_RISCV32

  internal import CSwiftletKernels

  /// RISC-V cores of 32 bits with multiplication (rv32im and up).
  enum RISCV32: MaskingCore, KernelCore {
    @inline(__always)
    static func run(_ tile: UnsafeMutablePointer<swiftlet_tile>) -> Quad {
      let rows = swiftlet_next_rows(tile)
      return Quad(a: rows.a, b: rows.b, c: rows.c, d: rows.d)
    }
  }

#endif
