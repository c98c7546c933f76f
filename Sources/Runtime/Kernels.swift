internal import CSwiftletKernels

// The one place that chooses among the kernels of CSupport/kernels.

#if SWIFTLET_KERNELS

  /// A core's own kernel.
  typealias Kernel = @convention(c) () -> Void

  /// The kernel of a layer's weights and operands; nil where Swift's has to do.
  @inline(__always)
  func kernel(of layer: LayerView, _ rounding: Rounding) -> Kernel? {
    guard layer.weightFormat == LayerEntry.int8Format else { return nil }
    if layer.shape.isResetAfter { return swiftlet_unit_int8 }
    #if SWIFTLET_DSP
      if rounding == .bytes { return swiftlet_quad_int8_bytes }
    #endif
    return swiftlet_quad_int8
  }

  /// Runs the tile's kernel: the pre-activations of the next tile.
  @_silgen_name("swiftlet_next_tile")
  func nextTile(_ tile: UnsafeMutablePointer<swiftlet_tile>) -> Quad

#endif
