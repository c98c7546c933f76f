internal import CSwiftletKernels

#if SWIFTLET_HELIUM

  /// One timestep of a layer whose operands kernels with vectors take: four
  /// units at once (CSupport/kernels/helium_steps.c).
  ///
  /// - Parameters:
  ///   - output: h, updated in place, or y.
  ///   - cell: an LSTM's c, updated in place.
  ///   - reset: scratch for a reset-before GRU's r h.
  @inline(__always)
  func vectorStep(
    _ layer: LayerView, _ tiles: inout TileReader,
    _ output: UnsafeMutablePointer<Int16>, cell: UnsafeMutablePointer<Int32>,
    reset: UnsafeMutablePointer<Int16>, _ rounding: Rounding
  ) {
    let count = Int32(truncatingIfNeeded: layer.outputSize)
    let table = swiftlet_tanh_table()
    if layer.shape.isResetAfter {
      swiftlet_reset_after_step(&tiles.tile, output, count, table)
      return
    }
    if layer.shape.isResetBefore {
      swiftlet_reset_before_step(
        &tiles.tile, output, reset, count, rounding == .byteColumns, table)
      return
    }
    if layer.shape.isLSTM {
      swiftlet_lstm_step(
        &tiles.tile, output, cell, count, layer.cellRange, table)
    } else {
      swiftlet_row_step(
        &tiles.tile, output, count, RowActivation(layer).rawValue, table)
    }
  }

#endif
