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

    static func step(
      _ stream: Stream, _ layer: LayerView, _ form: OperandForm,
      input: UnsafeMutablePointer<Int16>, hidden: UnsafeMutablePointer<Int16>,
      cell: UnsafeMutablePointer<Int32>
    ) -> Bool {
      guard let kernel = kernel(of: layer, stream.level) else {
        return false
      }
      let shape = layer.shape
      var arguments = swiftlet_layer(
        tiles: layer.weights.assumingMemoryBound(to: UInt8.self),
        storage: Int32(layer.storageCode),
        weight_bits: Int32(truncatingIfNeeded: shape.weightBits),
        input: input, output: hidden,
        input_size: Int32(truncatingIfNeeded: shape.inputSize),
        output_size: Int32(truncatingIfNeeded: shape.outputSize),
        is_recurrent: shape.isRecurrent ? 1 : 0,
        stored_over_input: Int32(
          truncatingIfNeeded: shape.storedBlocks.input),
        stored_over_hidden: Int32(
          truncatingIfNeeded: shape.storedBlocks.hidden),
        operands: stream.operands, shift: layer.inputShift,
        upper_bytes: form == .whole ? 0 : 1, cell_range: layer.cellRange,
        activation: Int32(layer.activation.rawValue), cell: cell)
      kernel(&arguments)
      return true
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

    /// The kernel of a layer for a set of instructions; nil where Swift's steps
    /// have to do.
    private static func kernel(
      of layer: LayerView, _ level: Int32
    ) -> (@convention(c) (UnsafePointer<swiftlet_layer>) -> Void)? {
      let shape = layer.shape
      guard
        layer.weightBits != 4, layer.blockWidth == 4, !shape.isResetBefore,
        !layer.hasOtherActivations
      else { return nil }
      switch layer.kind {
      case .embedding, .pointwise, .history, .layerNorm: return nil
      case .lstm: return swiftlet_lstm_kernel(level)
      case .gru: return swiftlet_gru_kernel(level)
      case .simpleRNN, .dense, .conv1D: return swiftlet_rows_kernel(level)
      }
    }
  }

#endif
