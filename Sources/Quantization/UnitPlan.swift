import SwiftletCells

/// Which values share a unit because a pointwise layer takes them: an operand
/// has one unit, and both operands of a magnitude have the same.
struct UnitPlan {
  /// The unit that a pointwise layer must give; nil where it is free.
  private(set) var scales: [Double?]
  /// Whether all inputs of the network share one.
  private(set) var sharesInput = false
  private let network: Network
  private var rounds = 0

  init(_ network: Network) {
    self.network = network
    scales = network.layers.map { _ in nil }
  }

  /// Makes units equal that have to be.
  ///
  /// - Parameters:
  ///   - inputs: What a unit of each layer's inputs stands for.
  ///   - outputs: The same of each layer's outputs.
  /// - Returns: Whether one changed, so that the others must be found again.
  mutating func unify(_ inputs: [[Double]], _ outputs: [[Double]]) -> Bool {
    rounds += 1
    guard rounds <= Self.roundLimit * network.layers.count else { return false }
    let before = (scales, sharesInput)
    for (index, layer) in network.layers.enumerated() {
      for operand in operandsOfOneUnit(of: layer, index) {
        let units = inputs[index][operand]
        guard let coarsest = units.max(),
          units.contains(where: {
            $0 != coarsest
          })
        else { continue }
        share(coarsest, index, operand)
        if before != (scales, sharesInput) { return true }
      }
    }
    return false
  }

  /// Units only grow, each to one that another layer has.
  private static let roundLimit = 16

  /// The parts of a layer's inputs that must have one unit. A copy leaves units
  /// as they are, where none is asked of it.
  private func operandsOfOneUnit(
    of layer: Layer, _ index: Int
  ) -> [Range<Int>] {
    guard case .pointwise(let function, let size) = layer,
      function != .copy || scales[index] != nil
    else { return [] }
    return function.operandsOfOneUnit(size: size)
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
        if index == 0 { sharesInput = true } else { set(index - 1, scale) }
        continue
      }
      let range = offset..<offset + layer.operandSize
      for other in 0..<index where network.layers[other].isPointwise {
        let start = network.memoryOffset(ofLayer: other)
        let kept = start..<start + network.layers[other].keptSize
        if kept.overlaps(range) { set(other, scale) }
      }
    }
  }

  /// Gives a layer a unit, where it is one that can have any.
  private mutating func set(_ layer: Int, _ scale: Double) {
    guard network.layers[layer].isPointwise,
      !network.layers[layer].isSquashing
    else { return }
    if case .pointwise(.copy, _) = network.layers[layer],
      copiesInput(layer), scales[layer] == nil, !sharesInput
    {
      sharesInput = true
    } else {
      scales[layer] = max(scales[layer] ?? 0, scale)
    }
  }

  /// Whether a layer is a copy of the network's input.
  private func copiesInput(_ layer: Int) -> Bool {
    layer == 0 && network.sources[layer] == .before
  }
}

extension Layer {
  /// Whether the layer is an activation of each value whose unit is 2^-15.
  fileprivate var isSquashing: Bool {
    switch self {
    case .pointwise(.activation(.sigmoid), _),
      .pointwise(.activation(.tanh), _):
      true
    default: false
    }
  }
}

extension Pointwise {
  /// The parts of the operands, one after the other, that must have one unit
  /// where a row of integers is the function.
  func operandsOfOneUnit(size: Int) -> [Range<Int>] {
    self == .magnitude
      ? [0..<2 * size]
      : (0..<operandCount).map { size * $0..<size * ($0 + 1) }
  }
}
