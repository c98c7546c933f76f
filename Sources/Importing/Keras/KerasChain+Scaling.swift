/// Layers that scale the inputs, before the first layer of others.
extension KerasChain {
  /// Adds a `Normalization` or a `Rescaling`.
  ///
  /// - Throws: `ImportError` when it comes later, or a setting of it is not
  ///   understood.
  mutating func appendScaling(_ layer: KerasLayer) throws {
    guard layers.isEmpty else {
      throw layer.error(
        "it follows another layer, and swiftlet scales inputs alone; put it "
          + "first")
    }
    try layer.className == "Rescaling" ? rescale(layer) : normalize(layer)
    remarks.append(
      "'\(layer.name)' becomes the means and the deviations of the inputs")
  }

  private mutating func rescale(_ layer: KerasLayer) throws {
    try layer.expectOnly(["offset", "scale"])
    try scale(layer) {
      try $0.multiply(by: layer.numbers("scale") ?? [1])
      try $0.add(layer.numbers("offset") ?? [0])
    }
  }

  /// `(x - mean) / max(√variance, ε)`, with the ε of `keras.config.epsilon()`.
  private mutating func normalize(_ layer: KerasLayer) throws {
    try layer.expectOnly(["axis", "mean", "variance"])
    guard (layer.numbers("axis") ?? []).allSatisfy({ $0 == -1 || $0 == 2 })
    else {
      throw layer.error(
        "its axis must be the features' (-1); save another model")
    }
    let (mean, variance) = try moments(layer)
    try scale(layer) {
      try $0.add(mean.map { -$0 })
      try $0.divide(
        by: variance.map { Double(max(Float($0).squareRoot(), 1e-7)) })
    }
  }

  private mutating func scale(
    _ layer: KerasLayer, _ body: (inout InputScaling) throws -> Void
  ) throws {
    do {
      try body(&scaling)
    } catch {
      throw layer.error("\(error)")
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
    let arrays = try arrays(layer, ["0", "1"], beside: ["2"])
    return (
      arrays[0].values.map(Double.init), arrays[1].values.map(Double.init)
    )
  }
}
