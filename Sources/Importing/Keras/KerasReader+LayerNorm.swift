/// Layer normalizations.
extension KerasReader {
  /// A `LayerNormalization` over the features of each timestep.
  ///
  /// - Throws: `ImportError` when it works along another axis, or its weights
  ///   do not fit.
  mutating func layerNormalized(
    _ value: KerasValue, _ layer: KerasLayer
  ) throws -> KerasValue {
    try layer.expectOnly(["axis", "center", "epsilon", "rms_scaling", "scale"])
    guard !layer.flag("rms_scaling") else {
      throw layer.error("rms_scaling is not supported; train without it")
    }
    try checkAxis(layer, value)
    let roles =
      (layer.flag("scale") ? ["gamma"] : [])
      + (layer.flag("center") ? ["beta"] : [])
    let arrays = try weights.arrays(layer, roles)
    let size = value.signal.count
    guard arrays.allSatisfy({ $0.shape == [size] }) else {
      throw layer.error(
        "its weights do not fit the \(size) values that it takes; save the "
          + "model again")
    }
    func array(_ role: String) -> [Float]? {
      roles.firstIndex(of: role).map { arrays[$0].values }
    }
    return try append(
      .layerNorm(
        layer.name, size: size,
        epsilon: Float(layer.numbers("epsilon")?.first ?? 1e-3),
        gain: array("gamma"), bias: array("beta")),
      to: value, layer)
  }
}
