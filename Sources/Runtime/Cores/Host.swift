#if SWIFTLET_VECTORS

  internal import CSwiftletKernels
  internal import CSwiftletVectors

  /// Hosts, and 64-bit cores, with the vector kernels of CSupport/vectors: each
  /// takes a layer's whole step.
  enum Host: CoreFamily {
    @inline(__always) static var runsWideBlocks: Bool { Supported.all }
    @inline(__always) static var runsPanels: Bool { Supported.all }
    typealias PanelUse = Panels

    /// The set of instructions whose kernels run, one of swiftlet_vectors.h.
    static var kernelLevel: Int32 { swiftlet_vector_level() }

    @inline(__always)
    static func firstSteps(
      _ stream: Stream, _ place: inout Stream.LayerPlace
    ) -> Int {
      let count = stream.model.layerCount
      var index = 0
      while index < count, step(stream, stream.model.layer(index), &place) {
        index &+= 1
      }
      return index
    }

    /// Runs the layer at a place, where it takes what the one before gave, and
    /// moves on to the next one's. Gives whether a kernel did it.
    ///
    /// - Parameter streams: Those in which it runs, of which this is the first;
    ///   nil where it is the only one.
    // Each kind apart, so that little is asked of the layer.
    @inline(__always)
    static func step(
      _ stream: Stream, _ layer: LayerView, _ place: inout Stream.LayerPlace,
      _ streams: UnsafePointer<swiftlet_streams>? = nil
    ) -> Bool {
      guard layer.source == 0, hasKernel(layer) else { return false }
      let size = paddedToFour(layer.outputSize)
      switch layer.kindCode {
      case LayerKind.lstm.rawValue:
        let kernel = swiftlet_lstm_kernel(stream.level)
        return run(
          kernel, stream, layer, &place, cellSize: 4 &* size, size, streams)
      case LayerKind.gru.rawValue:
        if layer.shape.isResetBefore {
          let kernel = swiftlet_reset_before_kernel(stream.level)
          return run(
            kernel, stream, layer, &place, cellSize: 0, size, streams,
            reset: stream.resetHidden)
        }
        let kernel = swiftlet_gru_kernel(stream.level)
        return run(
          kernel, stream, layer, &place, cellSize: 0, size, streams)
      case LayerKind.simpleRNN.rawValue:
        let kernel = swiftlet_rows_kernel(stream.level)
        return run(
          kernel, stream, layer, &place, cellSize: 0, size, streams,
          layer.simpleRNNActivation)
      case LayerKind.dense.rawValue:
        let kernel = swiftlet_rows_kernel(stream.level)
        let hasRun = run(
          kernel, stream, layer, input: place.values, hidden: stream.output,
          cell: nil, isRecurrent: 0, streams, layer.denseActivation)
        if hasRun { place.values = stream.output }
        return hasRun
      default: return false
      }
    }

    /// Runs a layer with state at a place, and moves on to the next one's.
    ///
    /// - Parameters:
    ///   - cellSize: Bytes of c, which comes before h.
    ///   - size: Values of h with those up to whole blocks.
    ///   - reset: Room for r h, of a GRU that resets before.
    @inline(__always)
    private static func run(
      _ kernel: LayerKernel?, _ stream: Stream, _ layer: LayerView,
      _ place: inout Stream.LayerPlace, cellSize: Int, _ size: Int,
      _ streams: UnsafePointer<swiftlet_streams>?,
      _ activation: RowActivation = .tanh,
      reset: UnsafeMutablePointer<Int16>? = nil
    ) -> Bool {
      let state = place.state + cellSize
      let hidden = state.assumingMemoryBound(to: Int16.self)
      guard
        run(
          kernel, stream, layer, input: place.values, hidden: hidden,
          cell: place.state.assumingMemoryBound(to: Int32.self),
          isRecurrent: 1, streams, activation, reset: reset)
      else { return false }
      place.state = state + 2 &* size
      place.values = hidden
      return true
    }

    static func step(
      _ stream: Stream, _ layer: LayerView, _ form: OperandForm,
      input: UnsafeMutablePointer<Int16>, hidden: UnsafeMutablePointer<Int16>,
      cell: UnsafeMutablePointer<Int32>
    ) -> Bool {
      guard hasKernel(layer) else { return false }
      return run(
        kernel(of: layer, stream.level), stream, layer, input: input,
        hidden: hidden, cell: cell,
        isRecurrent: layer.shape.isRecurrent ? 1 : 0, nil, layer.activation,
        reset: layer.shape.isResetBefore ? stream.resetHidden : nil)
    }

    @inline(__always)
    private static func run(
      _ kernel: LayerKernel?, _ stream: Stream, _ layer: LayerView,
      input: UnsafeMutablePointer<Int16>, hidden: UnsafeMutablePointer<Int16>,
      cell: UnsafeMutablePointer<Int32>?, isRecurrent: Int32,
      _ streams: UnsafePointer<swiftlet_streams>?,
      _ activation: RowActivation, reset: UnsafeMutablePointer<Int16>? = nil
    ) -> Bool {
      guard let kernel else { return false }
      var arguments = swiftlet_layer(
        tiles: layer.weights.assumingMemoryBound(to: UInt8.self),
        storage: Int32(layer.storageCode),
        weight_bits: Int32(truncatingIfNeeded: layer.weightBits),
        input: input, output: hidden,
        input_size: Int32(truncatingIfNeeded: layer.inputSize),
        output_size: Int32(truncatingIfNeeded: layer.outputSize),
        is_recurrent: isRecurrent, kept_blocks: layer.keptBlocks,
        operands: stream.operands, shift: layer.inputShift,
        upper_bytes: stream.model.activationBits == 8 ? 1 : 0,
        cell_range: layer.cellRange, activation: Int32(activation.rawValue),
        cell: cell, reset: reset)
      kernel(&arguments, streams)
      return true
    }

    @inline(__always)
    static func kernel(
      of layer: LayerView, _ form: OperandForm, _ level: Int32
    ) -> Kernel? {
      swiftlet_kernel_of_tiles(
        level, Int32(layer.weightFormat.rawValue),
        layer.shape.isResetAfter ? 3 : 4)
    }

    @inline(__always)
    static func next(_ tiles: inout TileReader, rowCount: Int) -> Quad {
      guard tiles.tile.kernel != nil else { return tiles.defined(rowCount) }
      let rows = swiftlet_run_tile(&tiles.tile)
      return Quad(a: rows.a, b: rows.b, c: rows.c, d: rows.d)
    }

    @inline(__always)
    static func copy(
      _ values: UnsafePointer<Int16>, to output: UnsafeMutablePointer<Int16>,
      _ count: Int
    ) {
      swiftlet_copy_values(values, Int32(truncatingIfNeeded: count), output)
    }

    @inline(__always)
    static func loadFirst(
      _ count: Int, of input: UnsafePointer<Int16>,
      to values: UnsafeMutablePointer<Int16>
    ) -> (count: Int, gaps: Int32) {
      let gaps = swiftlet_load_input(
        input, Int32(truncatingIfNeeded: count), values)
      return (count, gaps)
    }

    private typealias LayerKernel =
      @convention(c) (
        UnsafePointer<swiftlet_layer>, UnsafePointer<swiftlet_streams>?
      ) -> Void

    /// Whether there are kernels for a layer's weights and gates.
    @inline(__always)
    private static func hasKernel(_ layer: LayerView) -> Bool {
      layer.blockWidth != 16 && !layer.hasOtherActivations
        && !(layer.shape.isResetBefore && layer.hasStorage(.keptBlocks))
    }

    /// The kernel of a kind of layer for a set of instructions; nil where
    /// Swift's steps have to do.
    private static func kernel(
      of layer: LayerView, _ level: Int32
    ) -> LayerKernel? {
      switch layer.kind {
      case .embedding, .pointwise, .history, .layerNorm: return nil
      case .lstm: return swiftlet_lstm_kernel(level)
      case .gru:
        return layer.shape.isResetBefore
          ? swiftlet_reset_before_kernel(level) : swiftlet_gru_kernel(level)
      case .simpleRNN, .dense, .conv1D: return swiftlet_rows_kernel(level)
      }
    }
  }

#endif
