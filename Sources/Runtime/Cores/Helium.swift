#if SWIFTLET_HELIUM

  internal import CSwiftletKernels

  /// Cortex-M55 and M85: the DSP extension, and Helium for int8 weights in
  /// blocks of 16 columns, four units at once (CSupport/kernels/helium_*.c).
  enum Helium: DSPCore {
    typealias DefinitionLayer = NoLayer

    @inline(__always) static var runsWideBlocks: Bool { true }
    @inline(__always) static var takesColumns: Bool { true }

    @inline(__always)
    static func operandForm(
      of layer: LayerView, isNarrow: Bool
    ) -> OperandForm {
      if layer.weightFormat == .wideInt8 {
        return isNarrow ? .byteColumns : .columns
      }
      return narrowOperandForm(of: layer, isNarrow: isNarrow)
    }

    @inline(__always)
    static func loadOperand(
      _ values: UnsafeMutablePointer<Int16>, _ count: Int,
      into operand: UnsafeMutablePointer<Int16>, _ paddedCount: Int,
      _ form: OperandForm, _ sums: Int32
    ) -> Operand {
      guard form.isColumns else {
        return loadNarrowOperand(
          values, count, into: operand, paddedCount, form, sums)
      }
      swiftlet_load_columns(
        values, operand, Int32(truncatingIfNeeded: count),
        Int32(truncatingIfNeeded: paddedCount), form == .byteColumns)
      return Operand(values: UnsafePointer(operand), sum: 0)
    }

    @inline(__always)
    static func kernel(
      of layer: LayerView, _ form: OperandForm, _ level: KernelLevel
    ) -> Kernel? {
      if Supported.activations16 && form == .columns {
        return layer.shape.isResetAfter
          ? swiftlet_wide_units : swiftlet_wide_quads
      }
      if Supported.activations8 && form == .byteColumns {
        return layer.shape.isResetAfter
          ? swiftlet_wide_units_bytes : swiftlet_wide_quads_bytes
      }
      return narrowKernel(of: layer, form)
    }

    @inline(__always)
    static func step(
      _ stream: Stream, _ layer: LayerView, _ tiles: inout TileReader,
      _ form: OperandForm, hidden: UnsafeMutablePointer<Int16>,
      cell: UnsafeMutablePointer<Int32>, _ unitCount: Int
    ) -> Bool {
      guard form.isColumns else { return false }
      vectorStep(
        layer, &tiles, form, hidden, cell: cell, reset: stream.resetHidden,
        unitCount)
      return true
    }

    /// Four units at once.
    @inline(__always)
    private static func vectorStep(
      _ layer: LayerView, _ tiles: inout TileReader, _ form: OperandForm,
      _ output: UnsafeMutablePointer<Int16>, cell: UnsafeMutablePointer<Int32>,
      reset: UnsafeMutablePointer<Int16>, _ unitCount: Int
    ) {
      let count = Int32(truncatingIfNeeded: unitCount)
      let table = swiftlet_tanh_table()
      if layer.shape.isResetAfter {
        swiftlet_reset_after_step(&tiles.tile, output, count, table)
        return
      }
      if layer.shape.isResetBefore {
        swiftlet_reset_before_step(
          &tiles.tile, output, reset, count, form == .byteColumns, table)
        return
      }
      if layer.shape.isLSTM {
        swiftlet_lstm_step(
          &tiles.tile, output, cell, count, layer.cellRange, table)
      } else {
        swiftlet_row_step(
          &tiles.tile, output, count, Int32(layer.activation.rawValue), table)
      }
    }
  }

#endif
