public import SwiftletRuntime

/// A quantized network: all that a model file holds, before it is laid out in
/// bytes. ARITHMETIC.md says what the numbers mean.
public struct QuantizedNetwork: Equatable, Sendable {
  /// The layers, from input to output.
  public var layers: [QuantizedLayer]
  /// 8 or 16: the width of the values that meet weights.
  public var activationBits: Int
  /// One entry a feature.
  public var inputs: [InputChannel]
  /// One entry an output.
  public var outputs: [OutputChannel]
  /// What the outputs are for.
  public var task: ModelTask
  /// At which steps the outputs count.
  public var scoring: Scoring
  /// What a step makes of a missing input.
  public var gapPolicy: GapPolicy
  /// Timesteps of the windows that the network was trained on; nil of one that
  /// runs on.
  public var window: Int?
  /// The steps that the model records for its self-test, from a state of
  /// zeros.
  public var goldenSteps: [GoldenStep] = []

  /// Whether a stream starts from another state than zeros.
  public var hasInitialState: Bool {
    layers.contains { !($0.initialHidden.isEmpty && $0.initialCell.isEmpty) }
  }

  /// Puts a network together; `check` says whether its parts fit.
  public init(
    layers: [QuantizedLayer], activationBits: Int, inputs: [InputChannel],
    outputs: [OutputChannel], task: ModelTask, scoring: Scoring,
    gapPolicy: GapPolicy
  ) {
    self.layers = layers
    self.activationBits = activationBits
    self.inputs = inputs
    self.outputs = outputs
    self.task = task
    self.scoring = scoring
    self.gapPolicy = gapPolicy
  }

  /// A feature, and how its values become int16.
  ///
  /// A raw value stands for `raw / 2^fractionBits` units of the data; the
  /// network sees `((raw << shift) - zero) multiplier / 2^32`.
  public struct InputChannel: Equatable, Sendable {
    /// The feature's name.
    public var name: String
    /// The shifted raw value that becomes 0; below 2^30 in magnitude.
    public var zero: Int32
    /// At least 0.
    public var multiplier: Int32
    /// 0...31.
    public var fractionBits: Int
    /// 0...30.
    public var shift: Int

    /// Makes a channel of its parts.
    public init(
      name: String, zero: Int32, multiplier: Int32, fractionBits: Int,
      shift: Int
    ) {
      self.name = name
      self.zero = zero
      self.multiplier = multiplier
      self.fractionBits = fractionBits
      self.shift = shift
    }
  }

  /// An output, and how its int16 values become values of the data:
  /// `value multiplier / 2^16 + offset`, with `fractionBits` fraction bits.
  public struct OutputChannel: Equatable, Sendable {
    /// The class's name, or that of the predicted value.
    public var name: String
    /// The unit of an output's int16 in `2^-16` of the raw unit.
    public var multiplier: Int32
    /// What an output of 0 stands for.
    public var offset: Int32
    /// 0...31.
    public var fractionBits: Int

    /// Makes a channel of its parts.
    public init(
      name: String, multiplier: Int32, offset: Int32, fractionBits: Int
    ) {
      self.name = name
      self.multiplier = multiplier
      self.offset = offset
      self.fractionBits = fractionBits
    }
  }

  /// One step of the self-test: inputs, and the outputs that they give.
  public struct GoldenStep: Equatable, Sendable {
    /// `(inputs.count)`.
    public var inputs: [Int16]
    /// `(outputs.count)`.
    public var outputs: [Int16]

    /// Makes a golden step.
    public init(inputs: [Int16], outputs: [Int16]) {
      self.inputs = inputs
      self.outputs = outputs
    }
  }
}

/// One layer of a quantized network.
public struct QuantizedLayer: Equatable, Sendable {
  /// The layer's kind.
  public var kind: Kind
  /// Values that the layer takes, or that a frame of a convolution's output
  /// sees.
  public var inputSize: Int
  /// Values that the layer gives, a convolution at each frame.
  public var outputSize: Int
  /// The frames of a convolution; nil of another layer.
  public var convolution: FrameShape?
  /// 4, 8 or 16; an embedding's 8 or 16.
  public var weightBits: Int
  /// How the weights lie in a file: one of `layouts`.
  public var layout = WeightLayout.narrow
  /// Left shift of the sums over the input, 0...15; 0 without a hidden state.
  public var inputShift = 0
  /// An LSTM's cell state lies in `-2^cellRange..<2^cellRange`, 1...12, times
  /// the range of a candidate that is not tanh; 0 for other kinds.
  public var cellRange = 0
  /// The activations of a layer with gates; the usual of another.
  public var activations = GateActivations.standard
  /// What one unit of the layer's int16 output stands for; for reports.
  public var outputScale: Float = 1 / 32768
  /// Where in the network's memory the layer's operand begins, and the second
  /// one of a pointwise layer; nil for what the layer before gives.
  public var source, secondSource: Int?
  /// h at the start of a stream; none for zeros.
  public var initialHidden: [Int16] = []
  /// An LSTM's c at the start of a stream; none for zeros.
  public var initialCell: [Int32] = []
  /// The rows, gate after gate, `outputSize` rows a gate: an LSTM's i f g o; a
  /// reset-before GRU's r z n; a reset-after GRU's r z, then the candidate's
  /// part over the input, then its part over the hidden state. A pointwise
  /// layer has one for all units, with a weight for each operand, or only a
  /// multiplier; a leaky relu a second one for negative values. A layer
  /// normalization has one without weights for each value.
  public var rows: [QuantizedRow] = []
  /// E of a layer normalization, `epsilon` in the unit of the squared values
  /// times the square of their number, below 2^55; 0 of another layer.
  public var epsilon = 0
  /// An embedding's table, a row a symbol, `(vocabulary, outputSize)`.
  public var table: [[Int16]] = []

  /// Makes a layer without rows, in the layout of every core.
  public init(kind: Kind, inputSize: Int, outputSize: Int, weightBits: Int) {
    self.kind = kind
    self.inputSize = inputSize
    self.outputSize = outputSize
    self.weightBits = weightBits
  }

  /// The kinds of layers, with their variants.
  public enum Kind: String, Sendable, CaseIterable {
    case embedding
    case rnnTanh = "rnn (tanh)"
    case rnnReLU = "rnn (relu)"
    case rnnLinear = "rnn (linear)"
    case gruResetBefore = "gru (reset before)"
    case gruResetAfter = "gru (reset after)"
    case lstm
    case denseLinear = "dense"
    case denseReLU = "dense (relu)"
    case denseSigmoid = "dense (sigmoid)"
    case denseTanh = "dense (tanh)"
    case sumLinear = "sum"
    case sumReLU = "sum (relu)"
    case sumSigmoid = "sum (sigmoid)"
    case sumTanh = "sum (tanh)"
    case leakyReLU = "leaky relu"
    case multiply, magnitude, copy, reverse, history
    case layerNorm = "layer norm"
    case convLinear = "conv"
    case convReLU = "conv (relu)"
    case convSigmoid = "conv (sigmoid)"
    case convTanh = "conv (tanh)"

    /// How many rows of weights a unit of the layer has; 0 where units share
    /// rows.
    public var gateCount: Int {
      switch self {
      case .embedding, .sumLinear, .sumReLU, .sumSigmoid, .sumTanh, .leakyReLU,
        .multiply, .magnitude, .copy, .reverse, .history, .layerNorm:
        0
      case .convLinear, .convReLU, .convSigmoid, .convTanh: 1
      case .rnnTanh, .rnnReLU, .rnnLinear: 1
      case .denseLinear, .denseReLU, .denseSigmoid, .denseTanh: 1
      case .gruResetBefore: 3
      case .gruResetAfter, .lstm: 4
      }
    }

    /// Whether the layer has a hidden state, which its rows meet.
    public var isRecurrent: Bool {
      switch self {
      case .rnnTanh, .rnnReLU, .rnnLinear, .gruResetBefore, .gruResetAfter,
        .lstm:
        true
      case .embedding, .denseLinear, .denseReLU, .denseSigmoid, .denseTanh,
        .sumLinear, .sumReLU, .sumSigmoid, .sumTanh, .leakyReLU, .multiply,
        .magnitude, .copy, .reverse, .history, .layerNorm, .convLinear,
        .convReLU, .convSigmoid, .convTanh:
        false
      }
    }

    /// Whether what the layer gives is kept.
    public var isKept: Bool { isPointwise || self == .history }

    /// Whether the layer is a convolution.
    public var isConvolution: Bool {
      switch self {
      case .convLinear, .convReLU, .convSigmoid, .convTanh: true
      default: false
      }
    }

    /// Whether the layer is a function of each place.
    public var isPointwise: Bool {
      switch self {
      case .sumLinear, .sumReLU, .sumSigmoid, .sumTanh, .leakyReLU, .multiply,
        .magnitude, .copy, .reverse:
        true
      case .history, .layerNorm, .convLinear, .convReLU, .convSigmoid,
        .convTanh:
        false
      case .embedding, .rnnTanh, .rnnReLU, .rnnLinear, .gruResetBefore,
        .gruResetAfter, .lstm, .denseLinear, .denseReLU, .denseSigmoid,
        .denseTanh:
        false
      }
    }
  }
}

/// How a convolution goes over the frames that a timestep brings. Frame t of its
/// output sees the frames `stride t - leftPadding + dilation j` for `j` in
/// `0..<kernel`, zeros where there is none.
public struct FrameShape: Equatable, Sendable {
  /// Frames that the layer takes, and the values of each.
  public var frames, channels: Int
  /// Frames that a frame of the output sees, and how they lie.
  public var kernel, stride, dilation, leftPadding: Int
  /// Frames that the layer gives.
  public var outputFrames: Int

  /// Makes a shape; each number but the padding goes from 1 to 4096.
  public init(
    frames: Int, channels: Int, kernel: Int, stride: Int, dilation: Int,
    leftPadding: Int, outputFrames: Int
  ) {
    self.frames = frames
    self.channels = channels
    self.kernel = kernel
    self.stride = stride
    self.dilation = dilation
    self.leftPadding = leftPadding
    self.outputFrames = outputFrames
  }
}

/// One row of a layer: its weights, bias and multiplier. Weights lie in
/// -127...127, or -32767...32767 for 16 bits; for 4 bits they are multiples of
/// 16 in -112...112.
public struct QuantizedRow: Equatable, Sendable {
  /// `(inputSize)`, or empty where the row has none.
  public var inputWeights: [Int16]
  /// `(outputSize)`, or empty where the row has none.
  public var hiddenWeights: [Int16]
  /// In the unit of the sum.
  public var bias: Int32
  /// From the unit of the sum to that of the pre-activation, times
  /// 2^32; at least 0, but of a layer normalization of any sign.
  public var multiplier: Int32

  /// Makes a row.
  public init(
    inputWeights: [Int16], hiddenWeights: [Int16], bias: Int32,
    multiplier: Int32
  ) {
    self.inputWeights = inputWeights
    self.hiddenWeights = hiddenWeights
    self.bias = bias
    self.multiplier = multiplier
  }

  /// A row of zeros, which fills a tile up.
  static var zero: QuantizedRow {
    QuantizedRow(inputWeights: [], hiddenWeights: [], bias: 0, multiplier: 0)
  }
}
