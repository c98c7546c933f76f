import CSwiftletKernels
import SwiftletCells
import SwiftletFormat
import SwiftletRuntime

extension QuantizationPlan {
  /// A model's layers in integers.
  ///
  /// - Parameters:
  ///   - model: the model of the plan, or one with other parameters.
  ///   - masks: which blocks of weights are zero, by the layer's index.
  ///   - corrects: whether weights make up for each other's errors.
  /// - Throws: `QuantizationError` when a row or a function of values fits no
  ///   integers.
  func quantizedLayers(
    of model: FloatModel, masks: [Int: BlockMask] = [:],
    corrects: Bool = false
  ) throws -> [QuantizedLayer] {
    try model.network.layers.indices.map {
      try quantizedLayer($0, of: model, masks[$0], corrects)
    }
  }

  /// How many rows of each layer do not keep the integers that the model's grid
  /// says they are; none of a model without one.
  var rowsOffGrid: [(layer: Int, count: Int)] {
    guard model.grid != nil else { return [] }
    return model.network.layers.indices.map { index in
      let rows = realRows(index, of: model)
      let quantizer = LayerQuantizer(
        options: options(ofLayer: index), rows: rows)
      return (index, rows.count - quantizer.rowsOnGrid)
    }.filter { $0.count > 0 }
  }

  /// The layers with the errors of rounding made up for: by other weights of
  /// a row, and their mean by its bias, as the options say.
  func correctedLayers(of model: FloatModel) throws -> [QuantizedLayer] {
    let correction = BiasCorrection(plan: self)
    let layers = try quantizedLayers(of: model, corrects: true)
    guard options.correctsBiases else { return layers }
    return layers.enumerated().map { index, layer in
      layer.kind == .embedding || layer.kind == .layerNorm || layer.kind.isKept
        ? layer
        : correction.corrected(layer, index, realRows(index, of: model))
    }
  }

  /// Whether a layer is a GRU that resets its hidden state before its weights.
  func isResetBefore(_ index: Int) -> Bool {
    if case .gru(_, _, resetAfter: false, _) = model.network.layers[index] {
      true
    } else {
      false
    }
  }

  /// The rows of a layer in the units of its operands.
  func realRows(_ index: Int, of model: FloatModel) -> [RealRow] {
    let plan = layers[index]
    var rows = tensors(index, of: model).rows()
    for row in rows.indices {
      rows[row].inputPower = plan.inputPower
      rows[row].hiddenPower = plan.outputPower
    }
    return rows
  }

  private func tensors(_ index: Int, of model: FloatModel) -> RealRows {
    RealRows(
      model: model, index: index, inputScales: layers[index].inputScales,
      outputScale: layers[index].outputScale)
  }

  /// A layer without rows.
  func emptyLayer(_ index: Int) -> QuantizedLayer {
    let (source, plan) = (model.network.layers[index], layers[index])
    var layer = QuantizedLayer(
      kind: kind(of: source, index), inputSize: source.operandSize,
      outputSize: source.outputSize,
      weightBits: options(ofLayer: index).weightBits)
    if case .conv1D(let shape, _) = source {
      layer.inputSize = shape.windowSize
      layer.outputSize = shape.outputChannels
      layer.convolution = FrameShape(
        frames: shape.frames, channels: shape.channels, kernel: shape.kernel,
        stride: shape.stride, dilation: shape.dilation,
        leftPadding: shape.leftPadding, outputFrames: shape.outputFrames)
    }
    (layer.source, layer.secondSource) = sources(ofLayer: index)
    layer.outputScale = Float(plan.outputScale)
    layer.cellRange = plan.cellRange
    layer.activations = source.gateActivations ?? .standard
    setInitialState(&layer, index)
    if options.layout == .panels { layer.setLayout(.panels) }
    return layer
  }

  private func quantizedLayer(
    _ index: Int, of model: FloatModel, _ mask: BlockMask?, _ corrects: Bool
  ) throws -> QuantizedLayer {
    var layer = emptyLayer(index)
    try checkUnits(ofLayer: index)
    if layer.kind == .history { return layer }
    if case .pointwise(let function, _) = model.network.layers[index] {
      try checkSlope(of: function, index)
      layer.rows = pointwiseRows(function, index, layer.kind)
      return layer
    }
    if case .layerNorm(_, let epsilon) = model.network.layers[index] {
      try setLayerNorm(
        &layer, index, epsilon: epsilon, tensors(index, of: model))
      return layer
    }
    if layer.kind == .embedding {
      layer.table = table(
        tensors(index, of: model).tensor(.weight),
        scale: layers[index].outputScale, options(ofLayer: index))
      return layer
    }
    let rows = realRows(index, of: model)
    try setRows(&layer, index, mask?.applied(to: rows) ?? rows, corrects)
    return layer
  }

  /// Gives a layer its rows in integers.
  ///
  /// - Parameters:
  ///   - rows: what they stand for.
  ///   - corrects: whether weights make up for each other's errors.
  /// - Throws: `QuantizationError` when a row fits no integers.
  func setRows(
    _ layer: inout QuantizedLayer, _ index: Int, _ rows: [RealRow],
    _ corrects: Bool
  ) throws {
    let quantizer = LayerQuantizer(
      options: options(ofLayer: index), rows: rows,
      feedback: corrects ? feedback(ofLayer: index, rows) : nil)
    (layer.rows, layer.inputShift) = try quantizer.quantize {
      refusal(of: $0, ofLayer: index)
    }
  }

  /// The options with a layer's own width.
  private func options(ofLayer index: Int) -> QuantizationOptions {
    options.ofLayer(index, of: model.network)
  }

  private func table(
    _ rows: [[Double]], scale: Double, _ options: QuantizationOptions
  ) -> [[Int16]] {
    let unit = options.weightBits == 8 ? 256 * scale : scale
    let largest = options.largestWeight
    return rows.map { row in
      row.map { Int16(max(-largest, min(largest, ($0 / unit).rounded()))) }
    }
  }

  private func kind(of layer: Layer, _ index: Int) -> QuantizedLayer.Kind {
    switch layer {
    case .pointwise(let function, _): pointwiseKind(function, index)
    case .history: .history
    case .layerNorm: .layerNorm
    case .conv1D(_, let activation):
      switch activation.rowActivation {
      case .linear: .convLinear
      case .relu: .convReLU
      case .sigmoid: .convSigmoid
      case .tanh: .convTanh
      }
    case .embedding: .embedding
    case .simpleRNN(_, _, .tanh): .rnnTanh
    case .simpleRNN(_, _, .relu): .rnnReLU
    case .simpleRNN(_, _, .linear): .rnnLinear
    case .gru(_, _, resetAfter: true, _): .gruResetAfter
    case .gru(_, _, resetAfter: false, _): .gruResetBefore
    case .lstm: .lstm
    case .dense(_, _, let activation):
      switch activation.rowActivation {
      case .linear: .denseLinear
      case .relu: .denseReLU
      case .sigmoid: .denseSigmoid
      case .tanh: .denseTanh
      }
    }
  }
}

extension Network {
  /// Whether a layer is a convolution, or a dense layer that takes the only
  /// frame of one: another convolution, whose kernel sees a frame.
  fileprivate func isConvolution(_ index: Int) -> Bool {
    if case .conv1D = layers[index] { return true }
    guard index > 0, case .dense = layers[index], sources[index] == .before,
      case .conv1D(let shape, _) = layers[index - 1]
    else { return false }
    return shape.outputFrames == 1
  }
}

extension QuantizationOptions {
  /// The options with a layer's own width: beside int4 weights, an embedding
  /// and the last layer keep 8 bits. They are small and coarse weights hurt
  /// them most (Esser et al. 2020 keep the first and the last layer so too).
  func ofLayer(_ index: Int, of network: Network) -> QuantizationOptions {
    let layer = network.layers[index]
    var own = self
    let isFine = index == network.layers.count - 1 || layer.isEmbedding
    if own.weightBits == 4, isFine { own.weightBits = 8 }
    if network.isConvolution(index) {
      own.weightBits = own.convolutionBits ?? own.weightBits
    }
    if layer.isKept { own.weightBits = 16 }
    if case .layerNorm = layer { own.weightBits = 16 }
    return own
  }
}
