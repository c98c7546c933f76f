import SwiftletCells

/// The root of a variance and a small number, `sqrt(variance(x) + epsilon)`, or
/// its reciprocal: what a layer normalization that is written out divides by.
struct Deviation {
  /// The values of which it is the deviation, sorted.
  var values: [Wire]
  var epsilon: Float
  var isReciprocal = false
  /// The error where something else takes it.
  var complaint: ImportError
}

/// `LayerNormalization`, whose inputs are X, the gains and the biases, and the
/// operations as which exporters write it out:
///
///     d = x - ReduceMean(x)
///     y = d / sqrt(ReduceMean(d²) + epsilon)
///
/// What follows of gains and biases is folded into it.
extension GraphReader {
  mutating func layerNormalized(_ node: GraphNode) throws -> Signal {
    let signal = try features(node)
    let wires = signal.featureWires
    let rank = signal.axes.count
    let axis = try node.axis(try node.integer("axis") ?? -1, rank: rank)
    guard axis == rank - 1, let size = signal.shape.last,
      signal.featureShape.last == size, wires.count.isMultiple(of: size)
    else {
      throw node.error(
        "it works over other axes than the features (\(signal.shape)); export "
          + "the model with the features last, and normalise these alone")
    }
    guard node.outputs.dropFirst().allSatisfy(\.isEmpty) else {
      throw node.error(
        "its mean and its deviation are outputs too; export the model without "
          + "them")
    }
    let gain = try vector(node, 1, count: size)
    let bias = try node.input(2).map { _ in try vector(node, 2, count: size) }
    let epsilon = try node.float("epsilon") ?? 1e-5
    return signal.replacing(
      stride(from: 0, to: wires.count, by: size).flatMap { start in
        normalized(
          node, Array(wires[start..<start + size]), epsilon, gain: gain,
          bias: bias)
      })
  }

  private mutating func normalized(
    _ node: GraphNode, _ wires: [Wire], _ epsilon: Float, gain: [Float]? = nil,
    bias: [Float]? = nil
  ) -> [Wire] {
    let order = wires.givenOrder
    let values = layers.add(
      .layerNorm(
        node.outputs[0], size: wires.count, epsilon: epsilon,
        gain: gain.map { gain in order.map { gain[$0] } },
        bias: bias.map { bias in order.map { bias[$0] } }),
      to: order.map { wires[$0] })
    var result = values
    for (value, place) in zip(values, order) { result[place] = value }
    return result
  }

  /// `ReduceMean`: over single values nothing, over all features a dense layer.
  mutating func mean(_ node: GraphNode) throws -> Signal {
    var signal = try signal(node)
    let rank = signal.axes.count
    let axes = try node.axes(rank: rank) ?? Array(0..<rank)
    if !axes.allSatisfy({ signal.axes[$0].isEmpty }) {
      signal = try features(node)
      let wires = signal.featureWires
      guard let axis = axes.first(where: { !signal.axes[$0].isEmpty }),
        signal.featureShape[axis] == wires.count,
        signal.shape[axis] == wires.count,
        axes.allSatisfy({ $0 == axis || signal.axes[$0].isEmpty })
      else {
        throw node.error(
          "it takes the mean of other values than the features of a timestep "
            + "(\(signal.shape)); export the model without it, or with a dense "
            + "layer in its place")
      }
      let weight = Float(1) / Float(wires.count)
      let mean = layers.add(
        .dense(
          node.outputs[0],
          Matrix(
            rows: 1, columns: wires.count, values: wires.map { _ in weight })),
        to: wires)
      signal = signal.with(mean, along: axis)
    }
    let keeps = try node.integer("keepdims") ?? 1 != 0
    let shape = signal.shape.indices.filter { keeps || !axes.contains($0) }
      .map { signal.shape[$0] }
    return signal.reshaped(shape) ?? signal
  }

  /// `Sqrt` of a variance and epsilon; nil of other values.
  mutating func deviation(_ node: GraphNode, _ signal: Signal) -> Signal? {
    guard let variance = layers.mean(signal.featureWires),
      let centred = layers.squareRoot(variance.values),
      let values = layers.centred(centred), variance.shift >= 0
    else { return nil }
    return adding(
      Deviation(
        values: values.sorted(), epsilon: variance.shift,
        complaint: node.error(
          "the root of a variance divides something else than the values less "
            + "their mean; swiftlet runs whole layer normalizations: compute it "
            + "outside the model, or leave it out")), to: signal)
  }

  /// The reciprocal of a deviation.
  ///
  /// - Throws: `ImportError` of another signal.
  mutating func reciprocal(
    _ node: GraphNode, _ signal: Signal
  ) throws -> Signal {
    guard var deviation = layers.deviation(signal.featureWires),
      !deviation.isReciprocal
    else {
      throw node.error(
        "it divides by a signal, which swiftlet does not; compute the quotient "
          + "outside the model, or leave it out")
    }
    deviation.isReciprocal = true
    return adding(deviation, to: signal)
  }

  private mutating func adding(
    _ deviation: Deviation, to signal: Signal
  ) -> Signal {
    signal.replacing(layers.add(deviation, to: signal.featureWires))
  }

  /// `Div` of centred values by their deviation, or `Mul` with its reciprocal;
  /// nil of other signals.
  mutating func normalized(
    _ node: GraphNode, _ operands: [Signal]
  ) -> Signal? {
    guard ["Div", "Mul"].contains(node.operation) else { return nil }
    let isQuotient = node.operation == "Div"
    for (a, b) in isQuotient ? [(0, 1)] : [(0, 1), (1, 0)] {
      guard let deviation = layers.deviation(operands[b].featureWires),
        deviation.isReciprocal != isQuotient,
        let values = layers.centred(operands[a].featureWires),
        values.sorted() == deviation.values
      else { continue }
      return operands[a].replacing(
        normalized(node, values, deviation.epsilon))
    }
    return nil
  }
}

extension LayerGraph {
  /// The values of which a wire is the mean, and what is added to it.
  func mean(_ wires: [Wire]) -> (values: [Wire], shift: Float)? {
    guard wires.count == 1, let node = linear(wires),
      let weight = node.layer.tensors[.weight],
      weight.allSatisfy({ $0 == 1 / Float(weight.count) }),
      let shift = node.layer.tensors[.bias]?.first
    else { return nil }
    return (node.operands[0], shift)
  }

  /// Values that are given less their mean.
  func centred(_ wires: [Wire]) -> [Wire]? {
    guard let node = whole(wires),
      case .pointwise(.subtract, _) = node.layer.layer,
      let spread = linear(node.operands[1]),
      spread.layer.tensors[.weight]?.allSatisfy({ $0 == 1 }) == true,
      spread.layer.tensors[.bias]?.allSatisfy({ $0 == 0 }) == true,
      let mean = mean(spread.operands[0]), mean.shift == 0,
      mean.values.sorted() == node.operands[0].sorted()
    else { return nil }
    return wires.map { node.operands[0][$0.index] }
  }

  /// What is squared; nil of what is no square.
  func squareRoot(_ wires: [Wire]) -> [Wire]? {
    guard let square = whole(wires),
      case .pointwise(.multiply, _) = square.layer.layer,
      square.operands[0] == square.operands[1]
    else { return nil }
    return wires.map { square.operands[0][$0.index] }
  }

  /// The deviation that a wire stands for.
  func deviation(_ wires: [Wire]) -> Deviation? {
    guard wires.count == 1, case .layer(let index) = wires[0].source else {
      return nil
    }
    return nodes[index].deviation
  }
}
