import SwiftletCells

/// Functions of each value.
extension KerasReader {
  /// A function of each value, as a layer of its own.
  private mutating func append(
    _ function: Pointwise, to value: KerasValue, _ layer: KerasLayer
  ) -> KerasValue {
    value.after(layers.append(function, named: layer.name, to: [value.signal]))
  }

  /// A `ReLU`, a `LeakyReLU` or a `PReLU`.
  mutating func rectified(
    _ value: KerasValue, _ layer: KerasLayer
  ) throws -> KerasValue {
    var slope = 0.0
    switch layer.className {
    case "PReLU":
      return try append(
        .leakyReLU(layer.name, slopes: try slopes(layer, value.signal.count)),
        to: value, layer)
    case "LeakyReLU":
      try layer.expectOnly(["alpha", "negative_slope"])
      slope =
        (layer.numbers("negative_slope") ?? layer.numbers("alpha"))?.first
        ?? 0.3
    default:
      let threshold = layer.numbers("threshold")?.first ?? 0
      guard threshold == 0 else {
        throw layer.error(
          "its threshold is \(threshold), where its output jumps, which is not "
            + "supported; train with threshold=0")
      }
      try layer.expectOnly(["max_value", "negative_slope", "threshold"])
      slope = layer.numbers("negative_slope")?.first ?? 0
    }
    let most = layer.numbers("max_value")?.first
    guard most ?? 1 > 0, (most ?? 1).isFinite else {
      throw layer.error(
        "its max_value is not above 0; train with another, or without")
    }
    if let most, slope == 0 { return try clipped(value, at: most, layer) }
    let rectified =
      slope == 0
      ? try activated(value, "relu", layer)
      : append(.leakyReLU(slope: Float(slope)), to: value, layer)
    guard let most else { return rectified }
    // min(x, most) = most - relu(most - x)
    let map = FeatureAffine.same(value.signal.count, scale: -1, shift: most)
    return folded(
      try activated(folded(rectified, map, layer), "relu", layer), map, layer)
  }

  /// A `ReLU` up to a number: a relu6 between two products.
  private mutating func clipped(
    _ value: KerasValue, at most: Double, _ layer: KerasLayer
  ) throws -> KerasValue {
    guard most != 6 else { return try activated(value, "relu6", layer) }
    let count = value.signal.count
    let clipped = try activated(
      folded(value, .same(count, scale: 6 / most, shift: 0), layer), "relu6",
      layer)
    return folded(clipped, .same(count, scale: most / 6, shift: 0), layer)
  }

  /// The slopes of a `PReLU`, one a feature.
  private func slopes(_ layer: KerasLayer, _ count: Int) throws -> [Float] {
    try layer.expectOnly(["shared_axes"])
    let array = try weights.arrays(layer, ["alpha"])[0]
    let size = array.shape.last ?? 0
    let row = array.values.prefix(size)
    guard size == count || size == 1,
      array.values.indices.allSatisfy({ array.values[$0] == row[$0 % size] })
    else {
      throw layer.error(
        "its slopes differ from timestep to timestep, where swiftlet has one "
          + "for each feature; train with shared_axes=[1]")
    }
    return size == count ? Array(row) : Array(repeating: row[0], count: count)
  }

  /// A value after an activation.
  mutating func activated(
    _ value: KerasValue, _ activation: String, _ layer: KerasLayer
  ) throws -> KerasValue {
    var value = value
    switch activation {
    case "linear": return value
    case "leaky_relu":
      return append(.leakyReLU(slope: 0.2), to: value, layer)
    case "silu", "swish":
      value.signal = layers.written(value.signal)
      return product(
        value, append(.activation(.sigmoid), to: value, layer), layer)
    case "hard_silu", "hard_swish": return hardSwish(value, layer)
    case "softmax": value.function = .softmax
    case "log_softmax": value.function = .logSoftmax
    default:
      guard let known = Layer.DenseActivation(rawValue: activation) else {
        throw layer.error(
          "the activation '\(activation)' is not supported; train with relu, "
            + "relu6, sigmoid, hard_sigmoid, tanh or hard_tanh")
      }
      if known == .hardSigmoid {
        let function = try hardSigmoid(of: layer)
        if !value.isShared, layers.activate(value.signal, by: function) {
          return value
        }
        let map = FeatureAffine.same(
          value.signal.count, scale: Double(function.slope),
          shift: Double(function.center) - 0.5)
        return append(
          .activation(known), to: folded(value, map, layer), layer)
      }
      if value.isShared || !layers.activate(value.signal, known) {
        return append(.activation(known), to: value, layer)
      }
    }
    return value
  }

  /// `x clip(x / 6 + 1/2, 0, 1)`: the layer before gives x / 6 where it can, and
  /// those after take that back.
  private mutating func hardSwish(
    _ value: KerasValue, _ layer: KerasLayer
  ) -> KerasValue {
    let count = value.signal.count
    var sixth = folded(value, .same(count, scale: 1 / 6, shift: 0), layer)
    sixth.signal = layers.written(sixth.signal)
    let gates = append(.activation(.hardSigmoid), to: sixth, layer)
    return folded(
      product(sixth, gates, layer), .same(count, scale: 6, shift: 0), layer)
  }

  /// The product of two values.
  private mutating func product(
    _ a: KerasValue, _ b: KerasValue, _ layer: KerasLayer
  ) -> KerasValue {
    a.after(
      layers.append(.multiply, named: layer.name, to: [a.signal, b.signal]))
  }

  /// The hard sigmoid of the version of Keras that saved the model.
  ///
  /// - Throws: `ImportError` when the file does not say which it is.
  func hardSigmoid(of layer: KerasLayer) throws -> HardSigmoid {
    guard let version else {
      throw layer.error(
        "hard_sigmoid has another slope in Keras 2 than in Keras 3, and the "
          + "file does not say which saved it; load it and save it again")
    }
    return version < 3 ? .fifth : .sixth
  }
}
