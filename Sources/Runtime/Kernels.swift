internal import CSwiftletKernels

// The one place that chooses among the kernels of CSupport/kernels.

#if SWIFTLET_KERNELS

  /// A core's own kernel.
  typealias Kernel = @convention(c) () -> Void

  /// The kernel of a layer's weights and operands; nil where Swift's has to do.
  @inline(never)
  func kernel(of layer: LayerView, _ rounding: Rounding) -> Kernel? {
    #if SWIFTLET_HELIUM
      if Supported.activations16 && rounding == .columns {
        return columnKernel(of: layer.shape)
      }
      if Supported.activations8 && rounding == .byteColumns {
        return byteColumnKernel(of: layer.shape)
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
        return swiftlet_quad_int8_bytes
      }
    #endif
    guard !Supported.all || layer.weightFormat == LayerEntry.int8Format else {
      return nil
    }
    return isUnit ? swiftlet_unit_int8 : swiftlet_quad_int8
  }

  #if SWIFTLET_HELIUM

    /// The kernel of blocks of 16 columns: for several tiles where the layer's
    /// step takes them (`vectorStep`).
    @inline(__always)
    private func columnKernel(of shape: LayerShape) -> Kernel {
      if shape.isResetBefore { return swiftlet_wide_quad }
      return shape.isResetAfter ? swiftlet_wide_units : swiftlet_wide_quads
    }

    /// The same where operands are bytes.
    @inline(__always)
    private func byteColumnKernel(of shape: LayerShape) -> Kernel {
      if shape.isResetBefore { return swiftlet_wide_quad_bytes }
      return shape.isResetAfter
        ? swiftlet_wide_units_bytes : swiftlet_wide_quads_bytes
    }

  #endif

  /// Runs the tile's kernel: the pre-activations of the next tile.
  @_silgen_name("swiftlet_next_tile")
  func nextTile(_ tile: UnsafeMutablePointer<swiftlet_tile>) -> Quad

#endif
