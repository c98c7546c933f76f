import SwiftletCells

/// Convolutions over timesteps.
extension KerasReader {
  /// A causal `Conv1D`: the timesteps before, and a convolution over them.
  ///
  /// - Throws: `ImportError` when it is no causal one over all features.
  mutating func convolved(
    _ value: KerasValue, _ layer: KerasLayer
  ) throws -> KerasValue {
    try check(layer, value)
    let isBiased = layer.flag("use_bias")
    let arrays = try weights.arrays(
      layer, isBiased ? ["kernel", "bias"] : ["kernel"])
    let shape = arrays[0].shape
    guard shape.count == 3, !shape.contains(0),
      !isBiased || arrays[1].shape == [shape[2]]
    else {
      throw layer.error(
        "its kernel has the shape \(shape), or does not fit its bias; save the "
          + "model again")
    }
    let (kernel, channels) = (shape[0], shape[1])
    try check(value, channels, layer)
    let weight = Matrix(
      rows: kernel * channels, columns: shape[2], values: arrays[0].values
    ).transposed
    let bias = isBiased ? arrays[1].values : nil
    let activation = try layer.activation("activation")
    if kernel == 1 {
      let dense = ImportedLayer.dense(layer.name, weight, bias: bias)
      return try activated(
        try append(dense, to: value, layer), activation, layer)
    }
    let dilation = try dilation(layer)
    let reach = dilation * (kernel - 1)
    let history = try append(
      .history(layer.name, size: reach * channels, inputSize: channels),
      to: value, layer)
    let convolution = Convolution(
      frames: reach + 1, channels: channels, outputChannels: shape[2],
      kernel: kernel, dilation: dilation)
    return try activated(
      try append(
        .conv1D(layer.name, convolution, weight.values, bias: bias),
        to: history, layer), activation, layer)
  }

  /// Refuses settings that swiftlet does not run.
  private func check(_ layer: KerasLayer, _ value: KerasValue) throws {
    try layer.expectOnly([
      "activation", "data_format", "dilation_rate", "filters", "groups",
      "kernel_size", "padding", "strides", "use_bias",
    ])
    guard value.hasTime else {
      throw layer.error(
        "it takes the last timestep only; give the recurrent layer before "
          + "return_sequences=True")
    }
    guard
      layer.text("padding") == "causal" || layer.numbers("kernel_size") == [1]
    else {
      throw layer.error(
        "its padding '\(layer.text("padding") ?? "")' sees later timesteps, or "
          + "leaves the first ones out; train with padding='causal'")
    }
    guard (layer.numbers("strides") ?? []).allSatisfy({ $0 == 1 }),
      layer.integer("groups") ?? 1 == 1,
      layer.text("data_format") ?? "channels_last" == "channels_last"
    else {
      throw layer.error(
        "it has strides, groups or channels first, which are not supported; "
          + "train with strides=1, groups=1 and data_format='channels_last'")
    }
  }

  private func dilation(_ layer: KerasLayer) throws -> Int {
    let rate = layer.numbers("dilation_rate")?.first ?? 1
    guard let dilation = Int(exactly: rate), 1...4096 ~= dilation else {
      throw layer.error(
        "its dilation_rate \(rate) is not supported; train with one from 1 to "
          + "4096")
    }
    return dilation
  }
}
