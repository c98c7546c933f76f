/// Layers that change the shape, where they leave the order of the values.
extension KerasReader {
  /// A `Flatten`, a `Reshape` or a `Permute`.
  ///
  /// - Throws: `ImportError` when it mixes timesteps and features.
  mutating func reshaped(
    _ value: KerasValue, _ layer: KerasLayer
  ) throws -> KerasValue {
    switch layer.className {
    case "Flatten": try flattened(value, layer)
    case "Permute": try permuted(value, layer)
    default: try reshaped(value, to: layer.shape("target_shape") ?? [], layer)
    }
  }

  private func flattened(
    _ value: KerasValue, _ layer: KerasLayer
  ) throws -> KerasValue {
    guard value.hasTime, value.shape[0] != 1 else {
      return value.withShape([value.shape.last ?? nil])
    }
    let count = value.shape[0].map { "its \($0)" } ?? "all"
    throw layer.error(
      "it joins \(count) timesteps to one vector, where swiftlet runs one "
        + "timestep at a time; train with return_sequences=False in the "
        + "recurrent layer before, which gives the last timestep, and without "
        + "\(layer.className)")
  }

  private func permuted(
    _ value: KerasValue, _ layer: KerasLayer
  ) throws -> KerasValue {
    let dims = layer.shape("dims")
    if dims == Array(1...value.shape.count) { return value }
    let error = layer.error(
      "it exchanges timesteps and features; give the data in the order "
        + "(batch, timesteps, features) and train without it")
    guard value.hasTime, dims == [2, 1] else { throw error }
    var result = value
    result.exchanged = value.exchanged == nil ? error : nil
    return result
  }

  /// Timesteps may be named otherwise, and an axis of one timestep may go, or
  /// come where there are no others; an input may bring a window as a vector,
  /// and an output may have any shape.
  private mutating func reshaped(
    _ value: KerasValue, to target: [Int?], _ layer: KerasLayer
  ) throws -> KerasValue {
    let shape = value.shape
    let features = shape.last ?? nil
    let isSame =
      target.count == shape.count
      && zip(target, shape).allSatisfy { $0 == $1 || $0 == -1 }
    if isSame { return value }
    let single = [1, features]
    for (from, to) in [([features], single), (single, [features])]
    where shape == from && target.count == to.count
      && zip(target, to).allSatisfy({ $0 == $1 || $0 == -1 })
      && !(value.isLastStep && to == single)
    {
      return value.withShape(to)
    }
    if let window = window(value, target) { return window }
    let error = layer.error(
      value.isLastStep && target == single
        ? "it makes a sequence of the last timestep alone; give the recurrent "
          + "layer before return_sequences=True and train without "
          + "\(layer.className)"
        : "it mixes timesteps and features, where swiftlet runs one timestep at "
          + "a time; give the data as (batch, timesteps, features) and train "
          + "without it")
    guard !value.hasTime,
      Self.sizes(target, count: value.signal.count) != nil
    else { throw error }
    var result = value
    result.rearranged = error
    return result
  }

  /// The timesteps of a window that the model's one input brings as a vector;
  /// nil of other values.
  private mutating func window(
    _ value: KerasValue, _ target: [Int?]
  ) -> KerasValue? {
    guard let input = value.input, inputs.count == 1, !value.isShared,
      !value.hasTime, inputs[input].scaling.isEmpty,
      value.signal.fold.rest == nil, target.count == 2,
      let sizes = Self.sizes(target, count: value.signal.count), sizes[0] > 1
    else { return nil }
    let size = sizes[1]
    inputs[input].size = size
    vectorLength = sizes[0]
    remarks.append(
      "the input's \(sizes[0] * size) values are \(sizes[0]) timesteps of "
        + "\(size): give them one after the other")
    return KerasValue(
      signal: .init(parts: [.init(layer: -1, range: 0..<size)]),
      shape: [sizes[0], size], input: input)
  }

  /// A target with the size that it leaves open; nil where it does not hold
  /// `count` values.
  private static func sizes(_ target: [Int?], count: Int) -> [Int]? {
    let known = target.compactMap(\.self).filter { $0 > 0 }
    guard target.count - known.count <= 1,
      let product = ConstantTensor.count(known), count.isMultiple(of: product),
      target.count > known.count || product == count
    else { return nil }
    return target.map { $0.map { $0 > 0 ? $0 : count / product } ?? count }
  }

  /// A `Cropping1D` that leaves nothing out, all timesteps but the last, or
  /// those behind it.
  ///
  /// - Throws: `ImportError` when it leaves out others.
  func cropped(_ value: KerasValue, _ layer: KerasLayer) throws -> KerasValue {
    try layer.expectOnly(["cropping", "data_format"])
    let cropping = layer.numbers("cropping") ?? []
    if cropping == [0, Double(value.excess)] { return value.withoutExcess }
    guard value.excess == 0 else { throw excess(value) }
    if cropping.allSatisfy({ $0 == 0 }) { return value }
    guard value.hasTime, let length = value.shape[0], cropping.count == 2,
      cropping[0] == Double(length - 1), cropping[1] == 0
    else {
      throw layer.error(
        "it leaves timesteps out, where swiftlet takes all of them or the last; "
          + "train without it, on data without them")
    }
    var result = value
    result.shape.removeFirst()
    result.isLastStep = true
    return result
  }

  /// A `Masking`, which is passed by with a remark.
  mutating func unmasked(
    _ value: KerasValue, _ layer: KerasLayer
  ) throws -> KerasValue {
    try layer.expectOnly(["mask_value"])
    let padding = layer.numbers("mask_value")?.first ?? 0
    remarks.append(
      "'\(layer.name)' leaves timesteps out whose values are all \(padding), "
        + "which swiftlet does not: feed none of them")
    return value
  }
}

extension KerasValue {
  /// The same values without timesteps behind the last one.
  var withoutExcess: KerasValue {
    var value = self
    value.excess = 0
    return value
  }

  /// The same values in another shape.
  fileprivate func withShape(_ shape: [Int?]) -> KerasValue {
    var value = self
    value.rearranged = nil
    value.isLastStep = isLastStep || (hasTime && shape.count == 1)
    value.shape = shape
    return value
  }
}
