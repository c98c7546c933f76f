import SwiftletCells

/// Inputs as frames of channels, and what is put before and behind them.
extension GraphReader {
  /// The first input of a node as channels of frames: those that a timestep
  /// brings, or those of each timestep.
  mutating func framed(_ node: GraphNode) throws -> Signal {
    try framed(try signal(node), node)
  }

  /// A signal as channels of frames, as the first input of a node is.
  mutating func framed(
    _ signal: Signal, _ node: GraphNode
  ) throws -> Signal {
    guard case .input(let name, let taken) = signal.source else {
      return try features(of: signal, node)
    }
    guard taken == nil, let shape = inputs[name]?.shape, shape.count > 1 else {
      throw unrolledError(node)
    }
    return hasFrames
      ? try frames(of: name, shape, signal, node)
      : try channels(of: name, shape, signal, node)
  }

  /// All that an input brings at a timestep.
  private mutating func frames(
    of name: String, _ shape: [Int], _ signal: Signal, _ node: GraphNode
  ) throws -> Signal {
    if let axis = inputs[name]?.openAxes.first(where: { $0 > 0 }) {
      throw node.error(
        "input '\(name)' leaves the size of its axis \(axis) open, all of which "
          + "a timestep brings; give its sizes: `shapes` \(name)="
          + shape.indices.map { $0 == 0 ? "1" : "N" }.joined(separator: ","))
    }
    guard signal.scaledAxis == nil,
      let places = signal.places(inInput: shape)
    else {
      throw node.error(
        "its input '\(name)' is scaled along an axis, or joined with the axis "
          + "of sequences; do that outside the model")
    }
    let wires = try wires(
      of: .init(
        name: name, axis: 1, size: places.count, scaling: signal.scaling), node)
    var result = Signal(
      source: .features(places.map { wires[$0] }, isLastStep: false),
      axes: signal.axes)
    for axis in signal.axes.indices where !signal.axes[axis].isSequences {
      result.axes[axis] = Signal.axis(.features, signal.shape[axis])
    }
    return result
  }

  /// The channels that an input brings at each timestep: its axis 1.
  private mutating func channels(
    of name: String, _ shape: [Int], _ signal: Signal, _ node: GraphNode
  ) throws -> Signal {
    guard signal.axes.count > 2, signal.axes[1].count <= 1,
      [nil, signal.axes[1]].contains(signal.scaledAxis)
    else {
      throw node.error(
        "its channels are not the features of its input (\(signal.shape)); "
          + "export the model with the axes (sequence, channels, time)")
    }
    var axis = shape.count - 1
    if case .input(let own)? = signal.axes[1].first?.role { axis = own }
    let wires = try wires(
      of: .init(
        name: name, axis: axis, size: signal.shape[1], scaling: signal.scaling),
      node)
    return Signal(
      source: .features(wires, isLastStep: false), axes: signal.axes
    ).with(wires, along: 1)
  }

  /// `Pad`: zeros for the convolution that follows, or what a timestep brings
  /// mirrored at its ends.
  mutating func padded(_ node: GraphNode) throws -> Signal {
    let rank = try signal(node).axes.count
    guard let padding = try padding(node, rank) else { return try signal(node) }
    switch try node.text("mode") ?? "constant" {
    case "constant":
      guard try paddedValue(node) == 0 else {
        throw node.error("it pads with other values than 0; train with zeros")
      }
      var signal = try signal(node)
      signal.padding = padding
      return signal
    case "reflect":
      return try mirrored(try framed(node), padding, node)
    case let mode:
      throw node.error(
        "the mode '\(mode)' is not supported; pad with zeros or 'reflect'")
    }
  }

  /// Where a node pads, and how much; nil where it does nothing.
  private func padding(
    _ node: GraphNode, _ rank: Int
  ) throws -> Signal.Padding? {
    let pads = try node.sizes("pads") ?? node.constantIntegers(1)
    let axes =
      try node.optionalIntegers(3)?.map { try node.axis($0, rank: rank) }
      ?? Array(0..<rank)
    guard pads.count == 2 * axes.count,
      pads.allSatisfy({ 0..<GraphNode.sizeLimit ~= $0 })
    else {
      throw node.error("its pads \(pads) do not fit its input; export again")
    }
    let places = axes.indices.filter {
      pads[$0] != 0 || pads[$0 + axes.count] != 0
    }
    guard places.count < 2 else {
      throw node.error(
        "it pads several axes; swiftlet runs convolutions along one")
    }
    return places.first.map {
      Signal.Padding(
        axis: axes[$0], left: pads[$0], right: pads[$0 + axes.count])
    }
  }

  private func paddedValue(_ node: GraphNode) throws -> Float {
    if let value = try node.float("value") { return value }
    return node.input(2) == nil ? 0 : try node.constant(2).floats?.first ?? .nan
  }

  /// A signal with its values mirrored at its first and its last one.
  private mutating func mirrored(
    _ signal: Signal, _ padding: Signal.Padding, _ node: GraphNode
  ) throws -> Signal {
    let wires = signal.featureWires
    guard signal.featureAxis == padding.axis,
      wires.count
        == signal.shape[padding.axis],
      max(padding.left, padding.right) < wires.count
    else {
      throw node.error(
        "it mirrors timesteps, or frames of several channels; swiftlet mirrors "
          + "the values that one timestep brings")
    }
    let front = reversed(wires.dropFirst().prefix(padding.left), node)
    let back = reversed(wires.dropLast().suffix(padding.right), node)
    return signal.with(front + wires + back, along: padding.axis)
  }

  private mutating func reversed(
    _ wires: ArraySlice<Wire>, _ node: GraphNode
  ) -> [Wire] {
    guard !wires.isEmpty else { return [] }
    return layers.add(
      ImportedLayer(
        name: node.outputs[0], layer: .pointwise(.reverse, size: wires.count),
        tensors: [:]),
      to: Array(wires))
  }
}

extension Signal {
  /// For each value of a timestep its place in an input of a shape, whose first
  /// axis is that of the sequences; nil where an axis mixes both.
  fileprivate func places(inInput shape: [Int]) -> [Int]? {
    let own = shape.indices.filter { $0 > 0 && shape[$0] > 1 }
    guard axes.allSatisfy({ $0.isSequences || !$0.contains(where: \.isFirst) })
    else { return nil }
    let order = axes.joined().compactMap { atom -> Int? in
      guard case .input(let axis) = atom.role, axis > 0 else { return nil }
      return own.firstIndex(of: axis)
    }
    let count = own.reduce(1) { $0 * shape[$1] }
    guard order.count == own.count, count <= ConstantTensor.countLimit else {
      return nil
    }
    return ConstantTensor(
      shape: own.map { shape[$0] }, .integers(Array(0..<count))
    ).applying(.transpose(order)).integers
  }
}

extension Signal.Atom {
  /// Whether the atom is the first axis of an input.
  fileprivate var isFirst: Bool { role == .input(axis: 0) }
}

extension [Signal.Atom] {
  /// Whether the axis is that of the sequences.
  fileprivate var isSequences: Bool {
    !isEmpty && allSatisfy(\.isFirst)
  }
}
