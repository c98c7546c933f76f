import SwiftletCells
import SwiftletRuntime

/// The layers of a Keras model as they are read.
struct KerasChain {
  /// The weights of all layers.
  let weights: HDF5File
  private(set) var layers: [ImportedLayer] = []
  private var outputFunction = ImportedNetwork.OutputFunction.none
  /// What is done to the inputs.
  var scaling = InputScaling()
  /// What the reader supposes, a sentence each.
  var remarks: [String] = []
  private var isLastStep = false

  init(weights: HDF5File) { self.weights = weights }

  /// The network.
  ///
  /// - Parameter inputLength: How many timesteps the model takes in a call.
  /// - Throws: `ImportError` when the layers make none.
  func network(_ inputLength: InputLength) throws -> ImportedNetwork {
    try ImportedNetwork(
      format: "Keras", layers, outputFunction: outputFunction,
      normalization: try scaling.normalization(before: layers),
      scoring: isLastStep ? .lastStep : nil, inputLength: inputLength,
      remarks: remarks)
  }

  /// Adds a layer.
  ///
  /// - Throws: `ImportError` when it, or a setting of it, is not understood.
  mutating func append(_ layer: KerasLayer) throws {
    switch layer.className {
    case "InputLayer", "Dropout", "SpatialDropout1D", "GaussianNoise",
      "GaussianDropout", "AlphaDropout", "ActivityRegularization":
      return
    case "Normalization", "Rescaling": try appendScaling(layer)
    case "Embedding": try appendEmbedding(layer)
    case "SimpleRNN", "GRU", "LSTM": try appendRecurrent(layer)
    case "Dense": try appendDense(layer)
    case "TimeDistributed": try appendTimeDistributed(layer)
    case "Activation":
      try layer.expectOnly(["activation"])
      try activate(try layer.activation("activation"), layer)
    case "ReLU":
      try layer.expectOnly([])
      try activate("relu", layer)
    case "Softmax":
      try layer.expectOnly(["axis"])
      guard layer.integer("axis") == -1 else {
        throw layer.error("its axis must be -1; save another model")
      }
      try activate("softmax", layer)
    default: throw layer.error(Self.refusal(layer.className))
    }
  }

  private mutating func appendEmbedding(_ layer: KerasLayer) throws {
    guard !layer.flag("mask_zero") else {
      throw layer.error(
        "mask_zero leaves timesteps out, which swiftlet does not; train with "
          + "mask_zero=False")
    }
    try layer.expectOnly(["input_dim", "output_dim"])
    let table = try matrices(layer, ["0"])[0]
    try checkEnd(layer)
    layers.append(.embedding(layer.name, table))
  }

  private mutating func appendDense(_ layer: KerasLayer) throws {
    try layer.expectOnly(["activation", "units", "use_bias"])
    let isBiased = layer.flag("use_bias")
    let arrays = try arrays(layer, isBiased ? ["0", "1"] : ["0"])
    let kernel = try matrix(arrays[0], layer).transposed
    if isBiased, arrays[1].shape != [kernel.rows] {
      throw layer.error("its bias does not fit its kernel; save again")
    }
    try checkEnd(layer)
    layers.append(
      .dense(layer.name, kernel, bias: isBiased ? arrays[1].values : nil))
    try activate(try layer.activation("activation"), layer)
  }

  private mutating func appendTimeDistributed(_ layer: KerasLayer) throws {
    let wrapped = try layer.wrapped()
    guard wrapped.className == "Dense" else {
      throw wrapped.error(
        "within TimeDistributed only Dense is supported; take a plain layer")
    }
    try appendDense(wrapped)
  }

  private mutating func appendRecurrent(_ layer: KerasLayer) throws {
    guard !isLastStep else {
      throw layer.error(
        "the recurrent layer before gives its last timestep only; give it "
          + "return_sequences=True")
    }
    try checkEnd(layer)
    let reader = KerasRecurrent(layer)
    try reader.refuseUnsupported()
    layers.append(
      try reader.layer(try arrays(layer, reader.names, within: ["cell"])))
    isLastStep = !layer.flag("return_sequences")
    if layer.flag("stateful") {
      remarks.append("'\(layer.name)' is stateful: its state starts at zeros")
    }
  }

  /// Puts an activation after the last layer.
  private mutating func activate(
    _ activation: String, _ layer: KerasLayer
  ) throws {
    try checkEnd(layer)
    if activation == "linear" { return }
    if activation == "softmax" || activation == "log_softmax" {
      outputFunction = activation == "softmax" ? .softmax : .logSoftmax
      return
    }
    guard let known = Layer.DenseActivation(rawValue: activation) else {
      throw layer.error(
        "the activation '\(activation)' is not supported; train with relu, "
          + "relu6, sigmoid, hard_sigmoid, tanh or hard_tanh")
    }
    guard let last = layers.indices.last,
      case .dense(let inputSize, let outputSize, .linear) =
        layers[last].layer
    else {
      throw layer.error(
        "an activation that follows no linear Dense layer is not supported; "
          + "put it after one")
    }
    if known == .hardSigmoid {
      let function = try layer.hardSigmoid()
      layers[last] = layers[last].activated(by: function) ?? layers[last]
      return
    }
    layers[last].layer = .dense(
      inputSize: inputSize, outputSize: outputSize, activation: known)
  }

  private func checkEnd(_ layer: KerasLayer) throws {
    guard outputFunction == .none else {
      throw layer.error(
        "it follows a softmax, which must come last; save another model")
    }
  }

  private static func refusal(_ className: String) -> String {
    switch className {
    case "Bidirectional":
      "a bidirectional layer needs the whole sequence at once; train with one "
        + "direction"
    case "BatchNormalization", "LayerNormalization":
      "a normalization layer is not supported; train without it"
    case "Masking":
      "masking leaves timesteps out, which swiftlet does not; train without it"
    case "RNN", "StackedRNNCells":
      "a layer of a cell is not supported; take SimpleRNN, GRU or LSTM"
    case "Sequential", "Functional":
      "a model within the model is not supported; put its layers into the model"
    case "Conv1D", "ConvLSTM1D", "SeparableConv1D":
      "a convolution is not supported; swiftlet runs embedding, recurrent and "
        + "dense layers"
    default:
      "the layer is not understood; swiftlet runs Embedding, SimpleRNN, GRU, "
        + "LSTM and Dense"
    }
  }
}

/// Weights.
extension KerasChain {
  /// A layer's arrays, which must be all that it has, but for those `beside`
  /// them that are not read.
  func arrays(
    _ layer: KerasLayer, _ names: [String], within group: [String] = [],
    beside others: [String] = []
  ) throws -> [(shape: [Int], values: [Float])] {
    let path = layer.path + group + ["vars"]
    let found = try weights.names(in: path) ?? []
    guard found == names + others else {
      throw layer.error(
        "its weights '\(path.joined(separator: "/"))' are "
          + "[\(found.joined(separator: ", "))], not "
          + "[\((names + others).joined(separator: ", "))]; save the model with Keras 3"
      )
    }
    return try names.map { name in
      guard let array = try weights.dataset(path + [name]) else {
        throw layer.error("its weight \(name) is no array; save again")
      }
      return array
    }
  }

  private func matrices(
    _ layer: KerasLayer, _ names: [String]
  ) throws -> [Matrix] {
    try arrays(layer, names).map { try matrix($0, layer) }
  }

  private func matrix(
    _ array: (shape: [Int], values: [Float]), _ layer: KerasLayer
  ) throws -> Matrix {
    try Matrix(keras: array, layer)
  }
}

extension Matrix {
  /// A matrix of a Keras layer.
  ///
  /// - Throws: `ImportError` when the array is none.
  init(
    keras array: (shape: [Int], values: [Float]), _ layer: KerasLayer
  ) throws {
    guard array.shape.count == 2, !array.shape.contains(0) else {
      throw layer.error(
        "a weight has the shape \(array.shape), where a matrix is expected; "
          + "save the model again")
    }
    self.init(
      rows: array.shape[0], columns: array.shape[1], values: array.values)
  }
}
