// Where things lie in a model file: FORMAT.md in numbers. All integers are
// little-endian; offsets count bytes from the file's beginning.

/// The file's header.
package enum Header {
  /// The header's size in bytes.
  package static var size: Int { 128 }
  /// "SWLT", read as a UInt32.
  package static var magic: UInt32 { 0x544C_5753 }
  /// The major and minor version of the format.
  package static var majorVersion: UInt8 { 1 }
  package static var minorVersion: UInt8 { 0 }

  // Offsets of the fields.
  package static var magicOffset: Int { 0 }
  package static var versionOffset: Int { 4 }  // UInt8 major, UInt8 minor
  package static var headerSizeOffset: Int { 6 }  // UInt16
  package static var fileSizeOffset: Int { 8 }
  package static var requiredFeaturesOffset: Int { 12 }
  package static var payloadChecksumOffset: Int { 16 }
  package static var inputCountOffset: Int { 20 }  // UInt16
  package static var outputCountOffset: Int { 22 }  // UInt16
  package static var layerCountOffset: Int { 24 }  // UInt16
  package static var activationBitsOffset: Int { 26 }  // UInt8
  package static var gapPolicyOffset: Int { 27 }  // UInt8
  package static var taskOffset: Int { 28 }  // UInt8
  package static var scoringOffset: Int { 29 }  // UInt8
  package static var gapLimitOffset: Int { 30 }  // UInt16
  package static var stateSizeOffset: Int { 32 }
  package static var scratchSizeOffset: Int { 36 }
  package static var sectionsOffset: Int { 40 }  // UInt32 offset, UInt32 size
  package static var operandsSizeOffset: Int { 80 }
  package static var resetSizeOffset: Int { 84 }
  package static var windowOffset: Int { 88 }  // not read by a step
  package static var memorySizeOffset: Int { 92 }
  package static var initialStateOffset: Int { 96 }
  /// Zeros from here up to what a later minor version may use, which a reader
  /// does not look at.
  package static var reservedOffset: Int {
    Supported.all ? 100 : memorySizeOffset
  }
  package static var ignoredOffset: Int { 112 }
  package static var checksumOffset: Int { 124 }
}

/// The sections, in the order of their entries in the header and in the file.
package enum Section {
  package static var layers: Int { 0 }
  package static var inputs: Int { 1 }
  package static var outputs: Int { 2 }
  package static var names: Int { 3 }
  package static var goldenSteps: Int { 4 }
  package static var count: Int { 5 }
}

/// Required features. A reader refuses a file that needs one it lacks.
package enum Feature {
  /// Values are held for a number of steps, then the mean takes their place, or
  /// the state is reset too: one of the two.
  package static var holdThenMean: UInt32 { 1 }
  package static var holdThenReset: UInt32 { 2 }
  /// The two above.
  package static var limitedHolding: UInt32 { 3 }
  /// A recurrent layer has other activations than the usual.
  package static var activations: UInt32 { 4 }
  /// Layers take values that earlier ones of the same step gave.
  package static var memory: UInt32 { 8 }
  /// A stream starts from a state that the file holds.
  package static var initialState: UInt32 { 16 }
  /// Those that this reader has.
  package static var known: UInt32 {
    Supported.all
      ? limitedHolding | activations | memory | initialState : 0
  }
}

/// One layer's entry in the section of layers.
package enum LayerEntry {
  package static var size: Int { 40 }

  package static var kindOffset: Int { 0 }  // UInt8
  package static var variantOffset: Int { 1 }  // UInt8
  package static var weightBitsOffset: Int { 2 }  // UInt8
  package static var blockWidthOffset: Int { 3 }  // UInt8
  package static var inputSizeOffset: Int { 4 }  // UInt16
  package static var outputSizeOffset: Int { 6 }  // UInt16
  package static var inputShiftOffset: Int { 8 }  // UInt8
  package static var storageOffset: Int { 9 }  // UInt8
  package static var cellRangeOffset: Int { 10 }  // UInt8
  package static var stateBitsOffset: Int { 11 }  // UInt8
  package static var weightsOffset: Int { 12 }
  package static var weightsSizeOffset: Int { 16 }
  package static var accumulatorBoundOffset: Int { 20 }
  package static var vocabularySizeOffset: Int { 24 }
  /// Of a pointwise layer's second operand.
  package static var secondOffset: Int { 24 }
  /// Of kept panels: UInt16 over the input, UInt16 over the hidden state.
  package static var keptBlocksOffset: Int { 24 }
  package static var sourceOffset: Int { 28 }
  package static var reservedOffset: Int { 32 }  // UInt32, 0
  package static var outputScaleOffset: Int { 36 }  // binary32, not read here

  /// The least variant of a GRU or an LSTM with other activations.
  package static var firstActivations: UInt8 { 4 }

  /// The largest input or output size, and the largest vocabulary.
  package static var largestSize: Int { 4096 }
  package static var largestVocabulary: Int { 32767 }
}

/// A pointwise layer's parameters.
package enum PointwiseLayout {
  package static var size: Int { 16 }
  package static var firstWeightOffset: Int { 0 }  // Int16
  package static var secondWeightOffset: Int { 2 }  // Int16
  package static var biasOffset: Int { 4 }  // Int32
  package static var multiplierOffset: Int { 8 }  // Int32
  package static var negativeMultiplierOffset: Int { 12 }  // Int32
}

/// A layer normalization's parameters.
package enum LayerNormLayout {
  /// E, in digits of 28 bits; UInt32 each.
  package static var epsilonOffset: Int { 0 }
  package static var upperEpsilonOffset: Int { 4 }
  /// The digits are below these.
  package static var epsilonLimits: (low: Int, high: Int) {
    (1 &<< 28, 1 &<< 27)
  }

  /// Bytes of a row, an Int32 bias and an Int32 multiplier, and of what lies
  /// before the first one.
  package static var rowSize: Int { 8 }

  /// Bytes with the rows of `count` values.
  @inline(__always)
  package static func size(_ count: Int) -> Int { rowSize &* (count &+ 1) }

  /// The bound of rows, of their largest bias in magnitude.
  package static func bound(_ bias: UInt32) -> UInt32 { (1 &<< 29) &+ bias }
}

/// The shape of a convolution, which lies after its tiles; UInt16 each.
package enum ConvolutionLayout {
  package static var size: Int { 16 }
  package static var framesOffset: Int { 0 }
  package static var channelsOffset: Int { 2 }
  package static var kernelOffset: Int { 4 }
  package static var strideOffset: Int { 6 }
  package static var dilationOffset: Int { 8 }
  package static var leftPaddingOffset: Int { 10 }
  package static var outputFramesOffset: Int { 12 }
  package static var reservedOffset: Int { 14 }  // 0

  /// The largest of these numbers, and the largest number of values of all
  /// frames.
  package static var largest: Int { 4096 }
  package static var largestCount: Int { 65535 }
}

/// Tiles of a layer's weights.
package enum Tile {
  /// Bytes of a tile's biases and multipliers, which lie after its blocks.
  package static var parametersSize: Int { 32 }
}

/// Runs of kept blocks.
package enum KeptBlocks {
  /// Bytes of an operand that a block's columns take: the unit of positions.
  package static var columnBytes: Int { 8 }
}

/// Variants of a simple recurrent layer: its activation.
package enum SimpleRNNVariant: UInt8 {
  case tanh = 0
  case relu = 1
  case linear = 2
}

/// Variants of a GRU layer: where the reset gate acts. Activations are added.
package enum GRUVariant: UInt8 {
  case resetBefore = 0
  case resetAfter = 1
}

/// One feature's entry in the section of inputs.
package enum InputEntry {
  package static var size: Int { 12 }
  package static var zeroOffset: Int { 0 }  // Int32
  package static var multiplierOffset: Int { 4 }  // Int32
  package static var fractionBitsOffset: Int { 8 }  // UInt8
  package static var shiftOffset: Int { 9 }  // UInt8
  package static var reservedOffset: Int { 10 }  // UInt16, 0
}

/// One output's entry in the section of outputs.
package enum OutputEntry {
  package static var size: Int { 12 }
  package static var multiplierOffset: Int { 0 }  // Int32
  package static var offsetOffset: Int { 4 }  // Int32
  package static var fractionBitsOffset: Int { 8 }  // UInt8
}

/// A snapshot of a stream's state.
package enum SnapshotLayout {
  /// "SWLS", read as a UInt32.
  package static var magic: UInt32 { 0x534C_5753 }
  /// Magic, the model's two checksums, state size, cursor, checksum.
  package static var headerSize: Int { 24 }
}
