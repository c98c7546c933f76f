package import CSwiftletKernels

/// A model's bytes, read in place. Every accessor trusts that `validate` has
/// passed.
package struct ModelView {
  package let bytes: UnsafePointer<UInt8>

  @inline(__always)
  package init(_ bytes: UnsafePointer<UInt8>) { self.bytes = bytes }

  @inline(__always) package var inputCount: Int {
    Int(loadUInt16(bytes, Header.inputCountOffset))
  }
  @inline(__always) package var outputCount: Int {
    Int(loadUInt16(bytes, Header.outputCountOffset))
  }
  @inline(__always) package var layerCount: Int {
    Int(loadUInt16(bytes, Header.layerCountOffset))
  }
  @inline(__always) package var activationBits: Int {
    Int(bytes[Header.activationBitsOffset])
  }
  /// The gap policy's code, and whether it is that of a policy.
  @inline(__always) package var gapPolicyCode: UInt8 {
    bytes[Header.gapPolicyOffset]
  }
  @inline(__always)
  package func hasPolicy(_ policy: GapCode) -> Bool {
    gapPolicyCode == policy.rawValue
  }
  /// Whether values are held for gaps for a number of steps.
  @inline(__always) package var limitsHolding: Bool {
    Supported.all && features & Feature.limitedHolding != 0
  }
  /// Whether a stream starts from a state that the file holds.
  @inline(__always) package var hasInitialState: Bool {
    Supported.all && features & Feature.initialState != 0
  }
  /// Where that state is, as the layers' lies in the arena.
  @inline(__always) package var initialState: Int {
    size(at: Header.initialStateOffset)
  }
  /// Bytes of the layers' state.
  @inline(__always) package var layerStateSize: Int {
    let held = heldInputSize(
      holdsGaps: hasPolicy(.hold), inputCount: inputCount)
    return stateSize &- (limitsHolding ? 2 &* held : held)
  }
  /// Bytes of what layers keep, the last part of scratch memory.
  @inline(__always) package var memorySize: Int {
    size(at: Header.memorySizeOffset)
  }
  /// What a reader must know: values of `Feature`.
  @inline(__always) package var features: UInt32 {
    loadUInt32(bytes, Header.requiredFeaturesOffset)
  }
  /// At which missing step in a row a value is given up.
  @inline(__always) package var gapLimit: Int {
    Int(loadUInt16(bytes, Header.gapLimitOffset))
  }
  /// The codes of a task and of a scoring, for reports.
  package var taskCode: UInt8 { bytes[Header.taskOffset] }
  package var scoringCode: UInt8 { bytes[Header.scoringOffset] }
  /// Timesteps of a window, for hosts; 0 without one.
  package var window: Int { size(at: Header.windowOffset) }
  package var fileSize: Int { size(at: Header.fileSizeOffset) }
  @inline(__always) package var stateSize: Int {
    size(at: Header.stateSizeOffset)
  }
  @inline(__always) package var scratchSize: Int {
    size(at: Header.scratchSizeOffset)
  }
  @inline(__always) package var operandsSize: Int {
    size(at: Header.operandsSizeOffset)
  }
  @inline(__always) package var resetSize: Int {
    size(at: Header.resetSizeOffset)
  }
  @inline(__always) package var headerChecksum: UInt32 {
    loadUInt32(bytes, Header.checksumOffset)
  }
  @inline(__always) package var payloadChecksum: UInt32 {
    loadUInt32(bytes, Header.payloadChecksumOffset)
  }

  /// Where a section begins.
  @inline(__always)
  package func section(_ section: Int) -> Int {
    size(at: Header.sectionsOffset &+ 8 &* section)
  }

  /// A section's length in bytes.
  @inline(__always)
  package func sectionSize(_ section: Int) -> Int {
    size(at: Header.sectionsOffset &+ 8 &* section &+ 4)
  }

  /// The layer of an index below `layerCount`.
  @inline(__always)
  package func layer(_ index: Int) -> LayerView {
    LayerView(
      model: bytes,
      entry: bytes + section(Section.layers) + index &* LayerEntry.size)
  }

  /// How many symbols a leading embedding knows; 0 without one.
  var vocabularySize: Int {
    let first = layer(0)
    return first.kind == .embedding
      ? first.vocabularySize : 0
  }

  /// The UInt32 at `offset` as a size.
  @inline(__always)
  package func size(at offset: Int) -> Int {
    Int(truncatingIfNeeded: loadUInt32(bytes, offset))
  }
}

/// A layer's entry, read in place.
package struct LayerView {
  package let model: UnsafePointer<UInt8>
  package let entry: UnsafePointer<UInt8>

  /// The code of the layer's kind, which may be none.
  @inline(__always) package var kindCode: UInt8 {
    entry[LayerEntry.kindOffset]
  }
  /// The layer's kind, of a layer that the library runs.
  @inline(__always) package var kind: LayerKind {
    Supported.known(
      UnsafeRawPointer(entry).load(
        fromByteOffset: LayerEntry.kindOffset, as: LayerKind.self))
  }
  @inline(__always) package var variant: UInt8 {
    entry[LayerEntry.variantOffset]
  }
  /// Whether a GRU or an LSTM has other activations than the usual.
  @inline(__always) package var hasOtherActivations: Bool {
    Supported.all && variant >= LayerEntry.firstActivations
  }
  /// What it makes of its pre-activations then.
  @inline(__always) var gateFunctions: GateFunctions {
    GateFunctions(code: variant)
  }
  /// The activations of a GRU or an LSTM.
  package var gateActivations: GateActivations {
    GateActivations(variant: variant)
  }
  /// The variant of a dense layer.
  @inline(__always) var denseActivation: RowActivation {
    UnsafeRawPointer(entry).load(
      fromByteOffset: LayerEntry.variantOffset, as: RowActivation.self)
  }
  @inline(__always) package var weightBits: Int {
    Int(entry[LayerEntry.weightBitsOffset])
  }
  @inline(__always) package var blockWidth: Int {
    Int(entry[LayerEntry.blockWidthOffset])
  }
  @inline(__always) package var inputSize: Int {
    Int(loadUInt16(entry, LayerEntry.inputSizeOffset))
  }
  @inline(__always) package var outputSize: Int {
    Int(loadUInt16(entry, LayerEntry.outputSizeOffset))
  }
  @inline(__always) package var inputShift: Int32 {
    Int32(entry[LayerEntry.inputShiftOffset])
  }
  /// The code of the way of storage, and whether it is that of one.
  @inline(__always) package var storageCode: UInt8 {
    entry[LayerEntry.storageOffset]
  }
  @inline(__always)
  package func hasStorage(_ storage: WeightStorage) -> Bool {
    storageCode == storage.rawValue
  }
  @inline(__always) package var cellRange: Int32 {
    Int32(entry[LayerEntry.cellRangeOffset])
  }
  @inline(__always) package var stateBits: Int {
    Int(entry[LayerEntry.stateBitsOffset])
  }
  @inline(__always) package var weightsOffset: UInt32 {
    loadUInt32(entry, LayerEntry.weightsOffset)
  }
  @inline(__always) package var weightsSize: UInt32 {
    loadUInt32(entry, LayerEntry.weightsSizeOffset)
  }
  /// Where the weights end.
  @inline(__always) var weightsEnd: UInt32 { weightsOffset &+ weightsSize }
  @inline(__always) package var accumulatorBound: UInt32 {
    loadUInt32(entry, LayerEntry.accumulatorBoundOffset)
  }
  /// Where the operands come from: 0 for what the layer before gives, else 1
  /// more than a place in the memory.
  @inline(__always) package var source: UInt32 {
    loadUInt32(entry, LayerEntry.sourceOffset)
  }
  @inline(__always) package var secondSource: UInt32 {
    loadUInt32(entry, LayerEntry.secondOffset)
  }
  @inline(__always) package var reserved: UInt32 {
    loadUInt32(entry, LayerEntry.reservedOffset) | (Supported.all ? 0 : source)
  }
  @inline(__always) package var vocabularySize: Int {
    Int(truncatingIfNeeded: loadUInt32(entry, LayerEntry.vocabularySizeOffset))
  }

  /// Of kept panels how many blocks each row keeps over the input, and times
  /// 2^16 over the hidden state; else 0.
  @inline(__always) package var keptBlocks: UInt32 {
    hasStorage(.keptPanels)
      ? loadUInt32(entry, LayerEntry.keptBlocksOffset) : 0
  }

  /// The bits of a binary32, for reports.
  package var outputScaleBits: UInt32 {
    loadUInt32(entry, LayerEntry.outputScaleOffset)
  }

  /// The first of the layer's tiles, or an embedding's first row.
  @inline(__always)
  package var weights: UnsafeRawPointer {
    UnsafeRawPointer(model) + Int(truncatingIfNeeded: weightsOffset)
  }

  /// The layer's shape, which decides the sizes of its weights and memory.
  @inline(__always) package var shape: LayerShape {
    LayerShape(
      kind: kind, variant: variant, weightBits: weightBits,
      blockWidth: blockWidth, inputSize: inputSize, outputSize: outputSize,
      vocabularySize: vocabularySize,
      isPanelled: hasStorage(.panels) || hasStorage(.keptPanels),
      keptBlocks: keptBlocks)
  }

  /// Frames that a convolution gives; 1 of other layers.
  @inline(__always)
  package var outputFrames: Int {
    isConvolution ? convolution.outputFrames : 1
  }

  /// Whether the layer is a convolution, whose shape lies after its tiles.
  @inline(__always)
  package var isConvolution: Bool { Supported.all && kind == .conv1D }

  /// The shape of a convolution.
  @inline(__always)
  package var convolution: ConvolutionView {
    ConvolutionView(weights + Int(truncatingIfNeeded: tilesSize))
  }

  /// Bytes of the layer's tiles, or of an embedding's table.
  @inline(__always)
  package var tilesSize: UInt32 {
    isConvolution
      ? weightsSize &- UInt32(truncatingIfNeeded: ConvolutionLayout.size)
      : weightsSize
  }

  /// How many values the layer takes and gives, of all frames.
  @inline(__always)
  package var valueCounts: (taken: Int, given: Int) {
    (
      isConvolution ? convolution.frames &* convolution.channels : inputSize,
      outputFrames &* outputSize
    )
  }

  /// What a value counts in its operand's sum, which only weights with an
  /// offset need: kept blocks and panels have none.
  @inline(__always) package var operandSums: Int32 {
    hasStorage(.allBlocks) ? 1 : 0
  }

  /// Blocks over the input and over the hidden state; where both operands are
  /// one, all count as the input's.
  @inline(never) package var blockCounts: (input: Int32, hidden: Int32) {
    let stored = shape.storedBlocks
    let input = Int32(truncatingIfNeeded: stored.input)
    let hidden = Int32(truncatingIfNeeded: stored.hidden)
    return shape.joinsOperands(inputShift: inputShift)
      && !shape.keepsPanelBlocks
      ? (input &+ hidden, 0) : (input, hidden)
  }

  /// Bytes of an LSTM's c, and of the layer's whole state.
  @inline(never) var stateSizes: (cell: Int, whole: Int) {
    (shape.cellSize, shape.stateSize)
  }

  /// How the layer's weights are stored, of a layer that the library runs.
  @inline(__always) package var weightFormat: WeightFormat {
    unsafeBitCast(
      entry[LayerEntry.weightBitsOffset]
        | (entry[LayerEntry.blockWidthOffset] &>> 4) | (storageCode &<< 1),
      to: WeightFormat.self)
  }

  /// Whether only the blocks are stored that were kept.
  @inline(__always) package var storesKeptBlocks: Bool {
    !hasStorage(.allBlocks) && !shape.isPanelled
  }
}
