import SwiftletCells
import SwiftletRuntime

/// Walks a Keras model from its inputs to its outputs and makes the network
/// that it computes.
struct KerasReader {
  /// The weights of all layers.
  let weights: KerasWeights
  /// The version of Keras that saved the model, where the file says so.
  let version: Int?
  /// The layers of the network so far.
  var layers = KerasLayers()
  /// What is done to each of the model's inputs, and how many values it has.
  var inputs: [(scaling: InputScaling, size: Int)] = []
  /// What the reader supposes, a sentence each.
  var remarks: [String] = []
  /// How many timesteps the one input brings as a vector; nil of others.
  var vectorLength: Int?
  /// What each node of the model gives.
  private var values: [KerasValue] = []
  /// How many more parameters and joined values are read: a file may take the
  /// same layer again and again.
  private var budget = 1 << 26

  init(weights: KerasWeights, version: Int?) {
    self.weights = weights
    self.version = version
  }

  /// The network of a model.
  ///
  /// - Throws: `ImportError` when a layer, or a setting of it, is not
  ///   understood.
  mutating func network(of model: KerasGraph) throws -> ImportedNetwork {
    let uses = model.uses
    for (index, node) in model.nodes.enumerated() {
      var value =
        model.inputs.contains(index)
        ? try input(node.layer, takesSymbols: model.takesSymbols(index))
        : try self.value(of: node)
      value.isShared = value.isShared || uses[index] > 1
      values.append(value)
    }
    let given = model.inputs.map { (model.nodes[$0].layer.name, values[$0]) }
    remarkInputs(given)
    let output = try output(
      model.outputs.map { (model.nodes[$0].layer.name, values[$0]) })
    return try network(
      giving: output,
      model.nodes.contains { $0.layer.flag("stateful") }
        ? .carried
        : try vectorLength.map(InputLength.fixed) ?? Self.inputLength(given))
  }

  private func network(
    giving output: KerasValue, _ inputLength: InputLength
  ) throws -> ImportedNetwork {
    let line = try layers.line(
      inputSize: inputs.reduce(0) { $0 + $1.size }, giving: output.signal)
    return try ImportedNetwork(
      format: "Keras", line.layers, sources: line.sources,
      outputFunction: output.function,
      normalization: try line.layers.first.flatMap {
        try InputScaling.normalization(inputs, before: $0)
      },
      scoring: output.isLastStep ? .lastStep : nil, inputLength: inputLength,
      remarks: remarks)
  }

  private mutating func value(of node: KerasGraph.Node) throws -> KerasValue {
    let layer = node.layer
    if let reason = layer.refusal { throw layer.error(reason) }
    let taken = node.inputs.map { values[$0] }
    if !layer.isIdentity { for value in taken { try check(value, layer) } }
    if taken.count == 1, let map = node.call?.affine(layer.className) {
      return folded(
        taken[0],
        .same(taken[0].signal.count, scale: map.scale, shift: map.shift), layer)
    }
    if layer.isMerge { return try merged(taken, layer) }
    guard taken.count == 1, node.call?.others.isEmpty ?? true else {
      throw layer.error(
        "it takes \(node.call?.others.first.map { "'\($0)'" } ?? "a state") "
          + "from another layer, where swiftlet starts every layer from a "
          + "state of zeros; save a model without that")
    }
    if layer.className == "GetItem" {
      return try part(of: taken[0], node.call?.indices ?? [], layer)
    }
    return try read(layer, taken[0])
  }

  /// Refuses a layer that does not run on a value as it is.
  private func check(_ value: KerasValue, _ layer: KerasLayer) throws {
    guard value.function == .none else {
      throw layer.error(
        "it follows a \(value.function.rawValue), which must come last; save "
          + "another model")
    }
    if let error = value.rearranged, layer.className != "Flatten" {
      throw error
    }
    if let error = value.exchanged, layer.className != "Permute" { throw error }
    guard value.padding == 0 || layer.isConvolution else { throw padded(value) }
    guard value.excess == 0 || layer.keepsExcess else { throw excess(value) }
  }

  /// What a layer makes of a value.
  ///
  /// - Throws: `ImportError` when it, or a setting of it, is not understood.
  mutating func read(
    _ layer: KerasLayer, _ value: KerasValue
  ) throws -> KerasValue {
    if layer.isIdentity { return value }
    if layer.isDistributed { return try distributed(layer, value) }
    switch layer.className {
    case "Normalization", "Rescaling", "BatchNormalization":
      return try scaled(value, layer)
    case "LayerNormalization": return try layerNormalized(value, layer)
    case "Masking": return try unmasked(value, layer)
    case "Flatten", "Reshape", "Permute": return try reshaped(value, layer)
    case "Embedding": return try embedded(value, layer)
    case "SimpleRNN", "GRU", "LSTM", "RNN": return try recurrent(value, layer)
    case "Cropping1D": return try cropped(value, layer)
    case "Dense": return try dense(value, layer)
    case "Conv1D", "DepthwiseConv1D", "SeparableConv1D":
      return try convolved(value, layer)
    case "ZeroPadding1D": return try padded(value, layer)
    case "TimeDistributed": return try timeDistributed(value, layer)
    case "Activation":
      try layer.expectOnly(["activation"])
      return try activated(value, try layer.activation("activation"), layer)
    case "Relu", "Relu6", "Sigmoid", "Tanh":
      return try activated(value, layer.className.lowercased(), layer)
    case "LeakyReLU", "PReLU", "ReLU": return try rectified(value, layer)
    case "Softmax":
      try layer.expectOnly(["axis"])
      guard layer.integer("axis") == -1 else {
        throw layer.error("its axis must be -1; save another model")
      }
      return try activated(value, "softmax", layer)
    default:
      throw layer.error(
        "the layer is not understood; swiftlet runs Embedding, SimpleRNN, GRU, "
          + "LSTM, Conv1D, LayerNormalization and Dense")
    }
  }
}

/// Layers with weights, and activations.
extension KerasReader {
  /// Adds a layer with weights, or a history.
  mutating func append(
    _ imported: ImportedLayer, to value: KerasValue, _ layer: KerasLayer
  ) throws -> KerasValue {
    try spend(imported.exact.values.reduce(0) { $0 + $1.count }, layer)
    return value.after(layers.append(imported, to: value.signal))
  }

  /// Counts what a layer adds to the network.
  ///
  /// - Throws: `ImportError` when the network becomes too large.
  mutating func spend(_ count: Int, _ layer: KerasLayer) throws {
    budget -= count
    guard budget > 0 else {
      throw layer.error("the network becomes too large; make it smaller")
    }
  }

  private mutating func embedded(
    _ value: KerasValue, _ layer: KerasLayer
  ) throws -> KerasValue {
    guard !layer.flag("mask_zero") else {
      throw layer.error(
        "mask_zero leaves timesteps out, which swiftlet does not; train with "
          + "mask_zero=False")
    }
    guard value.input != nil, inputs.count == 1 else {
      throw layer.error(
        "an embedding takes the model's only input; save a model without other "
          + "inputs, or without the embedding")
    }
    try layer.expectOnly(["input_dim", "input_length", "output_dim"])
    let arrays = try weights.arrays(layer, ["embeddings"])
    return try append(
      .embedding(layer.name, try Matrix(keras: arrays[0], layer)), to: value,
      layer)
  }

  private mutating func dense(
    _ value: KerasValue, _ layer: KerasLayer
  ) throws -> KerasValue {
    try layer.expectOnly(["activation", "units", "use_bias"])
    let isBiased = layer.flag("use_bias")
    let arrays = try weights.arrays(
      layer, isBiased ? ["kernel", "bias"] : ["kernel"])
    let kernel = try Matrix(keras: arrays[0], layer).transposed
    if isBiased, arrays[1].shape != [kernel.rows] {
      throw layer.error("its bias does not fit its kernel; save again")
    }
    try check(value, kernel.columns, layer)
    return try activated(
      try append(
        .dense(layer.name, kernel, bias: isBiased ? arrays[1].values : nil),
        to: value, layer),
      try layer.activation("activation"), layer)
  }

  private mutating func timeDistributed(
    _ value: KerasValue, _ layer: KerasLayer
  ) throws -> KerasValue {
    try distributed(layer.wrapped(), value)
  }

  /// A layer of single timesteps.
  private mutating func distributed(
    _ layer: KerasLayer, _ value: KerasValue
  ) throws -> KerasValue {
    var layer = layer
    layer.isDistributed = false
    let known: Set<String> = [
      "Activation", "BatchNormalization", "Dense", "Flatten",
      "LayerNormalization", "LeakyReLU", "ReLU", "Rescaling", "Softmax",
    ]
    guard known.contains(layer.className) || layer.isIdentity else {
      throw layer.error(
        layer.refusal
          ?? "within TimeDistributed only layers of single timesteps, such as "
          + "Dense, are supported; take a plain layer")
    }
    guard value.hasTime else {
      throw layer.error(
        "it takes the last timestep alone; give the recurrent layer before it "
          + "return_sequences=True")
    }
    var step = value
    step.shape.removeFirst()
    var result = try read(layer, step)
    result.shape.insert(value.shape[0], at: 0)
    return result
  }

  private mutating func recurrent(
    _ value: KerasValue, _ layer: KerasLayer
  ) throws -> KerasValue {
    guard value.hasTime else {
      throw layer.error(
        "the recurrent layer before gives its last timestep only; give it "
          + "return_sequences=True")
    }
    try layer.refuseBackwards()
    let cells = try layer.cells()
    if layer.className == "RNN" {
      try layer.expectOnly(KerasLayer.sequenceSettings.union(["cell"]))
    }
    var result = value
    var place = 0
    for cell in cells {
      let reader = KerasRecurrent(cell)
      try reader.refuseUnsupported()
      let arrays = try weights.arrays(
        cell, reader.roles, within: layer.className == "RNN" ? [] : ["cell"],
        from: place)
      place += arrays.count
      let imported = try reader.layer(
        arrays,
        hardSigmoid: reader.hasHardGates ? try hardSigmoid(of: layer) : .own)
      try check(result, imported.layer.inputSize, cell)
      result = try append(imported, to: result, cell)
    }
    if layer.flag("stateful") {
      remarks.append("'\(layer.name)' is stateful: its state starts at zeros")
    }
    if !layer.flag("return_sequences") {
      result.shape.removeFirst()
      result.isLastStep = true
    }
    return result
  }

  /// Checks that a layer's weights are for as many values as it takes.
  func check(
    _ value: KerasValue, _ size: Int, _ layer: KerasLayer
  ) throws {
    guard value.signal.count == size else {
      throw layer.error(
        "its weights are for \(size) values, but it takes "
          + "\(value.signal.count); save the model again")
    }
  }
}

extension Matrix {
  /// A matrix of a Keras layer.
  ///
  /// - Throws: `ImportError` when the array is none.
  init(keras array: KerasArray, _ layer: KerasLayer) throws {
    guard array.shape.count == 2, !array.shape.contains(0) else {
      throw layer.error(
        "a weight has the shape \(array.shape), where a matrix is expected; "
          + "save the model again")
    }
    self.init(
      rows: array.shape[0], columns: array.shape[1], values: array.values)
  }
}
