import Foundation
import SwiftletRuntime

extension QuantizedModel {
  /// The network that the file holds, as integers; written again it gives the
  /// same bytes.
  public var network: QuantizedNetwork {
    let bytes = bytes
    let layers = Int(
      field(Header.sectionsOffset + 8 * Section.layers, UInt32.self))
    let count = Int(field(Header.layerCountOffset, UInt16.self))
    var network = QuantizedNetwork(
      layers: (0..<count).map {
        layer(at: layers + $0 * LayerEntry.size, bytes)
      },
      activationBits: activationBits,
      inputs: inputChannels, outputs: outputChannels,
      task: task, scoring: scoring, gapPolicy: gapPolicy)
    network.goldenSteps = goldenSteps
    return network
  }

  /// One entry a feature.
  public var inputChannels: [QuantizedNetwork.InputChannel] {
    inputNames.enumerated().map { input($0, named: $1) }
  }

  /// One entry an output.
  public var outputChannels: [QuantizedNetwork.OutputChannel] {
    outputNames.enumerated().map { output($0, named: $1) }
  }

  private func layer(at entry: Int, _ bytes: Data) -> QuantizedLayer {
    func byte(_ offset: Int) -> Int { Int(field(entry + offset, UInt8.self)) }
    func word(_ offset: Int) -> UInt32 { field(entry + offset, UInt32.self) }
    var layer = QuantizedLayer(
      kind: kind(at: entry),
      inputSize: Int(field(entry + LayerEntry.inputSizeOffset, UInt16.self)),
      outputSize: Int(field(entry + LayerEntry.outputSizeOffset, UInt16.self)),
      weightBits: byte(LayerEntry.weightBitsOffset))
    layer.layout = layout(at: entry)
    layer.inputShift = byte(LayerEntry.inputShiftOffset)
    layer.cellRange = byte(LayerEntry.cellRangeOffset)
    layer.outputScale = Float(bitPattern: word(LayerEntry.outputScaleOffset))
    var tiles = TileUnpacking(
      layer, bytes, offset: Int(word(LayerEntry.weightsOffset)),
      storesKeptBlocks: byte(LayerEntry.storageOffset) == LayerEntry.keptBlocks)
    if layer.kind == .embedding {
      layer.table = tiles.table(
        vocabularySize: Int(word(LayerEntry.vocabularySizeOffset)))
    } else {
      layer.rows = tiles.rows()
    }
    return layer
  }

  private func input(
    _ index: Int, named name: String
  ) -> QuantizedNetwork.InputChannel {
    let entry = entry(index, of: Section.inputs, size: InputEntry.size)
    return .init(
      name: name, zero: field(entry + InputEntry.zeroOffset, Int32.self),
      multiplier: field(entry + InputEntry.multiplierOffset, Int32.self),
      fractionBits: Int(
        field(entry + InputEntry.fractionBitsOffset, UInt8.self)),
      shift: Int(field(entry + InputEntry.shiftOffset, UInt8.self)))
  }

  private func output(
    _ index: Int, named name: String
  ) -> QuantizedNetwork.OutputChannel {
    let entry = entry(index, of: Section.outputs, size: OutputEntry.size)
    return .init(
      name: name,
      multiplier: field(entry + OutputEntry.multiplierOffset, Int32.self),
      offset: field(entry + OutputEntry.offsetOffset, Int32.self),
      fractionBits: Int(
        field(entry + OutputEntry.fractionBitsOffset, UInt8.self)))
  }

  private func entry(_ index: Int, of section: Int, size: Int) -> Int {
    Int(field(Header.sectionsOffset + 8 * section, UInt32.self)) + index * size
  }
}
