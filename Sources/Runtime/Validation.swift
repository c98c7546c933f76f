internal import CSwiftlet
internal import CSwiftletKernels

// The complete check of a model, once, before anything trusts it. Offsets and
// sizes are unsigned and compared by subtraction, so that none can wrap.

/// Checks `size` bytes at `bytes`, which are aligned to 4.
func validate(_ bytes: UnsafePointer<UInt8>, _ size: Int) -> swiftlet_status {
  let status = checkIntegrity(bytes, size)
  guard status == SWIFTLET_OK else { return status }
  let model = ModelView(bytes)
  let fileSize = model.size(at: Header.fileSizeOffset)
  guard
    checkHeader(model), checkSections(model, fileSize), checkNames(model),
    checkInputs(model), checkOutputs(model), GoldenSteps(model).isWhole
  else { return SWIFTLET_INVALID_MODEL }
  return checkLayers(model, fileSize)
}

/// Checks what a file that `validate` has accepted before, on another machine,
/// can have lost: bytes, and a library that runs its layers.
func validateTrusted(
  _ bytes: UnsafePointer<UInt8>, _ size: Int
) -> swiftlet_status {
  let status = checkIntegrity(bytes, size)
  guard status == SWIFTLET_OK else { return status }
  let model = ModelView(bytes)
  guard Supported.contains(activationBits: model.activationBits) else {
    return SWIFTLET_UNSUPPORTED_FEATURE
  }
  for index in 0..<model.layerCount {
    guard Supported.contains(model.layer(index)) else {
      return SWIFTLET_UNSUPPORTED_FEATURE
    }
  }
  return SWIFTLET_OK
}

/// That `size` bytes at `bytes` are a whole, undamaged file of a version that
/// this library knows.
private func checkIntegrity(
  _ bytes: UnsafePointer<UInt8>, _ size: Int
) -> swiftlet_status {
  let identity = checkIdentity(bytes, size)
  guard identity == SWIFTLET_OK else { return identity }
  let model = ModelView(bytes)
  let fileSize = model.size(at: Header.fileSizeOffset)
  guard
    crc32(bytes, Header.checksumOffset) == model.headerChecksum,
    crc32(bytes + Header.size, fileSize &- Header.size)
      == model.payloadChecksum
  else { return SWIFTLET_CORRUPT }
  return model.features & ~Feature.known == 0
    ? SWIFTLET_OK : SWIFTLET_UNSUPPORTED_FEATURE
}

/// Magic, version and size.
private func checkIdentity(
  _ bytes: UnsafePointer<UInt8>, _ size: Int
) -> swiftlet_status {
  guard size >= 4 else { return SWIFTLET_TRUNCATED }
  guard loadUInt32(bytes, Header.magicOffset) == Header.magic else {
    return SWIFTLET_NOT_A_MODEL
  }
  guard size >= Header.size else { return SWIFTLET_TRUNCATED }
  guard bytes[Header.versionOffset] == Header.majorVersion else {
    return SWIFTLET_UNSUPPORTED_VERSION
  }
  let fileSize = loadUInt32(bytes, Header.fileSizeOffset)
  guard fileSize >= Header.size, fileSize <= largestFileSize else {
    return SWIFTLET_CORRUPT
  }
  return Int(truncatingIfNeeded: fileSize) <= size
    ? SWIFTLET_OK : SWIFTLET_TRUNCATED
}

/// The largest size that an Int holds, 2^31 - 1 at most.
private var largestFileSize: UInt32 {
  min(UInt32(clamping: Int.max), 0x7FFF_FFFF)
}

/// The header's own values, and zeros where it is reserved.
private func checkHeader(_ model: ModelView) -> Bool {
  for offset in Header.reservedOffset..<Header.ignoredOffset {
    guard model.bytes[offset] == 0 else { return false }
  }
  return loadUInt16(model.bytes, Header.headerSizeOffset) == Header.size
    && model.bytes[Header.fileSizeOffset] & 3 == 0
    && (model.activationBits == 8 || model.activationBits == 16)
    && model.gapPolicyCode <= GapCode.hold.rawValue
    && (!Supported.all || checkFeatures(model))
    && (model.limitsHolding
      ? model.hasPolicy(.hold) && model.gapLimit != 0 : model.gapLimit == 0)
    && model.bytes[Header.taskOffset] <= ModelTask.regression.rawValue
    && model.bytes[Header.scoringOffset] <= Scoring.lastStep.rawValue
    && 1...LayerEntry.largestSize ~= model.inputCount
    && 1...LayerEntry.largestSize ~= model.outputCount
    && 1...255 ~= model.layerCount
}

/// Features that do not contradict each other or the memory.
@inline(__always)
private func checkFeatures(_ model: ModelView) -> Bool {
  model.features & Feature.limitedHolding != Feature.limitedHolding
    && (model.features & Feature.memory != 0) == (model.memorySize != 0)
}

/// Sections in their order, aligned, within the file, of the right sizes.
private func checkSections(_ model: ModelView, _ fileSize: Int) -> Bool {
  var end = Header.size
  for section in 0..<Section.count {
    let start = model.section(section)
    guard
      start >= end, start <= fileSize, start & 15 == 0,
      model.sectionSize(section) >= 0,
      model.sectionSize(section) <= fileSize &- start
    else { return false }
    end = start &+ model.sectionSize(section)
  }
  return model.sectionSize(Section.layers)
    == model.layerCount &* LayerEntry.size
    && model.sectionSize(Section.inputs)
      == model.inputCount &* InputEntry.size
    && model.sectionSize(Section.outputs)
      == model.outputCount &* OutputEntry.size
}

/// One name an input and an output, each ended by a zero byte.
private func checkNames(_ model: ModelView) -> Bool {
  let size = model.sectionSize(Section.names)
  let names = model.bytes + model.section(Section.names)
  var count = 0
  for index in 0..<size where names[index] == 0 { count &+= 1 }
  return count == model.inputCount &+ model.outputCount
    && names[size &- 1] == 0
}

/// Shifts within an Int32, and zeros where an entry is reserved.
private func checkInputs(_ model: ModelView) -> Bool {
  for index in 0..<model.inputCount {
    let entry = InputView(model, index)
    guard
      entry.fractionBits <= 31, entry.shift <= 30, entry.multiplier >= 0,
      entry.zero.magnitude < 1 &<< 30, entry.reserved == 0
    else { return false }
  }
  return true
}

/// Shifts within an Int32, and zeros where an entry is reserved.
private func checkOutputs(_ model: ModelView) -> Bool {
  for index in 0..<model.outputCount {
    let entry = OutputView(model, index)
    guard entry.fractionBits <= 31, entry.reserved == 0 else { return false }
  }
  return true
}

/// Every layer's entry and weights, and the memory that they sum up to.
private func checkLayers(
  _ model: ModelView, _ fileSize: Int
) -> swiftlet_status {
  var valueCount = model.inputCount
  var isKept = false
  var plan = MemoryPlan(model)
  // Of what the file holds so far.
  var end = UInt32(
    truncatingIfNeeded: model.section(Section.goldenSteps)
      &+ model.sectionSize(Section.goldenSteps))
  for index in 0..<model.layerCount {
    let layer = model.layer(index)
    let status = checkLayer(
      layer, index, valueCount, end, fileSize, model.activationBits)
    guard status == SWIFTLET_OK else { return status }
    let rows = checkRows(layer)
    guard rows == SWIFTLET_OK else { return rows }
    if Supported.all {
      let before = isKept ? -1 : valueCount
      guard checkSources(layer, before, valueCount, plan.keptCount) else {
        return SWIFTLET_INVALID_MODEL
      }
      isKept = layer.shape.isKept
    }
    plan.add(layer)
    end = layer.weightsEnd
    valueCount = layer.valueCounts.given
  }
  return valueCount == model.outputCount && plan.matches(model)
    && checkInitialState(model, end, fileSize)
    ? SWIFTLET_OK : SWIFTLET_INVALID_MODEL
}

/// That what a layer takes has been written in the same step.
///
/// - Parameters:
///   - before: How many values the layer before gives; -1 where it keeps them,
///     from where another kind of layer takes them by their place.
///   - kept: How many values the layers before keep.
@inline(__always)
private func checkSources(
  _ layer: LayerView, _ before: Int, _ valueCount: Int, _ kept: Int
) -> Bool {
  let taken = layer.valueCounts.taken
  if layer.kind != .pointwise {
    let before =
      layer.kind == .conv1D ? -1 : layer.kind == .history ? valueCount : before
    return checkSource(layer.source, taken, before, kept)
  }
  return layer.inputSize == layer.outputSize
    && checkSource(layer.source, layer.inputSize, valueCount, kept)
    && (layer.takesPair
      ? checkSource(layer.secondSource, layer.inputSize, valueCount, kept)
      : layer.secondSource == 0)
}

@inline(never)
private func checkSource(
  _ source: UInt32, _ size: Int, _ before: Int, _ kept: Int
) -> Bool {
  if source == 0 { return size == before }
  let kept = UInt32(truncatingIfNeeded: kept)
  let size = UInt32(truncatingIfNeeded: size)
  return source <= kept && size <= kept &- source &+ 1
}

/// That the file holds an initial state after the weights where it says so.
@inline(__always)
private func checkInitialState(
  _ model: ModelView, _ weightsEnd: UInt32, _ fileSize: Int
) -> Bool {
  guard Supported.all else { return true }
  let offset = loadUInt32(model.bytes, Header.initialStateOffset)
  guard model.hasInitialState else { return offset == 0 }
  let end = UInt32(truncatingIfNeeded: fileSize)
  return offset & 15 == 0 && offset >= weightsEnd && offset <= end
    && UInt32(truncatingIfNeeded: model.layerStateSize) <= end &- offset
}

/// A layer's entry: known, within ranges, with weights within the file and
/// behind what it holds before them.
@inline(never)
private func checkLayer(
  _ layer: LayerView, _ index: Int, _ valueCount: Int, _ start: UInt32,
  _ fileSize: Int, _ activationBits: Int
) -> swiftlet_status {
  guard
    layer.stateBits == 16, Supported.contains(layer),
    Supported.contains(activationBits: activationBits)
  else { return SWIFTLET_UNSUPPORTED_FEATURE }
  let offset = layer.weightsOffset
  guard
    Supported.all
      ? 1...LayerEntry.largestSize ~= layer.inputSize
      : layer.inputSize == valueCount,
    checkKind(layer, index),
    1...LayerEntry.largestSize ~= layer.outputSize,
    layer.inputShift <= (layer.shape.isRecurrent ? 15 : 0),
    layer.reserved == 0,
    offset & 15 == 0, offset >= start, offset <= fileSize,
    layer.weightsSize
      <= UInt32(truncatingIfNeeded: fileSize) &- offset,
    !layer.isConvolution || checkConvolution(layer)
  else { return SWIFTLET_INVALID_MODEL }
  return SWIFTLET_OK
}

/// The values that depend on a layer's kind.
private func checkKind(_ layer: LayerView, _ index: Int) -> Bool {
  let shape = layer.shape
  let cellRanges: ClosedRange<Int32> = shape.isLSTM ? 1...12 : 0...0
  guard
    LayerKind.embedding.rawValue...lastKind.rawValue ~= layer.kindCode,
    cellRanges ~= layer.cellRange
  else { return false }
  if layer.kind == .embedding {
    return index == 0 && layer.inputSize == 1 && layer.variant == 0
      && 1...LayerEntry.largestVocabulary ~= layer.vocabularySize
  }
  let isNormalization = Supported.all && layer.kind == .layerNorm
  if Supported.all && layer.kind == .history || isNormalization {
    return hasKnownVariant(layer) && layer.vocabularySize == 0
      && layer.weightBits == 16
      && (isNormalization
        ? layer.outputSize == layer.inputSize
        : layer.outputSize > layer.inputSize)
  }
  if Supported.all && layer.kind == .pointwise {
    return layer.weightBits == 16 && hasKnownVariant(layer)
  }
  return hasKnownVariant(layer) && hasKnownCounts(layer)
}

/// Whether the field of an embedding's symbols holds zero, or as many blocks of
/// kept panels as there are.
private func hasKnownCounts(_ layer: LayerView) -> Bool {
  guard Core.runsPanels && layer.hasStorage(.keptPanels) else {
    return layer.vocabularySize == 0
  }
  let shape = layer.shape
  let stored = shape.storedBlocks
  return shape.keepsPanelBlocks && 1...shape.inputBlocks ~= stored.input
    && min(1, shape.hiddenBlocks)...shape.hiddenBlocks ~= stored.hidden
}

private var lastKind: LayerKind { Supported.all ? .layerNorm : .dense }

/// The shape of a convolution, in ranges in which no sum wraps.
private func checkConvolution(_ layer: LayerView) -> Bool {
  guard
    layer.weightsSize >= ConvolutionLayout.size, layer.weightsSize & 3 == 0
  else { return false }
  let shape = layer.convolution
  let range = 1...ConvolutionLayout.largest
  return range ~= shape.frames && range ~= shape.channels
    && range ~= shape.kernel && range ~= shape.stride
    && range ~= shape.dilation && range ~= shape.outputFrames
    && shape.leftPadding <= ConvolutionLayout.largest && shape.reserved == 0
    && shape.kernel &* shape.channels == layer.inputSize
    && shape.frames &* shape.channels <= ConvolutionLayout.largestCount
    && layer.outputSize <= LayerEntry.largestSize
    && shape.outputFrames &* layer.outputSize
      <= ConvolutionLayout.largestCount
}

/// Whether a layer's kind has its variant.
@inline(__always)
private func hasKnownVariant(_ layer: LayerView) -> Bool {
  guard Supported.all else {
    return layer.variant
      <= (layer.kind == .gru ? GRUVariant.resetAfter.rawValue : 0)
  }
  return knownVariants(of: layer.kind) >> layer.variant & 1 == 1
}

/// A bit for each variant of a kind. Those of gates come with three candidates,
/// 4 apart, and two activations of gates, 16 apart.
private func knownVariants(of kind: LayerKind) -> UInt32 {
  switch kind {
  case .embedding, .history, .layerNorm: 1
  case .simpleRNN: 0b111
  case .gru: 0x0333_0333
  case .lstm: 0x0111_0111
  case .dense, .conv1D: 0b1111
  case .pointwise: 0x001F_000F
  }
}

/// That weights have the size and the form that their layer gives them, and
/// the proof that no row overflows: the stated bound is the true one.
private func checkRows(_ layer: LayerView) -> swiftlet_status {
  if layer.kind == .embedding {
    return layer.shape.tableSize == Int(truncatingIfNeeded: layer.weightsSize)
      && layer.accumulatorBound == 0 ? SWIFTLET_OK : SWIFTLET_INVALID_MODEL
  }
  if Supported.all && layer.kind == .pointwise {
    guard layer.weightsSize == PointwiseLayout.size else {
      return SWIFTLET_INVALID_MODEL
    }
    return layer.pointwiseBound == layer.accumulatorBound
      && layer.accumulatorBound <= 0x7FFF_FFFF
      ? SWIFTLET_OK : SWIFTLET_OVERFLOW
  }
  if Supported.all && layer.kind == .history {
    return layer.weightsSize == 0 && layer.accumulatorBound == 0
      ? SWIFTLET_OK : SWIFTLET_INVALID_MODEL
  }
  guard let bound = layer.largestRowBound() else {
    return SWIFTLET_INVALID_MODEL
  }
  return bound == layer.accumulatorBound && bound <= 0x7FFF_FFFF
    ? SWIFTLET_OK : SWIFTLET_OVERFLOW
}
