import SwiftletCells
import SwiftletRuntime

/// A layer as a float model's metadata holds it.
struct LayerRecord: Codable {
  /// The largest size of a layer that is read.
  static let sizeLimit = 1 << 20
  /// The largest number of layers that is read.
  static let countLimit = 1000

  /// Refuses more layers than a file holds, before they are read.
  ///
  /// - Throws: `ImportError` that says so.
  static func checkCount(_ count: Int) throws {
    guard count <= countLimit else {
      throw ImportError(
        "the network has more than \(countLimit) layers; split it")
    }
  }

  var kind: String
  var vocabularySize: Int?
  var inputSize: Int?
  var hiddenSize: Int?
  var outputSize: Int?
  var activation: String?
  var recurrentActivation: String?
  var resetAfter: Bool?
  var size: Int?
  var slope: Float?
  var epsilon: Float?
  var frames: Int?
  var channels: Int?
  var outputChannels: Int?
  var kernel: Int?
  var stride: Int?
  var dilation: Int?
  var padding: [Int]?
  /// Where in the network's memory the operands begin; none for what the layer
  /// before gives.
  var source: Int?
  var second: Int?

  enum CodingKeys: String, CodingKey {
    case kind, activation, size, slope, epsilon, source, second
    case frames, channels, kernel, stride, dilation, padding
    case outputChannels = "output_channels"
    case vocabularySize = "vocabulary_size"
    case inputSize = "input_size"
    case hiddenSize = "hidden_size"
    case outputSize = "output_size"
    case recurrentActivation = "recurrent_activation"
    case resetAfter = "reset_after"
  }

  init(_ layer: Layer, _ source: Network.Source) {
    kind = layer.kindName
    self.source = source.first
    second = source.second
    switch layer {
    case .embedding(let vocabularySize, let outputSize):
      self.vocabularySize = vocabularySize
      self.outputSize = outputSize
    case .simpleRNN(let inputSize, let hiddenSize, let activation):
      self.inputSize = inputSize
      self.hiddenSize = hiddenSize
      self.activation = activation.rawValue
    case .gru(let inputSize, let hiddenSize, let resetAfter, let activations):
      self.inputSize = inputSize
      self.hiddenSize = hiddenSize
      self.resetAfter = resetAfter
      take(activations)
    case .lstm(let inputSize, let hiddenSize, let activations):
      self.inputSize = inputSize
      self.hiddenSize = hiddenSize
      take(activations)
    case .dense(let inputSize, let outputSize, let activation):
      self.inputSize = inputSize
      self.outputSize = outputSize
      self.activation = activation.rawValue
    case .pointwise(let function, let size):
      self.size = size
      if case .activation(let activation) = function {
        self.activation = activation.rawValue
      }
      if case .leakyReLU(let slope) = function { self.slope = slope }
    case .history(let size, let inputSize):
      self.size = size
      self.inputSize = inputSize
    case .layerNorm(let size, let epsilon):
      self.size = size
      self.epsilon = epsilon
    case .conv1D(let shape, let activation):
      frames = shape.frames
      channels = shape.channels
      outputChannels = shape.outputChannels
      kernel = shape.kernel
      stride = shape.stride
      dilation = shape.dilation
      padding = [shape.leftPadding, shape.rightPadding]
      self.activation = activation.rawValue
    }
  }

  /// A file holds those that are not the usual.
  private mutating func take(_ activations: GateActivations) {
    if activations.candidate != .tanh {
      activation = activations.candidate.name
    }
    if activations.gates != .sigmoid {
      recurrentActivation = activations.gates.name
    }
  }

  /// Where the layer's operands come from.
  var networkSource: Network.Source { .init(source, second: second) }

  /// The layer.
  ///
  /// - Parameter index: the layer's index, for messages.
  /// - Throws: `ImportError` when the kind or the activation is unknown, or a
  ///   size is missing or not from 1 to the limit.
  func layer(at index: Int) throws -> Layer {
    func size(_ path: KeyPath<LayerRecord, Int?>, _ key: CodingKeys)
      throws -> Int
    {
      guard let size = self[keyPath: path], 1...Self.sizeLimit ~= size else {
        throw damaged(
          "layer \(index) ('\(kind)') needs a \(key.rawValue) from 1 to "
            + "\(Self.sizeLimit)")
      }
      return size
    }
    switch kind {
    case "embedding":
      return .embedding(
        vocabularySize: try size(\.vocabularySize, .vocabularySize),
        outputSize: try size(\.outputSize, .outputSize))
    case "rnn":
      return .simpleRNN(
        inputSize: try size(\.inputSize, .inputSize),
        hiddenSize: try size(\.hiddenSize, .hiddenSize),
        activation: try activation(at: index))
    case "gru":
      guard let resetAfter else {
        throw damaged("layer \(index) ('gru') needs reset_after")
      }
      return .gru(
        inputSize: try size(\.inputSize, .inputSize),
        hiddenSize: try size(\.hiddenSize, .hiddenSize),
        resetAfter: resetAfter, activations: try gateActivations(at: index))
    case "lstm":
      return .lstm(
        inputSize: try size(\.inputSize, .inputSize),
        hiddenSize: try size(\.hiddenSize, .hiddenSize),
        activations: try gateActivations(at: index))
    case "dense":
      return .dense(
        inputSize: try size(\.inputSize, .inputSize),
        outputSize: try size(\.outputSize, .outputSize),
        activation: try activation(at: index))
    case "history":
      return .history(
        size: try size(\.size, .size),
        inputSize: try size(\.inputSize, .inputSize))
    case "layer_norm":
      guard let epsilon, epsilon.isFinite, epsilon >= 0 else {
        throw damaged(
          "layer \(index) ('layer_norm') needs an epsilon of at least 0")
      }
      return .layerNorm(size: try size(\.size, .size), epsilon: epsilon)
    case "conv1d":
      guard let padding, padding.count == 2,
        padding.allSatisfy({ 0...Self.sizeLimit ~= $0 })
      else {
        throw damaged("layer \(index) ('conv1d') needs two paddings")
      }
      return .conv1D(
        Convolution(
          frames: try size(\.frames, .frames),
          channels: try size(\.channels, .channels),
          outputChannels: try size(\.outputChannels, .outputChannels),
          kernel: try size(\.kernel, .kernel),
          stride: try size(\.stride, .stride),
          dilation: try size(\.dilation, .dilation),
          leftPadding: padding[0], rightPadding: padding[1]),
        activation: try activation(at: index))
    default:
      return .pointwise(
        try pointwise(at: index), size: try size(\.size, .size))
    }
  }

  /// The function of a pointwise layer.
  private func pointwise(at index: Int) throws -> Pointwise {
    switch kind {
    case "copy": return .copy
    case "reverse": return .reverse
    case "add": return .add
    case "subtract": return .subtract
    case "multiply": return .multiply
    case "magnitude": return .magnitude
    case "activation": return .activation(try activation(at: index))
    case "leaky_relu":
      guard let slope, slope.isFinite else {
        throw damaged("layer \(index) ('\(kind)') needs a slope")
      }
      return .leakyReLU(slope: slope)
    default:
      throw ImportError(
        "layer \(index) is of the unknown kind '\(kind)'; the kinds are "
          + "embedding, rnn, gru, lstm, dense, conv1d, history, layer_norm, "
          + "copy, reverse, add, subtract, multiply, magnitude, activation, "
          + "leaky_relu")
    }
  }

  private func activation<Activation: RawRepresentable & CaseIterable>(
    at index: Int
  ) throws -> Activation where Activation.RawValue == String {
    guard let known = Activation(rawValue: activation ?? "") else {
      throw unknownActivation(
        activation ?? "", Activation.allCases.map(\.rawValue), at: index)
    }
    return known
  }

  private func gateActivations(at index: Int) throws -> GateActivations {
    GateActivations(
      candidate: try term(activation, default: .tanh, at: index),
      gates: try term(recurrentActivation, default: .sigmoid, at: index))
  }

  private func term<Term: NamedTerm>(
    _ name: String?, default usual: Term, at index: Int
  ) throws -> Term {
    guard let name else { return usual }
    guard let known = Term(name: name) else {
      throw unknownActivation(name, Term.names, at: index)
    }
    return known
  }

  private func unknownActivation(
    _ name: String, _ known: [String], at index: Int
  ) -> ImportError {
    ImportError(
      "layer \(index) ('\(kind)') has the unknown activation '\(name)'; it "
        + "takes \(known.joined(separator: ", "))")
  }
}
