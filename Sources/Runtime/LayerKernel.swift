#if SWIFTLET_VECTORS
  internal import CSwiftletKernels
  internal import CSwiftletVectors

  extension TileReader {
    /// Runs a layer's step with a kernel for the whole layer.
    ///
    /// - Parameters:
    ///   - output: h, updated in place, or y, `(outputSize)` padded.
    ///   - cell: an LSTM's c, `(outputSize)`, updated in place.
    mutating func runLayer(
      _ layer: LayerView, _ kernel: LayerKernel,
      output: UnsafeMutablePointer<Int16>, cell: UnsafeMutablePointer<Int32>
    ) {
      let shape = layer.shape
      if !shape.isResetAfter { joinOperands() }
      var arguments = swiftlet_layer(
        tiles: tile.weights.assumingMemoryBound(to: UInt8.self),
        tile_size: Int32(truncatingIfNeeded: shape.tileSize),
        tile_count: Int32(truncatingIfNeeded: shape.tileCount),
        x: tile.x, h: tile.h, x_blocks: tile.x_blocks, h_blocks: tile.h_blocks,
        shift: tile.shift, upper_bytes: rounding == .upperByte ? 1 : 0,
        cell_range: layer.cellRange,
        activation: RowActivation(layer).rawValue, output: output, cell: cell)
      kernel(&arguments)
    }
  }
#endif
