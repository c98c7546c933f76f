#if SWIFTLET_VECTORS
  package import CSwiftlet
  internal import CSwiftletKernels
  internal import CSwiftletVectors

  /// The sets of instructions whose kernels this machine can run: numbers of
  /// swiftlet_vectors.h, from 0, which stands for Swift's own steps.
  package var kernelLevels: ClosedRange<Int32> { 0...swiftlet_vector_level() }

  /// Runs one timestep as `swiftlet_step` does, with the kernels of one of
  /// `kernelLevels`: for comparisons of them.
  ///
  /// - Parameters:
  ///   - input: `(inputCount)` of the stream's model.
  ///   - output: `(outputCount)`, written.
  package func step(
    _ stream: UnsafePointer<swiftlet_stream>, _ input: UnsafePointer<Int16>,
    _ output: UnsafeMutablePointer<Int16>, level: Int32
  ) -> swiftlet_status {
    guard var stream = Stream(started: stream) else {
      return SWIFTLET_NULL_ARGUMENT
    }
    stream.level = level
    let status = stream.load(input)
    guard status == SWIFTLET_OK else { return status }
    copy(stream.step(), to: output, stream.model.outputCount)
    return SWIFTLET_OK
  }

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
