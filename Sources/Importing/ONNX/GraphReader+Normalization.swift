/// `BatchNormalization`, whose inputs are X, the scale, B, the mean and the
/// variance, and whose channels are axis 1.
extension GraphReader {
  /// Of an input of the graph its means and deviations; else an affine map,
  /// which is folded into the layer before, or those after, where it can be.
  mutating func batchNormalized(_ node: GraphNode) throws -> Signal {
    var signal = try signal(node)
    let normalization = try normalization(node)
    let count = normalization.means.count
    var map = normalization.affine
    if case .input = signal.source, node.soleUses.contains(0),
      count == 1 || !hasFrames
    {
      try scale(&signal, by: normalization, node)
      map = normalization.rest
    }
    signal =
      signal.axes.count > 2
      ? try framed(signal, node) : try features(of: signal, node)
    let shape = signal.featureShape
    guard signal.axes.count > 1, shape[1] == count,
      signal.axes[1].allSatisfy({ $0.role == .features })
    else {
      throw node.error(
        "its \(count) channels are not the features of its input "
          + "(\(signal.shape)); export the model with the axes (sequence, "
          + "channels), or (sequence, channels, time)")
    }
    let stride = shape[2...].reduce(1, *)
    let wires = signal.featureWires
    return signal.replacing(
      layers.map(
        wires, by: map[wires.indices.map { $0 / stride % count }],
        named: node.outputs[0]))
  }

  private func normalization(
    _ node: GraphNode
  ) throws -> BatchNormalization {
    guard try node.integer("training_mode") ?? 0 == 0,
      node.outputs.dropFirst().allSatisfy(\.isEmpty)
    else {
      throw node.error(
        "the model is in training mode; call model.eval() before exporting")
    }
    guard try node.integer("spatial") ?? 1 != 0 else {
      throw node.error(
        "it has a mean for each place (spatial=0); export the model again, "
          + "with a mean for each channel")
    }
    func numbers(_ index: Int) throws -> [Float] {
      guard let values = try node.constant(index).floats else {
        throw node.error("its input \(index) holds no floats; export again")
      }
      return values
    }
    return try BatchNormalization(
      mean: numbers(3), variance: numbers(4),
      epsilon: Double(try node.float("epsilon") ?? 1e-5),
      gamma: numbers(1), beta: numbers(2), of: node.label)
  }

  /// Scales an input of the graph along its channels.
  private func scale(
    _ signal: inout Signal, by normalization: BatchNormalization,
    _ node: GraphNode
  ) throws {
    do {
      try signal.scaling.apply(normalization)
    } catch { throw node.error("\(error)") }
    if normalization.means.count > 1, signal.axes.count > 1 {
      signal.scaledAxis = signal.scaledAxis ?? signal.axes[1]
    }
  }
}
