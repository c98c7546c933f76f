package import CSwiftletKernels

/// The next multiple of 4 at or above `count`.
@inline(__always)
package func paddedToFour(_ count: Int) -> Int { (count &+ 3) & ~3 }

/// A layer's kind and sizes: all that decides how large its weights and its
/// memory are. The one place for those sums; reader and writer share it.
/// With the format's largest sizes none exceeds 2^29.
package struct LayerShape {
  package var kind: LayerKind
  package var variant: UInt8
  package var weightBits: Int
  package var blockWidth: Int
  package var inputSize: Int
  package var outputSize: Int
  package var vocabularySize: Int
  /// Whether tiles lie in panels, which only hosts run.
  @inline(__always)
  package var isPanelled: Bool { panelUse.isPanelled }
  let panelUse: Core.PanelUse

  /// Makes a shape of values as a layer's entry holds them.
  package init(
    kind: LayerKind, variant: UInt8, weightBits: Int, blockWidth: Int,
    inputSize: Int, outputSize: Int, vocabularySize: Int, isPanelled: Bool,
    keptBlocks: UInt32 = 0
  ) {
    self.kind = kind
    self.variant = variant
    self.weightBits = weightBits
    self.blockWidth = blockWidth
    self.inputSize = inputSize
    self.outputSize = outputSize
    self.vocabularySize = vocabularySize
    panelUse = Core.PanelUse(isPanelled: isPanelled, keptBlocks: keptBlocks)
  }

  /// Whether the layer carries state.
  @inline(__always)
  package var isRecurrent: Bool {
    if Supported.all {
      // As comparisons, which take fewer bytes of all kinds than the switch.
      return kind == .simpleRNN || kind == .gru || kind == .lstm
    }
    switch kind {
    case .embedding, .dense, .pointwise, .conv1D, .history, .layerNorm:
      return false
    case .simpleRNN, .gru, .lstm: return true
    }
  }

  @inline(__always)
  package var isResetBefore: Bool {
    Supported.gru && kind == .gru
      && resetVariant == GRUVariant.resetBefore.rawValue
  }

  @inline(__always)
  package var isResetAfter: Bool {
    Supported.gru && kind == .gru
      && resetVariant == GRUVariant.resetAfter.rawValue
  }

  /// A GRU's variant without its activations.
  @inline(__always)
  private var resetVariant: UInt8 { Supported.all ? variant & 1 : variant }

  /// Whether what the layer gives is kept in the memory.
  @inline(__always)
  package var isKept: Bool {
    Supported.all && (kind == .pointwise || kind == .history)
  }

  /// Whether the layer has gates.
  @inline(__always)
  package var hasGates: Bool { kind == .gru || kind == .lstm }

  @inline(__always)
  package var isLSTM: Bool { Supported.lstm && kind == .lstm }

  /// Whether the operands over the input and over the hidden state, which lie
  /// one after the other, count as one, as nothing comes between their sums.
  @inline(__always)
  package func joinsOperands(inputShift: Int32) -> Bool {
    inputShift == 0 && !(Supported.gru && kind == .gru)
  }

  /// Output sizes padded to a multiple of four.
  package var paddedOutputSize: Int { paddedToFour(outputSize) }

  /// Elements of the input operand: whole blocks.
  package var inputOperandCount: Int { paddedToBlock(inputSize) }

  /// Elements of the hidden state's operand: whole blocks.
  package var hiddenOperandCount: Int {
    isRecurrent ? paddedToBlock(outputSize) : 0
  }

  /// Whether the panels hold only the blocks that were kept.
  @inline(__always)
  package var keepsPanelBlocks: Bool { panelUse.keptBlocks != nil }

  /// Blocks over the input and over the hidden state that each row of a panel
  /// stores; all where the layer has no kept panels.
  @inline(__always)
  package var storedBlocks: (input: Int, hidden: Int) {
    panelUse.keptBlocks ?? (inputBlocks, hiddenBlocks)
  }

  /// Blocks over the input.
  @inline(__always)
  package var inputBlocks: Int { inputOperandCount &>> blockShift }

  /// Blocks over the hidden state.
  @inline(__always)
  package var hiddenBlocks: Int { hiddenOperandCount &>> blockShift }

  /// Rows whose weights a tile holds: a reset-after GRU's unit has three,
  /// though four biases and multipliers.
  package var rowsPerTile: Int { isResetAfter ? 3 : 4 }

  /// Whether a tile holds the gates of a unit, else one gate of four units.
  @inline(__always)
  package var tilesAreUnits: Bool { isLSTM || isResetAfter }

  /// Tiles.
  package var tileCount: Int {
    if tilesAreUnits { return outputSize }
    return (paddedOutputSize &>> 2) &* (isResetBefore ? 3 : 1)
  }

  /// Bytes of a block, or of the blocks that lie together in a panel.
  package var blockSize: Int {
    isPanelled
      ? panelBlockSize : (rowsPerTile &* blockWidth &* weightBits) &>> 3
  }

  /// Bytes of one tile, or of a panel, with all its blocks, biases and
  /// multipliers.
  package var tileSize: Int {
    let stored = storedBlocks
    return (stored.input &+ stored.hidden) &* blockSize &+ 2 &* parameterSize
      &+ placesSize(stored.input) &+ placesSize(stored.hidden)
  }

  /// Bytes of an embedding's table.
  package var tableSize: Int {
    vocabularySize &* paddedOutputSize &* (weightBits &>> 3)
  }

  /// Bytes of an LSTM's c, which comes first in its state.
  package var cellSize: Int { isLSTM ? 4 &* paddedOutputSize : 0 }

  /// Bytes of state: an LSTM's c as Int32, then h as Int16.
  @inline(__always)
  package var stateSize: Int {
    if Supported.all && kind == .history {
      return 2 &* paddedToFour(outputSize &- inputSize)
    }
    return cellSize &+ (isRecurrent ? 2 &* paddedOutputSize : 0)
  }

  /// The binary logarithm of the width of a block: 4, 8 or 16.
  private var blockShift: Int {
    guard Supported.all || Core.runsWideBlocks else { return 2 }
    return blockWidth == 4 ? 2 : blockWidth == 8 ? 3 : 4
  }

  /// The next multiple of the block width at or above `count`.
  private func paddedToBlock(_ count: Int) -> Int {
    (count &+ blockWidth &- 1) & ~(blockWidth &- 1)
  }
}

/// How a stream's scratch memory is divided: four areas of Int16, in this
/// order. The first three are as large as the layer that needs most of it.
package struct ScratchLayout {
  /// Elements of the input operand and after it the hidden state's.
  package var operandCount = 0
  /// Elements of r h, of a reset-before GRU.
  package var resetCount = 0
  /// Elements of the output of a layer without state.
  package var outputCount = 0
  /// Elements that layers keep, one after the other.
  package var memoryCount = 0

  /// The layout of no layer.
  package init() {}

  /// Makes room for one more layer.
  ///
  /// - Parameter outputFrames: Frames that a convolution gives; 1 of another
  ///   layer.
  @inline(__always)
  package mutating func add(_ shape: LayerShape, outputFrames: Int) {
    operandCount = max(
      operandCount, shape.inputOperandCount &+ shape.hiddenOperandCount)
    if shape.isKept {
      memoryCount &+= shape.outputSize
    } else if !shape.isRecurrent {
      outputCount = max(
        outputCount,
        shape.paddedOutputSize
          &+ paddedToFour(
            (outputFrames &- 1) &* shape.outputSize))
    }
    if shape.isResetBefore {
      resetCount = max(resetCount, shape.hiddenOperandCount)
    }
  }

  /// Bytes of scratch.
  package var size: Int {
    2 &* (operandCount &+ resetCount &+ outputCount) &+ memorySize
  }

  /// Bytes of what layers keep.
  package var memorySize: Int {
    Supported.all ? 2 &* paddedToFour(memoryCount) : 0
  }
}

/// Bytes of state before that of the layers: the inputs held for gaps. After
/// the layers' lie as many where that has an end.
package func heldInputSize(holdsGaps: Bool, inputCount: Int) -> Int {
  holdsGaps ? 2 &* paddedToFour(inputCount) : 0
}
