import CSwiftlet
import Foundation
public import SwiftletRuntime

extension QuantizedModel {
  /// Values that a timestep takes.
  public var inputCount: Int {
    withHandle { swiftlet_input_count($0) }
  }

  /// Values that a timestep gives.
  public var outputCount: Int {
    withHandle { swiftlet_output_count($0) }
  }

  /// Bytes of flash: the file's.
  public var flashSize: Int { Int(field(Header.fileSizeOffset, UInt32.self)) }

  /// Bytes of RAM that live from step to step.
  public var stateSize: Int { withHandle { swiftlet_state_size($0) } }

  /// Bytes of RAM that a step needs and leaves.
  public var scratchSize: Int { withHandle { swiftlet_scratch_size($0) } }

  /// The number that a snapshot is bound to.
  public var id: UInt64 { withHandle { swiftlet_model_id($0) } }

  /// 8 or 16: the width of the values that meet weights.
  public var activationBits: Int {
    Int(field(Header.activationBitsOffset, UInt8.self))
  }

  /// What the outputs are for.
  public var task: ModelTask {
    .init(rawValue: field(Header.taskOffset, UInt8.self)) ?? .regression
  }

  /// At which steps the outputs count.
  public var scoring: Scoring {
    .init(rawValue: field(Header.scoringOffset, UInt8.self)) ?? .everyStep
  }

  /// What a step makes of a missing input.
  public var gapPolicy: GapPolicy {
    .init(rawValue: field(Header.gapPolicyOffset, UInt8.self)) ?? .refuse
  }

  /// The names of the features.
  public var inputNames: [String] {
    withHandle { handle in
      (0..<inputCount).map { name(swiftlet_input_name(handle, $0)) }
    }
  }

  /// The names of the outputs.
  public var outputNames: [String] {
    withHandle { handle in
      (0..<outputCount).map { name(swiftlet_output_name(handle, $0)) }
    }
  }

  /// The names of the classes, in the order of the outputs; empty for a model
  /// that predicts values.
  public var classNames: [String] {
    task == .classification ? outputNames : []
  }

  /// Multiply-accumulates of a timestep.
  public var macsPerStep: Int { layers.reduce(0) { $0 + $1.macs } }

  /// How many golden steps the self-test runs.
  public var goldenStepCount: Int {
    let at = Header.sectionsOffset + 8 * Section.goldenSteps + 4
    return Int(field(at, UInt32.self)) / (2 * (inputCount + outputCount))
  }

  /// The recorded steps of the self-test.
  public var goldenSteps: [QuantizedNetwork.GoldenStep] {
    let section = Header.sectionsOffset + 8 * Section.goldenSteps
    let start = Int(field(section, UInt32.self))
    let width = inputCount + outputCount
    return (0..<goldenStepCount).map { step in
      let values = (0..<width).map {
        field(start + 2 * (step * width + $0), Int16.self)
      }
      return .init(
        inputs: Array(values[..<inputCount]),
        outputs: Array(values[inputCount...]))
    }
  }

  /// The layers, from input to output.
  public var layers: [LayerSummary] {
    let start = Int(
      field(Header.sectionsOffset + 8 * Section.layers, UInt32.self))
    return (0..<Int(field(Header.layerCountOffset, UInt16.self))).map {
      summary(at: start + $0 * LayerEntry.size)
    }
  }

  /// What a report says of a layer.
  public struct LayerSummary: Sendable {
    /// The layer's kind.
    public let kind: QuantizedLayer.Kind
    /// Values that the layer takes and gives.
    public let inputSize, outputSize: Int
    /// 4, 8 or 16.
    public let weightBits: Int
    /// How the weights lie in the file.
    public let layout: WeightLayout
    /// Columns of a block of weights.
    public var blockWidth: Int { layout.blockWidth(weightBits: weightBits) }
    /// Bytes of weights, biases and multipliers.
    public let weightsSize: Int
    /// The blocks of weights that are stored; nil where all are.
    public let keptBlocks: KeptBlockCount?
    /// Multiply-accumulates of a timestep.
    public let macs: Int
    /// The left shift of the sums over the input.
    public let inputShift: Int
    /// An LSTM's cell state lies in `-2^cellRange..<2^cellRange`.
    public let cellRange: Int
    /// What one unit of the int16 output stands for.
    public let outputScale: Float
    /// The largest magnitude that an accumulator can reach; below 2^31.
    public let accumulatorBound: UInt32
  }

  private func summary(at entry: Int) -> LayerSummary {
    let kind = kind(at: entry)
    let inputSize = Int(field(entry + LayerEntry.inputSizeOffset, UInt16.self))
    let outputSize = Int(
      field(entry + LayerEntry.outputSizeOffset, UInt16.self))
    let weightBits = Int(
      field(entry + LayerEntry.weightBitsOffset, UInt8.self))
    let layout = layout(at: entry)
    let kept = keptBlocks(
      at: entry,
      kind.shape(
        weightBits: weightBits,
        blockWidth: layout.blockWidth(weightBits: weightBits),
        inputSize: inputSize, outputSize: outputSize))
    let macs = kind.macs(inputSize: inputSize, outputSize: outputSize)
    return LayerSummary(
      kind: kind, inputSize: inputSize, outputSize: outputSize,
      weightBits: weightBits, layout: layout,
      weightsSize: Int(
        field(entry + LayerEntry.weightsSizeOffset, UInt32.self)),
      keptBlocks: kept,
      macs: kept.map { Int((Double(macs) * $0.share).rounded()) } ?? macs,
      inputShift: Int(field(entry + LayerEntry.inputShiftOffset, UInt8.self)),
      cellRange: Int(field(entry + LayerEntry.cellRangeOffset, UInt8.self)),
      outputScale: Float(
        bitPattern: field(entry + LayerEntry.outputScaleOffset, UInt32.self)),
      accumulatorBound: field(
        entry + LayerEntry.accumulatorBoundOffset, UInt32.self))
  }

  /// The layout that a layer's entry states.
  func layout(at entry: Int) -> WeightLayout {
    if field(entry + LayerEntry.storageOffset, UInt8.self)
      == LayerEntry.panels
    {
      return .panels
    }
    return field(entry + LayerEntry.blockWidthOffset, UInt8.self) == 16
      ? .wide : .narrow
  }

  /// The kind whose codes a layer's entry holds.
  func kind(at entry: Int) -> QuantizedLayer.Kind {
    let kind = field(entry + LayerEntry.kindOffset, UInt8.self)
    let variant = field(entry + LayerEntry.variantOffset, UInt8.self)
    return QuantizedLayer.Kind.allCases.first {
      $0.codes == (kind, variant)
    } ?? .denseLinear
  }

  func field<Value: FixedWidthInteger>(
    _ offset: Int, _: Value.Type
  ) -> Value {
    Value(
      littleEndian: UnsafeRawPointer(handle.bytes).loadUnaligned(
        fromByteOffset: offset, as: Value.self))
  }

  private func name(_ name: UnsafePointer<CChar>?) -> String {
    name.map { String(cString: $0) } ?? ""
  }
}

extension QuantizedLayer.Kind {
  /// The codes of the kind and its variant in a layer's entry.
  var codes: (kind: UInt8, variant: UInt8) {
    switch self {
    case .embedding: (LayerKind.embedding, 0)
    case .rnnTanh: (LayerKind.simpleRNN, SimpleRNNVariant.tanh)
    case .rnnReLU: (LayerKind.simpleRNN, SimpleRNNVariant.relu)
    case .gruResetBefore: (LayerKind.gru, GRUVariant.resetBefore)
    case .gruResetAfter: (LayerKind.gru, GRUVariant.resetAfter)
    case .lstm: (LayerKind.lstm, 0)
    case .denseLinear: (LayerKind.dense, DenseVariant.linear)
    case .denseReLU: (LayerKind.dense, DenseVariant.relu)
    case .denseSigmoid: (LayerKind.dense, DenseVariant.sigmoid)
    case .denseTanh: (LayerKind.dense, DenseVariant.tanh)
    }
  }

  /// Multiply-accumulates of a timestep, padding not counted.
  fileprivate func macs(inputSize: Int, outputSize: Int) -> Int {
    let gates = self == .gruResetAfter ? 3 : gateCount
    return gates * outputSize * (inputSize + (isRecurrent ? outputSize : 0))
  }
}
