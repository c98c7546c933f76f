import SwiftletCells

/// Convolutions over timesteps.
extension KerasReader {
  /// A `Conv1D`, `DepthwiseConv1D` or `SeparableConv1D` that sees the timesteps
  /// before: those, and a convolution over them.
  ///
  /// - Throws: `ImportError` when it is no causal one, or a setting of it is
  ///   not supported.
  mutating func convolved(
    _ value: KerasValue, _ layer: KerasLayer
  ) throws -> KerasValue {
    try check(layer, value)
    let activation = try layer.activation("activation")
    let kernel = try kernel(layer, value)
    let reach = try dilation(layer) * (kernel.taps - 1)
    try checkPadding(layer, value, reach)
    var value = value
    value.padding = 0
    if kernel.taps == 1 {
      let dense = ImportedLayer.dense(
        layer.name, kernel.weight, bias: kernel.bias)
      return try activated(
        try append(dense, to: value, layer), activation, layer)
    }
    let channels = value.signal.count
    let history = try append(
      .history(layer.name, size: reach * channels, inputSize: channels),
      to: value, layer)
    let convolution = Convolution(
      frames: reach + 1, channels: channels,
      outputChannels: kernel.weight.rows, kernel: kernel.taps,
      dilation: try dilation(layer))
    return try activated(
      try append(
        .conv1D(
          layer.name, convolution, kernel.weight.values, bias: kernel.bias),
        to: history, layer), activation, layer)
  }

  /// Zeros before the first timestep, for the convolution that follows, and
  /// behind the last, which a layer behind it leaves out.
  func padded(_ value: KerasValue, _ layer: KerasLayer) throws -> KerasValue {
    try layer.expectOnly(["data_format", "padding"])
    let padding = layer.numbers("padding") ?? []
    let zeros = padding.compactMap { Int(exactly: $0) }
    guard value.hasTime, zeros.count == 2,
      zeros.allSatisfy({ 0...4096 ~= $0 })
    else {
      throw layer.error(
        "its padding is not two numbers of timesteps up to 4096; train with "
          + "padding='causal' in the convolution, and without it")
    }
    var value = value
    value.padding += zeros[0]
    value.excess += zeros[1]
    return value
  }

  /// The error of what keeps timesteps behind the last one.
  func excess(_ value: KerasValue) -> ImportError {
    ImportError(
      "a ZeroPadding1D adds \(value.excess) timesteps behind the last, which a "
        + "stream does not have; train with padding='causal' in the convolution "
        + "and without it, or leave them out right behind the convolution, with "
        + "Cropping1D((0, \(value.excess)))")
  }

  /// The error of what takes such zeros and is no convolution.
  func padded(_ value: KerasValue) -> ImportError {
    ImportError(
      "a ZeroPadding1D of \(value.padding) timesteps is followed by another "
        + "layer than a convolution; take padding='causal' in the convolution, "
        + "and train without it")
  }

  /// A kernel over all channels.
  private struct Kernel {
    var taps: Int
    /// `(outputs, taps * channels)`.
    var weight: Matrix
    var bias: [Float]?
  }

  private mutating func kernel(
    _ layer: KerasLayer, _ value: KerasValue
  ) throws -> Kernel {
    let bias = layer.flag("use_bias") ? ["bias"] : []
    let arrays: [KerasArray]
    switch layer.className {
    case "SeparableConv1D":
      arrays = try weights.arrays(
        layer, ["depthwise_kernel", "pointwise_kernel"] + bias)
    case "DepthwiseConv1D":
      arrays =
        try (try? weights.arrays(layer, ["depthwise_kernel"] + bias))
        ?? weights.arrays(layer, ["kernel"] + bias)
    default: arrays = try weights.arrays(layer, ["kernel"] + bias)
    }
    let shape = arrays[0].shape
    guard shape.count == 3, !shape.contains(0) else {
      throw misfit(layer, shape)
    }
    let isDepthwise = layer.className != "Conv1D"
    let groups = isDepthwise ? shape[1] : layer.integer("groups") ?? 1
    let outputs = isDepthwise ? shape[1] * shape[2] : shape[2]
    let inputs = isDepthwise ? 1 : shape[1]
    guard 1...outputs ~= groups, outputs.isMultiple(of: groups) else {
      throw misfit(layer, shape)
    }
    try check(value, groups * inputs, layer)
    try spend(shape[0] * groups * inputs * outputs, layer)
    var weight = Matrix(
      rows: shape[0] * inputs, columns: outputs, values: arrays[0].values
    ).transposed.widened(groups: groups, taps: shape[0])
    if layer.className == "SeparableConv1D" {
      let point = arrays[1].shape
      guard point.count == 3, point[0] == 1, point[1] == outputs, point[2] > 0
      else { throw misfit(layer, point) }
      weight = Matrix(
        rows: outputs, columns: point[2], values: arrays[1].values
      ).transposed.times(weight)
    }
    guard bias.isEmpty || arrays.last?.shape == [weight.rows] else {
      throw misfit(layer, shape)
    }
    return Kernel(
      taps: shape[0], weight: weight,
      bias: bias.isEmpty ? nil : arrays.last?.values)
  }

  private func misfit(_ layer: KerasLayer, _ shape: [Int]) -> ImportError {
    layer.error(
      "its kernel has the shape \(shape), or does not fit its bias; save the "
        + "model again")
  }

  /// Refuses settings that swiftlet does not run.
  private func check(_ layer: KerasLayer, _ value: KerasValue) throws {
    try layer.expectOnly([
      "activation", "data_format", "depth_multiplier", "dilation_rate",
      "filters", "groups", "kernel_size", "padding", "strides", "use_bias",
    ])
    guard value.hasTime else {
      throw layer.error(
        "it takes the last timestep only; give the recurrent layer before "
          + "return_sequences=True")
    }
    guard (layer.numbers("strides") ?? []).allSatisfy({ $0 == 1 }),
      layer.text("data_format") ?? "channels_last" == "channels_last"
    else {
      throw layer.error(
        "it has strides or channels first, which are not supported; train "
          + "with strides=1 and data_format='channels_last'")
    }
  }

  /// Checks that the convolution sees the present timestep and those before.
  private func checkPadding(
    _ layer: KerasLayer, _ value: KerasValue, _ reach: Int
  ) throws {
    let padding = layer.text("padding") ?? ""
    let zeros = padding == "causal" ? reach : 0
    guard ["causal", "valid"].contains(padding) || reach == 0,
      value.padding + zeros == reach
    else {
      throw layer.error(
        "its padding '\(padding)' sees later timesteps, or leaves the first "
          + "ones out; train with padding='causal', or with "
          + "ZeroPadding1D((\(reach), 0)) before it and padding='valid'")
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
