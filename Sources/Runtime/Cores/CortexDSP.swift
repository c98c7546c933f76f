#if SWIFTLET_DSP || SWIFTLET_HELIUM

  internal import CSwiftletKernels

  /// Cores with Arm's DSP extension, which multiplies two pairs of 16-bit
  /// numbers in one instruction. They have kernels for every format.
  protocol DSPCore: SaturatingCore where DefinitionLayer == NoLayer {}

  /// Nothing is kept, as every layer has a kernel: nothing asks for the layer.
  struct NoLayer: LayerReference {
    @inline(__always) init(_ layer: LayerView) {}
    var layer: LayerView { swiftlet_unreachable() }
  }

  extension DSPCore {
    @inline(__always)
    static func scale(_ value: Int32, by multiplier: Int32) -> Int32 {
      swiftlet_scale(value, multiplier)
    }

    @inline(__always)
    static func add(
      _ value: Int32, shiftedBy shift: Int32, to sum: Int32
    ) -> Int32 {
      // 2^-shift of 2^32, negative as 2^31 is only so.
      swiftlet_subtract_scaled(sum, value, Int32.min &>> (shift &- 1))
    }

    /// Two at once; a library of everything has no room for it.
    @inline(__always)
    static func loadFirst(
      _ count: Int, of input: UnsafePointer<Int16>,
      to values: UnsafeMutablePointer<Int16>
    ) -> (count: Int, gaps: Int32) {
      let pairs = Supported.all ? 0 : count & ~1
      let gaps = swiftlet_load_pairs(
        values, input, Int32(truncatingIfNeeded: pairs))
      return (pairs, Int32(bitPattern: gaps))
    }

    @inline(__always)
    static func operandForm(
      of layer: LayerView, isNarrow: Bool
    ) -> OperandForm {
      narrowOperandForm(of: layer, isNarrow: isNarrow)
    }

    /// The form of operands in blocks of at most 8 columns.
    @inline(__always)
    static func narrowOperandForm(
      of layer: LayerView, isNarrow: Bool
    ) -> OperandForm {
      guard isNarrow else { return .whole }
      // Of kept blocks a library of everything has no room for such kernels.
      let hasKernel =
        !Supported.all || layer.weightFormat == .int8
      return hasKernel && !layer.shape.isResetAfter ? .bytes : .upperByte
    }

    @inline(__always)
    static func loadQuads(
      _ values: UnsafePointer<Int16>, _ count: Int,
      into operand: UnsafeMutablePointer<Int16>, _ form: OperandForm,
      _ sums: Int32
    ) -> Int32 {
      let count = Int32(truncatingIfNeeded: count)
      return Supported.activations8 && form == .bytes
        ? swiftlet_load_bytes(values, operand, count, sums)
        : swiftlet_load_values(
          values, operand, count, sums,
          Supported.activations8 && form == .upperByte)
    }

    @inline(__always)
    static func kernel(
      of layer: LayerView, _ form: OperandForm, _ level: KernelLevel
    ) -> Kernel? {
      narrowKernel(of: layer, form)
    }

    /// The kernel of blocks of at most 8 columns.
    @inline(__always)
    static func narrowKernel(
      of layer: LayerView, _ form: OperandForm
    ) -> Kernel {
      let isUnit = layer.shape.isResetAfter
      if Supported.all && layer.weightFormat == .int4 {
        return isUnit ? swiftlet_unit_int4 : swiftlet_quad_int4
      }
      if Supported.all && layer.weightFormat == .int16 {
        return isUnit ? swiftlet_unit_int16 : swiftlet_quad_int16
      }
      if Supported.activations8 && form == .bytes {
        return !Supported.all && layer.storesKeptBlocks
          ? swiftlet_quad_kept_bytes : swiftlet_quad_int8_bytes
      }
      if layer.storesKeptBlocks { return keptKernel(isUnit: isUnit) }
      return int8Kernel(isUnit: isUnit)
    }

    /// Sums of a pair have 64 bits, or twice 32 where operands are bytes.
    @inline(__always)
    static func secondStart(ofSum sum: Int32, _ form: OperandForm) -> Int32 {
      form == .bytes ? (0 &- sum) &<< 7 : (0 &- sum) &>> 25
    }

    @inline(__always)
    static func next(_ tiles: inout TileReader, rowCount: Int) -> Quad {
      run(&tiles.tile)
    }
  }

  /// Cortex-M4, M7 and M33.
  enum CortexDSP: DSPCore {
    typealias DefinitionLayer = NoLayer

    @inline(__always)
    static func lstmStep(
      _ layer: LayerView, _ tiles: inout TileReader, _ form: OperandForm,
      hidden: UnsafeMutablePointer<Int16>, cell: UnsafeMutablePointer<Int32>,
      _ unitCount: Int
    ) -> Bool {
      swiftlet_dsp_lstm_step(
        &tiles.tile, hidden, cell, hidden + unitCount, layer.cellRange,
        swiftlet_tanh_table())
      return true
    }
  }

#endif
