import CSwiftletKernels
public import Foundation
import SwiftletFiles
import SwiftletRuntime

extension QuantizedNetwork {
  /// The network as the bytes of a model file (FORMAT.md).
  ///
  /// - Throws: `ModelError` when the parts do not fit each other, a size is
  ///   beyond the format's, or a row could overflow its accumulator.
  public func fileBytes() throws -> [UInt8] {
    try check()
    let weights = layers.map(\.storedWeights)
    var file = ByteWriter(zeros: Header.size)
    var sections: [(offset: Int, size: Int)] = []
    var entriesAt = 0
    for (index, section) in sectionContents(weights).enumerated() {
      file.align(to: 16)
      if index == Section.layers { entriesAt = file.bytes.count }
      sections.append((file.bytes.count, section.bytes.count))
      file.append(section)
    }
    append(weights, to: &file, entriesAt: entriesAt)
    let initialState = appendInitialState(to: &file)
    storeHeader(in: &file, sections: sections, initialState: initialState)
    return file.bytes
  }

  /// Writes the model file; one that is already there is replaced as a whole
  /// or not at all.
  ///
  /// - Throws: `ModelError` as `fileBytes` does; `OutputError` when the file
  ///   cannot be written.
  public func write(to url: URL) throws {
    try OutputFile(url).write(Data(fileBytes()))
  }

  /// A layer's weights, and which of its blocks they are.
  private typealias Weights = (storage: WeightStorage, bytes: ByteWriter)

  private func sectionContents(_ weights: [Weights]) -> [ByteWriter] {
    var entries = ByteWriter()
    for (layer, weights) in zip(layers, weights) {
      entries.append(
        layer.entry(
          storage: weights.storage, weightsSize: weights.bytes.bytes.count))
    }
    var ins = ByteWriter()
    for input in inputs { ins.append(input.entry) }
    var outs = ByteWriter()
    for output in outputs { outs.append(output.entry) }
    var names = ByteWriter()
    for name in inputs.map(\.name) + outputs.map(\.name) {
      names.append(terminated: name)
    }
    var golden = ByteWriter()
    for step in goldenSteps {
      for value in step.inputs + step.outputs { golden.append(value) }
    }
    return [entries, ins, outs, names, golden]
  }

  private func append(
    _ weights: [Weights], to file: inout ByteWriter, entriesAt: Int
  ) {
    for (index, layer) in layers.enumerated() {
      // More than the format asks: vectors of a host then lie in cache lines.
      file.align(to: layer.layout == .panels ? 64 : 16)
      file.store(
        UInt32(file.bytes.count),
        at: entriesAt + index * LayerEntry.size + LayerEntry.weightsOffset)
      file.append(weights[index].bytes)
    }
    file.align(to: 16)
  }

  /// Appends the state at the start of a stream, as it lies in the arena.
  ///
  /// - Returns: Where; nil where it is zeros.
  private func appendInitialState(to file: inout ByteWriter) -> Int? {
    guard hasInitialState else { return nil }
    let offset = file.bytes.count
    for layer in layers {
      let shape = layer.shape
      for unit in 0..<shape.cellSize / 4 {
        file.append(
          unit < layer.initialCell.count ? layer.initialCell[unit] : 0)
      }
      for unit in 0..<(shape.stateSize - shape.cellSize) / 2 {
        file.append(
          unit < layer.initialHidden.count ? layer.initialHidden[unit] : 0)
      }
    }
    file.align(to: 16)
    return offset
  }

  /// What a reader must know.
  private var features: UInt32 {
    layers.reduce(gapPolicy.features) { $0 | $1.features }
      | (layers.contains { $0.kind.isKept } ? Feature.memory : 0)
      | (hasInitialState ? Feature.initialState : 0)
  }

  private func storeHeader(
    in file: inout ByteWriter, sections: [(offset: Int, size: Int)],
    initialState: Int?
  ) {
    var scratch = ScratchLayout()
    for layer in layers {
      scratch.add(
        layer.shape, outputFrames: layer.convolution?.outputFrames ?? 1)
    }
    let held = heldInputSize(
      holdsGaps: gapPolicy.code == .hold, inputCount: inputs.count)
    let state = layers.reduce(gapPolicy.heldSteps == nil ? held : 2 * held) {
      $0 + $1.shape.stateSize
    }
    file.store(Header.magic, at: Header.magicOffset)
    file.store(Header.majorVersion, at: Header.versionOffset)
    file.store(Header.minorVersion, at: Header.versionOffset + 1)
    file.store(UInt16(Header.size), at: Header.headerSizeOffset)
    file.store(UInt32(file.bytes.count), at: Header.fileSizeOffset)
    file.store(UInt16(inputs.count), at: Header.inputCountOffset)
    file.store(UInt16(outputs.count), at: Header.outputCountOffset)
    file.store(UInt16(layers.count), at: Header.layerCountOffset)
    file.store(UInt8(activationBits), at: Header.activationBitsOffset)
    file.store(features, at: Header.requiredFeaturesOffset)
    file.store(gapPolicy.code.rawValue, at: Header.gapPolicyOffset)
    file.store(
      UInt16(gapPolicy.heldSteps.map { $0 + 1 } ?? 0),
      at: Header.gapLimitOffset)
    file.store(task.rawValue, at: Header.taskOffset)
    file.store(scoring.rawValue, at: Header.scoringOffset)
    file.store(UInt32(state), at: Header.stateSizeOffset)
    file.store(UInt32(scratch.size), at: Header.scratchSizeOffset)
    file.store(UInt32(2 * scratch.operandCount), at: Header.operandsSizeOffset)
    file.store(UInt32(2 * scratch.resetCount), at: Header.resetSizeOffset)
    file.store(UInt32(clamping: window ?? 0), at: Header.windowOffset)
    file.store(UInt32(scratch.memorySize), at: Header.memorySizeOffset)
    file.store(UInt32(initialState ?? 0), at: Header.initialStateOffset)
    for (index, section) in sections.enumerated() {
      let at = Header.sectionsOffset + 8 * index
      file.store(UInt32(section.offset), at: at)
      file.store(UInt32(section.size), at: at + 4)
    }
    file.storeChecksums()
  }
}

extension ByteWriter {
  /// Computes the payload's checksum, then the header's.
  fileprivate mutating func storeChecksums() {
    let payload = checksum(of: Header.size..<bytes.count)
    store(payload, at: Header.payloadChecksumOffset)
    let header = checksum(of: 0..<Header.checksumOffset)
    store(header, at: Header.checksumOffset)
  }

  private func checksum(of range: Range<Int>) -> UInt32 {
    bytes.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { crc32($0 + range.lowerBound, range.count) } ?? 0
    }
  }
}

extension QuantizedLayer {
  /// The layer's entry, with the offset of its weights left at 0.
  fileprivate func entry(storage: WeightStorage, weightsSize: Int) -> ByteWriter
  {
    let shape = shape
    var entry = ByteWriter(zeros: LayerEntry.size)
    entry.store(shape.kind.rawValue, at: LayerEntry.kindOffset)
    entry.store(shape.variant | activations.code, at: LayerEntry.variantOffset)
    entry.store(UInt8(weightBits), at: LayerEntry.weightBitsOffset)
    entry.store(UInt8(blockWidth), at: LayerEntry.blockWidthOffset)
    entry.store(UInt16(inputSize), at: LayerEntry.inputSizeOffset)
    entry.store(UInt16(outputSize), at: LayerEntry.outputSizeOffset)
    entry.store(UInt8(inputShift), at: LayerEntry.inputShiftOffset)
    entry.store(storage.rawValue, at: LayerEntry.storageOffset)
    entry.store(UInt8(cellRange), at: LayerEntry.cellRangeOffset)
    entry.store(UInt8(16), at: LayerEntry.stateBitsOffset)
    entry.store(UInt32(weightsSize), at: LayerEntry.weightsSizeOffset)
    entry.store(
      accumulatorBound ?? 0, at: LayerEntry.accumulatorBoundOffset)
    entry.store(UInt32(table.count), at: LayerEntry.vocabularySizeOffset)
    if storage == .keptPanels, let kept = keptPanelBlocks {
      entry.store(
        UInt32(kept.input | kept.hidden << 16),
        at: LayerEntry.keptBlocksOffset)
    }
    if kind.isPointwise {
      entry.store(place(secondSource), at: LayerEntry.secondOffset)
    }
    entry.store(place(source), at: LayerEntry.sourceOffset)
    entry.store(outputScale.bitPattern, at: LayerEntry.outputScaleOffset)
    return entry
  }
}

extension QuantizedLayer {
  /// A source as an entry holds it.
  private func place(_ source: Int?) -> UInt32 {
    source.map { UInt32($0) + 1 } ?? 0
  }
}

extension QuantizedNetwork.InputChannel {
  fileprivate var entry: ByteWriter {
    var entry = ByteWriter(zeros: InputEntry.size)
    entry.store(zero, at: InputEntry.zeroOffset)
    entry.store(multiplier, at: InputEntry.multiplierOffset)
    entry.store(UInt8(fractionBits), at: InputEntry.fractionBitsOffset)
    entry.store(UInt8(shift), at: InputEntry.shiftOffset)
    return entry
  }
}

extension QuantizedNetwork.OutputChannel {
  fileprivate var entry: ByteWriter {
    var entry = ByteWriter(zeros: OutputEntry.size)
    entry.store(multiplier, at: OutputEntry.multiplierOffset)
    entry.store(offset, at: OutputEntry.offsetOffset)
    entry.store(UInt8(fractionBits), at: OutputEntry.fractionBitsOffset)
    return entry
  }
}
