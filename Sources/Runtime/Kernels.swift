internal import CSwiftletKernels

#if SWIFTLET_VECTORS
  internal import CSwiftletVectors
#endif

// The one place that chooses among the kernels of CSupport: those of a core,
// which give a tile's pre-activations, and those of the vector instructions
// that this machine turns out to have, which take a layer's whole step.

#if SWIFTLET_KERNELS

  /// A core's own kernel.
  typealias Kernel = @convention(c) () -> Void

  /// The kernel of a layer's weights and operands; nil where Swift's has to do.
  @inline(never)
  func kernel(of layer: LayerView, _ rounding: Rounding) -> Kernel? {
    #if SWIFTLET_HELIUM
      if Supported.activations16 && rounding == .columns {
        return columnKernel(of: layer)
      }
      if Supported.activations8 && rounding == .byteColumns {
        return byteColumnKernel(of: layer)
      }
    #endif
    let isUnit = layer.shape.isResetAfter
    #if SWIFTLET_DSP
      if Supported.all && layer.weightFormat == LayerEntry.int4Format {
        return isUnit ? swiftlet_unit_int4 : swiftlet_quad_int4
      }
      if Supported.all && layer.weightFormat == LayerEntry.int16Format {
        return isUnit ? swiftlet_unit_int16 : swiftlet_quad_int16
      }
      if Supported.activations8 && rounding == .bytes {
        return !Supported.all && layer.isSparse
          ? swiftlet_quad_kept_bytes : swiftlet_quad_int8_bytes
      }
    #endif
    if layer.isSparse {
      return isUnit ? swiftlet_unit_kept : swiftlet_quad_kept
    }
    #if !SWIFTLET_DSP
      guard !Supported.all || layer.weightFormat == LayerEntry.int8Format else {
        return nil
      }
    #endif
    return isUnit ? swiftlet_unit_int8 : swiftlet_quad_int8
  }

  #if SWIFTLET_HELIUM

    /// The kernel of blocks of 16 columns, which `vectorStep` runs.
    @inline(__always)
    private func columnKernel(of layer: LayerView) -> Kernel {
      layer.shape.isResetAfter ? swiftlet_wide_units : swiftlet_wide_quads
    }

    /// The same where operands are bytes.
    @inline(__always)
    private func byteColumnKernel(of layer: LayerView) -> Kernel {
      layer.shape.isResetAfter
        ? swiftlet_wide_units_bytes : swiftlet_wide_quads_bytes
    }

  #endif

  #if arch(riscv32)

    /// Runs the tile's kernel: the pre-activations of the next tile.
    @inline(__always)
    func nextTile(_ tile: UnsafeMutablePointer<swiftlet_tile>) -> Quad {
      let rows = swiftlet_next_rows(tile)
      return Quad(a: rows.a, b: rows.b, c: rows.c, d: rows.d)
    }

  #else

    /// Runs the tile's kernel: the pre-activations of the next tile.
    @_silgen_name("swiftlet_next_tile")
    func nextTile(_ tile: UnsafeMutablePointer<swiftlet_tile>) -> Quad

  #endif

#endif

#if SWIFTLET_VECTORS

  /// A layer's step with vector instructions.
  typealias LayerKernel = @convention(c) (UnsafePointer<swiftlet_layer>) -> Void

  /// The kernel of a layer for a set of instructions, one of
  /// swiftlet_vectors.h; nil where Swift's steps have to do.
  func kernel(of layer: LayerView, _ level: Int32) -> LayerKernel? {
    let shape = layer.shape
    guard
      layer.weightBits != 4, layer.blockWidth == 4, !shape.isResetBefore
    else { return nil }
    switch (Int(level), layer.kind) {
    case (SWIFTLET_SCALAR, _): return nil
    case (SWIFTLET_SIMD128, LayerKind.lstm): return swiftlet_lstm_simd128
    case (SWIFTLET_SIMD128, LayerKind.gru): return swiftlet_gru_simd128
    case (SWIFTLET_SIMD128, _): return swiftlet_rows_simd128
    #if arch(x86_64)
      case (SWIFTLET_AVX2, LayerKind.lstm): return swiftlet_lstm_avx2
      case (SWIFTLET_AVX2, LayerKind.gru): return swiftlet_gru_avx2
      case (SWIFTLET_AVX2, _): return swiftlet_rows_avx2
      case (SWIFTLET_AVX512, LayerKind.lstm): return swiftlet_lstm_avx512
      case (SWIFTLET_AVX512, LayerKind.gru): return swiftlet_gru_avx512
      case (SWIFTLET_AVX512, _): return swiftlet_rows_avx512
    #endif
    default: return nil
    }
  }

#endif
