/// A model's bytes, read in place. Every accessor trusts that `validate` has
/// passed.
struct ModelView {
  let bytes: UnsafePointer<UInt8>

  @inline(__always)
  init(_ bytes: UnsafePointer<UInt8>) { self.bytes = bytes }

  @inline(__always) var inputCount: Int {
    Int(loadUInt16(bytes, Header.inputCountOffset))
  }
  @inline(__always) var outputCount: Int {
    Int(loadUInt16(bytes, Header.outputCountOffset))
  }
  @inline(__always) var layerCount: Int {
    Int(loadUInt16(bytes, Header.layerCountOffset))
  }
  @inline(__always) var activationBits: Int {
    Int(bytes[Header.activationBitsOffset])
  }
  @inline(__always) var gapPolicy: GapPolicy {
    GapPolicy(rawValue: bytes[Header.gapPolicyOffset]).unsafelyUnwrapped
  }
  @inline(__always) var stateSize: Int { size(at: Header.stateSizeOffset) }
  @inline(__always) var scratchSize: Int { size(at: Header.scratchSizeOffset) }
  @inline(__always) var operandsSize: Int {
    size(at: Header.operandsSizeOffset)
  }
  @inline(__always) var resetSize: Int { size(at: Header.resetSizeOffset) }
  @inline(__always) var headerChecksum: UInt32 {
    loadUInt32(bytes, Header.checksumOffset)
  }
  @inline(__always) var payloadChecksum: UInt32 {
    loadUInt32(bytes, Header.payloadChecksumOffset)
  }

  /// Where a section begins.
  @inline(__always)
  func section(_ section: Int) -> Int {
    size(at: Header.sectionsOffset &+ 8 &* section)
  }

  /// A section's length in bytes.
  @inline(__always)
  func sectionSize(_ section: Int) -> Int {
    size(at: Header.sectionsOffset &+ 8 &* section &+ 4)
  }

  /// The layer of an index below `layerCount`.
  @inline(__always)
  func layer(_ index: Int) -> LayerView {
    LayerView(
      model: bytes,
      entry: bytes + section(Section.layers) + index &* LayerEntry.size)
  }

  /// How many symbols a leading embedding knows; 0 without one.
  var vocabularySize: Int {
    let first = layer(0)
    return Supported.all && first.kind == LayerKind.embedding
      ? first.vocabularySize : 0
  }

  /// The UInt32 at `offset` as a size.
  @inline(__always)
  func size(at offset: Int) -> Int {
    Int(truncatingIfNeeded: loadUInt32(bytes, offset))
  }
}

/// A layer's entry, read in place.
struct LayerView {
  let model: UnsafePointer<UInt8>
  let entry: UnsafePointer<UInt8>

  @inline(__always) var kind: UInt8 { entry[LayerEntry.kindOffset] }
  @inline(__always) var variant: UInt8 { entry[LayerEntry.variantOffset] }
  @inline(__always) var weightBits: Int {
    Int(entry[LayerEntry.weightBitsOffset])
  }
  @inline(__always) var blockWidth: Int {
    Int(entry[LayerEntry.blockWidthOffset])
  }
  @inline(__always) var inputSize: Int {
    Int(loadUInt16(entry, LayerEntry.inputSizeOffset))
  }
  @inline(__always) var outputSize: Int {
    Int(loadUInt16(entry, LayerEntry.outputSizeOffset))
  }
  @inline(__always) var inputShift: Int32 {
    Int32(entry[LayerEntry.inputShiftOffset])
  }
  @inline(__always) var storage: UInt8 { entry[LayerEntry.storageOffset] }
  @inline(__always) var cellRange: Int32 {
    Int32(entry[LayerEntry.cellRangeOffset])
  }
  @inline(__always) var stateBits: Int {
    Int(entry[LayerEntry.stateBitsOffset])
  }
  @inline(__always) var weightsOffset: UInt32 {
    loadUInt32(entry, LayerEntry.weightsOffset)
  }
  @inline(__always) var weightsSize: UInt32 {
    loadUInt32(entry, LayerEntry.weightsSizeOffset)
  }
  @inline(__always) var accumulatorBound: UInt32 {
    loadUInt32(entry, LayerEntry.accumulatorBoundOffset)
  }
  @inline(__always) var reserved: UInt32 {
    loadUInt32(entry, LayerEntry.reservedOffset)
      | loadUInt32(entry, LayerEntry.reservedOffset &+ 4)
  }
  @inline(__always) var vocabularySize: Int {
    Int(truncatingIfNeeded: loadUInt32(entry, LayerEntry.vocabularySizeOffset))
  }

  /// The first of the layer's tiles, or an embedding's first row.
  @inline(__always)
  var weights: UnsafeRawPointer {
    UnsafeRawPointer(model) + Int(truncatingIfNeeded: weightsOffset)
  }

  /// The layer's shape, which decides the sizes of its weights and memory.
  @inline(__always) package var shape: LayerShape {
    LayerShape(
      kind: kind, variant: variant, weightBits: weightBits,
      blockWidth: blockWidth, inputSize: inputSize, outputSize: outputSize,
      vocabularySize: vocabularySize, isPanelled: storage == LayerEntry.panels)
  }

  /// What a value counts in its operand's sum, which only weights with an
  /// offset need: kept blocks and panels have none.
  @inline(__always) var operandSums: Int32 {
    storage == LayerEntry.allBlocks ? 1 : 0
  }

  /// Blocks over the input and over the hidden state; where both operands are
  /// one, all count as the input's.
  @inline(never) var blockCounts: (input: Int32, hidden: Int32) {
    let input = Int32(truncatingIfNeeded: shape.inputBlocks)
    let hidden = Int32(truncatingIfNeeded: shape.hiddenBlocks)
    return shape.joinsOperands(inputShift: inputShift)
      ? (input &+ hidden, 0) : (input, hidden)
  }

  /// Bytes of an LSTM's c, and of the layer's whole state.
  @inline(never) var stateSizes: (cell: Int, whole: Int) {
    (shape.cellSize, shape.stateSize)
  }

  /// How the layer's weights are stored: one of `LayerEntry`'s formats.
  @inline(__always) var weightFormat: UInt8 {
    entry[LayerEntry.weightBitsOffset]
      | (entry[LayerEntry.blockWidthOffset] &>> 4) | (storage &<< 1)
  }

  /// Whether only the blocks are stored that were kept.
  @inline(__always) var isSparse: Bool {
    storage != LayerEntry.allBlocks && !shape.isPanelled
  }
}
