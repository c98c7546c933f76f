import CSwiftlet
import CSwiftletKernels
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
  public var flashSize: Int { view.fileSize }

  /// Bytes of RAM that live from step to step.
  public var stateSize: Int { withHandle { swiftlet_state_size($0) } }

  /// Bytes of RAM that a step needs and leaves.
  public var scratchSize: Int { withHandle { swiftlet_scratch_size($0) } }

  /// Bytes of a snapshot of a stream.
  public var snapshotSize: Int { withHandle { swiftlet_snapshot_size($0) } }

  /// The number that a snapshot is bound to.
  public var id: UInt64 { withHandle { swiftlet_model_id($0) } }

  /// 8 or 16: the width of the values that meet weights.
  public var activationBits: Int { view.activationBits }

  /// What the outputs are for.
  public var task: ModelTask {
    .init(rawValue: view.taskCode) ?? .regression
  }

  /// At which steps the outputs count.
  public var scoring: Scoring {
    .init(rawValue: view.scoringCode) ?? .everyStep
  }

  /// What a step makes of a missing input.
  public var gapPolicy: GapPolicy { GapPolicy(view) }

  /// Whether a value is held over gaps for a number of steps only.
  public var limitsHolding: Bool { view.limitsHolding }

  /// Timesteps of the windows that the network was trained on; nil of one that
  /// runs on.
  public var window: Int? {
    view.window == 0 ? nil : view.window
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

  /// Whether the model takes symbols and gives a logit for each of them.
  public var predictsSymbols: Bool {
    let first = layerViews[0]
    return task == .classification && first.kind == .embedding
      && first.vocabularySize == outputCount
  }

  /// How many values are kept in a step, for layers further on.
  public var keptCount: Int {
    layers.reduce(0) { $0 + ($1.kind.isKept ? $1.outputSize : 0) }
  }

  /// Whether a stream starts from a state of the model's own, not from zeros.
  public var hasInitialState: Bool { view.hasInitialState }

  /// Multiply-accumulates of a timestep.
  public var macsPerStep: Int { layers.reduce(0) { $0 + $1.macs } }

  /// How many golden steps the self-test runs.
  public var goldenStepCount: Int {
    view.sectionSize(Section.goldenSteps) / (2 * (inputCount + outputCount))
  }

  /// The recorded steps of the self-test.
  public var goldenSteps: [QuantizedNetwork.GoldenStep] {
    let width = inputCount + outputCount
    let section = UnsafeRawPointer(
      view.bytes + view.section(Section.goldenSteps))
    return (0..<goldenStepCount).map { step in
      let values = (step * width..<(step + 1) * width).map {
        section.load(fromByteOffset: 2 * $0, as: Int16.self)
      }
      return .init(
        inputs: Array(values[..<inputCount]),
        outputs: Array(values[inputCount...]))
    }
  }

  /// The layers, from input to output.
  public var layers: [LayerSummary] { layerViews.map(LayerSummary.init) }

  /// What a report says of a layer.
  public struct LayerSummary: Sendable {
    /// The layer's kind.
    public let kind: QuantizedLayer.Kind
    /// Values that the layer takes and gives; of a convolution those of a
    /// frame of its output.
    public let inputSize, outputSize: Int
    /// Where among the kept values each operand begins; nil for what the layer
    /// before gives, or the model's input.
    public let sources: [Int?]
    /// The frames of a convolution; nil of another layer.
    public let convolution: FrameShape?
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
    /// An LSTM's cell state lies in `-2^cellRange..<2^cellRange`, times the
    /// range of a candidate that is not tanh.
    public let cellRange: Int
    /// The activations of a layer with gates; the usual of another.
    public let activations: GateActivations
    /// What one unit of the int16 output stands for.
    public let outputScale: Float
    /// The largest magnitude that an accumulator can reach; below 2^31.
    public let accumulatorBound: UInt32
  }

  /// Whether cores run the model whose weights do not lie for a host's vectors.
  public var runsOnDevices: Bool { layers.allSatisfy { $0.layout != .panels } }

  /// The file's bytes as the runtime reads them, as long as the model lives.
  var view: ModelView { ModelView(handle.bytes) }

  /// The layers' entries, from input to output.
  var layerViews: [LayerView] { (0..<view.layerCount).map(view.layer) }

  private func name(_ name: UnsafePointer<CChar>?) -> String {
    name.map { String(cString: $0) } ?? ""
  }
}

extension QuantizedModel.LayerSummary {
  fileprivate init(_ layer: LayerView) {
    kind = QuantizedLayer.Kind(layer)
    inputSize = layer.inputSize
    outputSize = layer.outputSize
    sources = layer.places
    weightBits = layer.weightBits
    layout = WeightLayout(layer)
    weightsSize = Int(layer.weightsSize)
    let kept = KeptBlockCount(layer)
    convolution = FrameShape(layer)
    let macs =
      kind.macs(inputSize: inputSize, outputSize: outputSize)
      * layer.outputFrames
    self.macs = kept.map { Int((Double(macs) * $0.density).rounded()) } ?? macs
    keptBlocks = kept
    inputShift = Int(layer.inputShift)
    cellRange = Int(layer.cellRange)
    activations = kind.hasGates ? layer.gateActivations : .standard
    outputScale = Float(bitPattern: layer.outputScaleBits)
    accumulatorBound = layer.accumulatorBound
  }
}

extension LayerView {
  /// Where in the memory each operand begins; nil for what the layer before
  /// gives.
  var places: [Int?] {
    let isPair = kind == .pointwise && takesPair
    return (isPair ? [source, secondSource] : [source]).map {
      $0 == 0 ? nil : Int($0) - 1
    }
  }
}

extension WeightLayout {
  /// The layout that a layer's entry states.
  init(_ layer: LayerView) {
    self =
      layer.shape.isPanelled
      ? .panels : layer.blockWidth == 16 ? .wide : .narrow
  }
}

extension QuantizedLayer.Kind {
  /// The kind that a layer's entry states.
  init(_ layer: LayerView) {
    self =
      switch layer.kind {
      case .embedding: .embedding
      case .simpleRNN:
        switch layer.variant {
        case SimpleRNNVariant.relu.rawValue: .rnnReLU
        case SimpleRNNVariant.linear.rawValue: .rnnLinear
        default: .rnnTanh
        }
      case .gru: layer.shape.isResetAfter ? .gruResetAfter : .gruResetBefore
      case .lstm: .lstm
      case .dense:
        switch layer.activation {
        case .linear: .denseLinear
        case .relu: .denseReLU
        case .sigmoid: .denseSigmoid
        case .tanh: .denseTanh
        }
      case .pointwise: .init(pointwise: layer)
      case .history: .history
      case .layerNorm: .layerNorm
      case .conv1D:
        switch layer.activation {
        case .linear: .convLinear
        case .relu: .convReLU
        case .sigmoid: .convSigmoid
        case .tanh: .convTanh
        }
      }
  }

  /// The kind and the variant in a layer's entry.
  var codes: (kind: LayerKind, variant: UInt8) {
    switch self {
    case .embedding: (.embedding, 0)
    case .rnnTanh: (.simpleRNN, SimpleRNNVariant.tanh.rawValue)
    case .rnnReLU: (.simpleRNN, SimpleRNNVariant.relu.rawValue)
    case .rnnLinear: (.simpleRNN, SimpleRNNVariant.linear.rawValue)
    case .gruResetBefore: (.gru, GRUVariant.resetBefore.rawValue)
    case .gruResetAfter: (.gru, GRUVariant.resetAfter.rawValue)
    case .lstm: (.lstm, 0)
    case .denseLinear: (.dense, RowActivation.linear.rawValue)
    case .denseReLU: (.dense, RowActivation.relu.rawValue)
    case .denseSigmoid: (.dense, RowActivation.sigmoid.rawValue)
    case .denseTanh: (.dense, RowActivation.tanh.rawValue)
    case .sumLinear: (.pointwise, RowActivation.linear.rawValue)
    case .sumReLU: (.pointwise, RowActivation.relu.rawValue)
    case .sumSigmoid: (.pointwise, RowActivation.sigmoid.rawValue)
    case .sumTanh: (.pointwise, RowActivation.tanh.rawValue)
    case .leakyReLU: (.pointwise, PointwiseFunction.leakyReLU.rawValue)
    case .multiply: (.pointwise, PointwiseFunction.multiply.rawValue)
    case .magnitude: (.pointwise, PointwiseFunction.magnitude.rawValue)
    case .copy: (.pointwise, PointwiseFunction.copy.rawValue)
    case .reverse: (.pointwise, PointwiseFunction.reverse.rawValue)
    case .history: (.history, 0)
    case .layerNorm: (.layerNorm, 0)
    case .convLinear: (.conv1D, RowActivation.linear.rawValue)
    case .convReLU: (.conv1D, RowActivation.relu.rawValue)
    case .convSigmoid: (.conv1D, RowActivation.sigmoid.rawValue)
    case .convTanh: (.conv1D, RowActivation.tanh.rawValue)
    }
  }

  /// Multiply-accumulates of a timestep, padding not counted.
  fileprivate func macs(inputSize: Int, outputSize: Int) -> Int {
    let gates = self == .gruResetAfter ? 3 : gateCount
    return gates * outputSize * (inputSize + (isRecurrent ? outputSize : 0))
  }
}
