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
  ///   - input: `(inputSize)`, with room up to a multiple of 4.
  ///   - output: h, updated in place, or y, `(outputSize)` padded.
  ///   - cell: an LSTM's c, `(outputSize)`, updated in place.
  ///   - operands: room for both operands.
  func run(
    _ kernel: LayerKernel, _ layer: LayerView, _ rounding: Rounding,
    input: UnsafeMutablePointer<Int16>, output: UnsafeMutablePointer<Int16>,
    cell: UnsafeMutablePointer<Int32>, operands: UnsafeMutablePointer<Int16>
  ) {
    let shape = layer.shape
    var arguments = swiftlet_layer(
      tiles: layer.weights.assumingMemoryBound(to: UInt8.self),
      tile_size: Int32(truncatingIfNeeded: shape.tileSize),
      tile_count: Int32(truncatingIfNeeded: shape.tileCount),
      storage: Int32(layer.storage),
      weight_bits: Int32(truncatingIfNeeded: shape.weightBits),
      input: input, output: output,
      input_size: Int32(truncatingIfNeeded: shape.inputSize),
      hidden_size: shape.isRecurrent
        ? Int32(truncatingIfNeeded: shape.outputSize) : 0,
      operands: operands, shift: layer.inputShift,
      upper_bytes: rounding == .none ? 0 : 1, cell_range: layer.cellRange,
      activation: RowActivation(layer).rawValue, cell: cell)
    kernel(&arguments)
  }
#endif
