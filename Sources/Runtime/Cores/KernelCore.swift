#if SWIFTLET_KERNELS

  internal import CSwiftletKernels

  /// Cores with kernels in assembly (CSupport/kernels) for int8 weights, of all
  /// blocks and of kept ones; for other formats the definition runs.
  protocol KernelCore: CoreFamily {
    /// Runs a tile's kernel: the pre-activations of the next tile.
    static func run(_ tile: UnsafeMutablePointer<swiftlet_tile>) -> Quad
  }

  extension KernelCore {
    @inline(__always)
    static func kernel(
      of layer: LayerView, _ form: OperandForm, _ level: KernelLevel
    ) -> Kernel? {
      let isUnit = layer.shape.isResetAfter
      if layer.storesKeptBlocks { return keptKernel(isUnit: isUnit) }
      guard !Supported.all || layer.weightFormat == .int8 else {
        return nil
      }
      return int8Kernel(isUnit: isUnit)
    }

    /// The kernels of int8 weights and operands of 16 bits: of kept blocks, and
    /// of all.
    @inline(__always)
    static func keptKernel(isUnit: Bool) -> Kernel {
      isUnit ? swiftlet_unit_kept : swiftlet_quad_kept
    }
    @inline(__always)
    static func int8Kernel(isUnit: Bool) -> Kernel {
      isUnit ? swiftlet_unit_int8 : swiftlet_quad_int8
    }

    @inline(__always)
    static func run(_ tile: UnsafeMutablePointer<swiftlet_tile>) -> Quad {
      nextTile(tile)
    }

    @inline(__always)
    static func next(_ tiles: inout TileReader, rowCount: Int) -> Quad {
      if !Supported.all || tiles.tile.kernel != nil { return run(&tiles.tile) }
      return tiles.defined(rowCount)
    }
  }

  /// Calls a tile's kernel as a function of Swift, whose four results come back
  /// in registers.
  @_silgen_name("swiftlet_next_tile")
  private func nextTile(_ tile: UnsafeMutablePointer<swiftlet_tile>) -> Quad

#endif
