/// A model's bytes, read in place. Every accessor trusts that `validate` has
/// passed.
struct ModelView {
  let bytes: UnsafePointer<UInt8>

  @inline(__always)
  init(_ bytes: UnsafePointer<UInt8>) { self.bytes = bytes }

  var inputCount: Int { Int(loadUInt16(bytes, Header.inputCountOffset)) }
  var outputCount: Int { Int(loadUInt16(bytes, Header.outputCountOffset)) }
  var layerCount: Int { Int(loadUInt16(bytes, Header.layerCountOffset)) }
  var activationBits: Int { Int(bytes[Header.activationBitsOffset]) }
  var gapPolicy: UInt8 { bytes[Header.gapPolicyOffset] }
  var stateSize: Int { size(at: Header.stateSizeOffset) }
  var scratchSize: Int { size(at: Header.scratchSizeOffset) }
  var headerChecksum: UInt32 { loadUInt32(bytes, Header.checksumOffset) }
  var payloadChecksum: UInt32 {
    loadUInt32(bytes, Header.payloadChecksumOffset)
  }

  /// Where a section begins.
  func section(_ section: Int) -> Int {
    size(at: Header.sectionsOffset &+ 8 &* section)
  }

  /// A section's length in bytes.
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
    return first.kind == LayerKind.embedding ? first.vocabularySize : 0
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

  var kind: UInt8 { entry[LayerEntry.kindOffset] }
  var variant: UInt8 { entry[LayerEntry.variantOffset] }
  var weightBits: Int { Int(entry[LayerEntry.weightBitsOffset]) }
  var blockWidth: Int { Int(entry[LayerEntry.blockWidthOffset]) }
  var inputSize: Int { Int(loadUInt16(entry, LayerEntry.inputSizeOffset)) }
  var outputSize: Int { Int(loadUInt16(entry, LayerEntry.outputSizeOffset)) }
  var inputShift: Int32 { Int32(entry[LayerEntry.inputShiftOffset]) }
  var sumShift: Int32 { Int32(entry[LayerEntry.sumShiftOffset]) }
  var cellRange: Int32 { Int32(entry[LayerEntry.cellRangeOffset]) }
  var stateBits: Int { Int(entry[LayerEntry.stateBitsOffset]) }
  var weightsOffset: UInt32 { loadUInt32(entry, LayerEntry.weightsOffset) }
  var weightsSize: UInt32 { loadUInt32(entry, LayerEntry.weightsSizeOffset) }
  var accumulatorBound: UInt32 {
    loadUInt32(entry, LayerEntry.accumulatorBoundOffset)
  }
  var blockIndex: UInt32 { loadUInt32(entry, LayerEntry.blockIndexOffset) }
  var keptBlocks: UInt32 { loadUInt32(entry, LayerEntry.keptBlocksOffset) }
  var vocabularySize: Int {
    Int(truncatingIfNeeded: loadUInt32(entry, LayerEntry.vocabularySizeOffset))
  }

  /// The first of the layer's tiles, or an embedding's first row.
  @inline(__always)
  var weights: UnsafeRawPointer {
    UnsafeRawPointer(model) + Int(truncatingIfNeeded: weightsOffset)
  }

  /// The layer's shape, which decides the sizes of its weights and memory.
  package var shape: LayerShape {
    LayerShape(
      kind: kind, variant: variant, weightBits: weightBits,
      inputSize: inputSize, outputSize: outputSize,
      vocabularySize: vocabularySize)
  }

  @inline(__always)
  var isRecurrent: Bool {
    kind == LayerKind.simpleRNN || kind == LayerKind.gru
      || kind == LayerKind.lstm
  }
}
