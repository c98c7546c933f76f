import SwiftletCells

/// Which values share a unit because a pointwise layer takes them: an operand
/// has one unit, and both operands of a magnitude have the same. So do the
/// values that a convolution or a layer normalization takes, and those that any
/// row meets whose weights lie on a grid: these have the unit of the hidden
/// state or a coarser one.
struct UnitPlan {
  /// The unit that a layer must give; nil where it is free.
  private(set) var scales: [Double?]
  /// Whether all inputs of the network share one.
  private(set) var sharesInput = false
  /// The finest unit that they may share.
  private(set) var leastInput = 0.0
  private let network: Network
  private let hasGrid: Bool
  private var rounds = 0

  /// - Parameter hasGrid: Whether weights lie on a grid.
  init(_ network: Network, hasGrid: Bool) {
    self.network = network
    self.hasGrid = hasGrid
    scales = network.layers.map { _ in nil }
  }

  /// Makes units equal that have to be.
  ///
  /// - Parameters:
  ///   - inputs: What a unit of each value stands for that each layer takes.
  ///   - outputs: The same of what each gives.
  /// - Returns: Whether one changed, so that the others must be found again.
  mutating func unify(
    _ inputs: [[Double]], giving outputs: [Double]
  ) -> Bool {
    rounds += 1
    guard rounds <= Self.roundLimit * network.layers.count else { return false }
    let before = (scales, sharesInput, leastInput)
    for (index, layer) in network.layers.enumerated() {
      for operand in operands(of: layer, index) {
        let units = inputs[index][operand]
        let own = hasGrid && layer.isRecurrent ? outputs[index] : 0
        guard let coarsest = (units + [own]).max(), units.min() != coarsest
        else {
          continue
        }
        share(coarsest, index, operand)
        if before != (scales, sharesInput, leastInput) { return true }
      }
    }
    return false
  }

  /// Gives copies of values beside coarser ones a coarser unit too, as far as
  /// the values keep 512 units in their deviation: a row's weights, which have
  /// one scale, then differ less, as those over features do that share a unit.
  ///
  /// - Parameters:
  ///   - layer: a layer whose rows meet copies.
  ///   - units: What a unit of each value stands for that it takes.
  ///   - hidden: The same of its hidden state; 0 of a layer without one.
  ///   - squares: The mean square of each value that it takes.
  /// - Returns: Whether one changed.
  mutating func coarsen(
    _ layer: Int, _ units: [Double], hidden: Double, squares: [Double]
  ) -> Bool {
    guard let coarsest = (units + [hidden]).max() else { return false }
    let before = scales
    for (copy, places) in copies(taken: layer) {
      let unit = units[places.lowerBound]
      let mean = squares[places].reduce(0, +) / Double(places.count)
      let coarser = min(coarsest, mean.squareRoot() / 512)
      if units[places].allSatisfy({ $0 == unit }), coarser > 1.5 * unit {
        scales[copy] = coarser
      }
    }
    return scales != before
  }

  /// The copies that a layer takes whole, and at which of its inputs.
  private func copies(taken layer: Int) -> [(layer: Int, places: Range<Int>)] {
    let size = network.layers[layer].operandSize
    let isAfterKept = layer > 0 && network.layers[layer - 1].isKept
    guard
      let start = network.sources[layer].first
        ?? (isAfterKept ? network.memoryOffset(ofLayer: layer - 1) : nil)
    else { return [] }
    return (0..<layer).compactMap { other in
      guard case .pointwise(.copy, let count) = network.layers[other] else {
        return nil
      }
      let first = network.memoryOffset(ofLayer: other) - start
      return first >= 0 && first + count <= size
        ? (other, first..<first + count) : nil
    }
  }

  /// Units only grow, each to one that another layer has.
  private static let roundLimit = 16

  /// The parts of a layer's inputs that must have one unit.
  private func operands(of layer: Layer, _ index: Int) -> [Range<Int>] {
    let meetsGrid = hasGrid && !layer.isKept && !layer.isEmbedding
    if layer.takesKept || meetsGrid { return [0..<layer.inputSize] }
    if case .layerNorm = layer { return [0..<layer.inputSize] }
    guard case .pointwise(let function, let size) = layer else { return [] }
    switch function {
    case .copy: return scales[index] == nil ? [] : [0..<size]
    case .reverse: return []
    case .magnitude: return [0..<2 * size]
    default:
      return (0..<function.operandCount).map { size * $0..<size * ($0 + 1) }
    }
  }

  /// Gives the layers that make some of a layer's inputs one unit.
  private mutating func share(
    _ scale: Double, _ index: Int, _ operand: Range<Int>
  ) {
    let layer = network.layers[index]
    let offsets = network.sources[index].offsets(of: layer)
    for (place, offset) in offsets.enumerated() {
      let own = operand.clamped(
        to: layer.operandSize * place..<layer.operandSize * (place + 1))
      if own.isEmpty { continue }
      guard let offset else {
        if index == 0 { shareInput(scale) } else { set(index - 1, scale) }
        continue
      }
      let range = offset..<offset + layer.operandSize
      for other in 0..<index where network.layers[other].isKept {
        let start = network.memoryOffset(ofLayer: other)
        let kept = start..<start + network.layers[other].keptSize
        if kept.overlaps(range) { set(other, scale) }
      }
    }
  }

  private mutating func shareInput(_ scale: Double) {
    sharesInput = true
    leastInput = max(leastInput, scale)
  }

  /// Gives a layer a unit, where it is one that can have any.
  private mutating func set(_ layer: Int, _ scale: Double) {
    let kind = network.layers[layer]
    guard !kind.hasFixedRange else { return }
    if copiesInput(layer), scales[layer] == nil, !sharesInput {
      sharesInput = true
    } else if passesUnits(kind) {
      share(scale, layer, 0..<kind.inputSize)
    } else if copiesLast(layer) {
      set(layer - 1, scale)
    } else if kind.isKept || givesAnyUnit(kind) {
      scales[layer] = max(scales[layer] ?? 0, scale)
    }
  }

  /// Whether a layer copies what the one before gives to it alone, in any unit.
  private func copiesLast(_ layer: Int) -> Bool {
    guard layer > 0, case .pointwise(.copy, _) = network.layers[layer],
      network.sources[layer].first == nil
    else { return false }
    let last = network.layers[layer - 1]
    return !last.isKept && givesAnyUnit(last)
  }

  /// Whether a layer that keeps nothing gives its output in any unit.
  private func givesAnyUnit(_ layer: Layer) -> Bool {
    switch layer {
    case .conv1D(_, .linear), .conv1D(_, .relu), .dense(_, _, .linear),
      .dense(_, _, .relu), .layerNorm:
      true
    default: false
    }
  }

  /// Whether a layer cannot change the unit of what it passes on.
  private func passesUnits(_ layer: Layer) -> Bool {
    switch layer {
    case .history, .pointwise(.reverse, _): true
    default: false
    }
  }

  /// Whether a layer passes the network's input on.
  private func copiesInput(_ layer: Int) -> Bool {
    guard layer == 0 else { return false }
    return switch network.layers[layer] {
    case .pointwise(.copy, _), .pointwise(.reverse, _), .history: true
    default: false
    }
  }
}
