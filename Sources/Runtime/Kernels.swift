internal import CSwiftletKernels

// The one place that chooses among the kernels of CSupport/kernels.

#if SWIFTLET_KERNELS

  /// A core's own kernel.
  typealias Kernel = @convention(c) () -> Void

  /// The kernel of a layer's weights and operands; nil where Swift's has to do.
  @inline(__always)
  func kernel(of layer: LayerView, _ rounding: Rounding) -> Kernel? {
    let isUnit = layer.shape.isResetAfter
    #if SWIFTLET_DSP
      if Supported.all && layer.weightFormat == LayerEntry.int4Format {
        return isUnit ? swiftlet_unit_int4 : swiftlet_quad_int4
      }
      if Supported.all && layer.weightFormat == LayerEntry.int16Format {
        return isUnit ? swiftlet_unit_int16 : swiftlet_quad_int16
      }
      if Supported.activations8 && rounding == .bytes {
        return swiftlet_quad_int8_bytes
      }
    #endif
    guard !Supported.all || layer.weightFormat == LayerEntry.int8Format else {
      return nil
    }
    return isUnit ? swiftlet_unit_int8 : swiftlet_quad_int8
  }

  /// Runs the tile's kernel: the pre-activations of the next tile.
  @_silgen_name("swiftlet_next_tile")
  func nextTile(_ tile: UnsafeMutablePointer<swiftlet_tile>) -> Quad

#endif
