/// Layers that scale and shift features: of an input they become its means and
/// deviations, else they are folded into the layer before or after.
extension KerasReader {
  /// A `Normalization`, a `Rescaling` or a `BatchNormalization`.
  ///
  /// - Throws: `ImportError` when a setting of it is not understood.
  mutating func scaled(
    _ value: KerasValue, _ layer: KerasLayer
  ) throws -> KerasValue {
    switch layer.className {
    case "Rescaling": try rescaled(value, layer)
    case "Normalization": try normalized(value, layer)
    default: try batchNormalized(value, layer)
    }
  }

  private mutating func rescaled(
    _ value: KerasValue, _ layer: KerasLayer
  ) throws -> KerasValue {
    try layer.expectOnly(["offset", "scale"])
    let scale = layer.numbers("scale") ?? [1]
    let offset = layer.numbers("offset") ?? [0]
    return try scaled(value, layer) {
      try $0.multiply(by: scale)
      try $0.add(offset)
    } else: {
      FeatureAffine(
        scales: try layer.spread(scale, over: value),
        shifts: try layer.spread(offset, over: value))
    }
  }

  /// `(x - mean) / max(√variance, ε)`, with the ε of `keras.config.epsilon()`;
  /// inverted `x max(√variance, ε) + mean`.
  private mutating func normalized(
    _ value: KerasValue, _ layer: KerasLayer
  ) throws -> KerasValue {
    try layer.expectOnly(["axis", "invert", "mean", "variance"])
    try checkAxis(layer, value)
    let (mean, variance) = try moments(layer)
    let deviation = variance.map { Double(max(Float($0).squareRoot(), 1e-7)) }
    guard !layer.flag("invert") else {
      return try scaled(value, layer) {
        try $0.multiply(by: deviation)
        try $0.add(mean)
      } else: {
        FeatureAffine(
          scales: try layer.spread(deviation, over: value),
          shifts: try layer.spread(mean, over: value))
      }
    }
    return try scaled(value, layer) {
      try $0.add(mean.map { -$0 })
      try $0.divide(by: deviation)
    } else: {
      let deviations = try layer.spread(deviation, over: value)
      return FeatureAffine(
        scales: deviations.map { 1 / $0 },
        shifts: zip(try layer.spread(mean, over: value), deviations).map {
          -$0 / $1
        })
    }
  }

  private mutating func batchNormalized(
    _ value: KerasValue, _ layer: KerasLayer
  ) throws -> KerasValue {
    try layer.expectOnly([
      "axis", "center", "epsilon", "momentum", "renorm_momentum", "scale",
    ])
    try checkAxis(layer, value)
    let normalization = try batchNormalization(layer)
    guard normalization.means.count == value.signal.count else {
      throw layer.error(
        "it has \(normalization.means.count) means, but takes "
          + "\(value.signal.count) values; save the model again")
    }
    let isInput = takesInput(value)
    let scaled = try scaled(value, layer) {
      try $0.apply(normalization)
    } else: {
      normalization.affine
    }
    return isInput ? folded(scaled, normalization.rest, layer) : scaled
  }

  private func batchNormalization(
    _ layer: KerasLayer
  ) throws -> BatchNormalization {
    let roles =
      (layer.flag("scale") ? ["gamma"] : [])
      + (layer.flag("center") ? ["beta"] : [])
    let arrays = try weights.arrays(
      layer, roles + ["moving_mean", "moving_variance"])
    func array(_ role: String) -> [Float]? {
      roles.firstIndex(of: role).map { arrays[$0].values }
    }
    return try BatchNormalization(
      mean: arrays[roles.count].values,
      variance: arrays[roles.count + 1].values,
      epsilon: layer.numbers("epsilon")?.first ?? 1e-3,
      gamma: array("gamma"), beta: array("beta"),
      of: "layer '\(layer.name)' (\(layer.className))")
  }

  /// Whether a value is an input that nothing else takes.
  private func takesInput(_ value: KerasValue) -> Bool {
    value.input != nil && !value.isShared && value.signal.fold.rest == nil
  }

  /// A value after what is done to an input, or else an affine map.
  private mutating func scaled(
    _ value: KerasValue, _ layer: KerasLayer,
    _ body: (inout InputScaling) throws -> Void,
    else affine: () throws -> FeatureAffine
  ) throws -> KerasValue {
    guard takesInput(value), let input = value.input else {
      return folded(value, try affine(), layer)
    }
    do {
      try body(&inputs[input].scaling)
    } catch {
      throw layer.error("\(error)")
    }
    remarks.append(
      "'\(layer.name)' becomes the means and the deviations of the inputs")
    return value
  }

  /// A value with an affine map after it.
  mutating func folded(
    _ value: KerasValue, _ map: FeatureAffine, _ layer: KerasLayer
  ) -> KerasValue {
    var value = value
    value.signal = layers.map(
      value.signal, by: map, named: "'\(layer.name)' (\(layer.className))",
      isAlone: !value.isShared)
    return value
  }

  /// Checks that a layer works along the features.
  func checkAxis(_ layer: KerasLayer, _ value: KerasValue) throws {
    let last = Double(value.shape.count)
    guard (layer.numbers("axis") ?? []).allSatisfy({ $0 == -1 || $0 == last })
    else {
      throw layer.error(
        "its axis must be the features' (-1); save another model")
    }
  }

  /// The numbers of the settings, or those that `adapt` has left.
  private func moments(
    _ layer: KerasLayer
  ) throws -> (mean: [Double], variance: [Double]) {
    if let mean = layer.numbers("mean"),
      let variance = layer.numbers("variance")
    {
      return (mean, variance)
    }
    let arrays = try weights.arrays(
      layer, ["mean", "variance"], beside: ["count"])
    return (
      arrays[0].values.map(Double.init), arrays[1].values.map(Double.init)
    )
  }
}

extension KerasLayer {
  /// One number for each feature of a value.
  fileprivate func spread(
    _ numbers: [Double], over value: KerasValue
  ) throws -> [Double] {
    let size = value.signal.count
    guard [1, size].contains(numbers.count) else {
      throw error(
        "it has \(numbers.count) numbers for \(size) features; save the model "
          + "again")
    }
    return (0..<size).map { numbers[$0 % numbers.count] }
  }
}
