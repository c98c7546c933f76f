#if SWIFTLET_VECTORS
  package import CSwiftlet
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

  /// Runs a layer's step with a kernel for the whole layer.
  ///
  /// - Parameters:
  ///   - output: h, updated in place, or y, `(outputSize)` padded.
  ///   - cell: an LSTM's c, `(outputSize)`, updated in place.
  func run(
    _ kernel: LayerKernel, _ layer: LayerView, _ operands: Operands,
    _ rounding: Rounding, output: UnsafeMutablePointer<Int16>,
    cell: UnsafeMutablePointer<Int32>
  ) {
    let shape = layer.shape
    let counts = layer.blockCounts
    // The hidden state's operand lies behind the input's: they are one where
    // nothing comes between them.
    let isOne = layer.inputShift == 0 && !shape.isResetAfter
    var arguments = swiftlet_layer(
      tiles: layer.weights.assumingMemoryBound(to: UInt8.self),
      tile_size: Int32(truncatingIfNeeded: shape.tileSize),
      tile_count: Int32(truncatingIfNeeded: shape.tileCount),
      x: operands.x.values, h: operands.h.values,
      x_blocks: isOne ? counts.input &+ counts.hidden : counts.input,
      h_blocks: isOne ? 0 : counts.hidden, shift: layer.inputShift,
      upper_bytes: rounding == .upperByte ? 1 : 0,
      cell_range: layer.cellRange, activation: RowActivation(layer).rawValue,
      output: output, cell: cell)
    kernel(&arguments)
  }
#endif
