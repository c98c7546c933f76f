import SwiftletCells

/// Which values of a network can be stretched together without a change of
/// what it computes: a relu, a sum and a magnitude of stretched values are
/// stretched alike, and the weights that take them undo it.
struct ChannelGroups {
  /// The group of each value that a layer takes and that it gives; `fixed`
  /// where none can be stretched.
  private(set) var inputs: [[Int]] = []
  private(set) var outputs: [[Int]] = []
  private var parents = [Self.fixed]

  /// The group of values that stay as they are.
  static let fixed = 0

  /// The groups of a network.
  init(_ network: Network) {
    var kept: [Int] = []
    var before = Array(repeating: Self.fixed, count: network.inputSize)
    for (index, layer) in network.layers.enumerated() {
      let input = network.sources[index].offsets(of: layer).flatMap { offset in
        offset.map { Array(kept[$0..<$0 + layer.operandSize]) } ?? before
      }
      before = outputs(of: layer, input)
      inputs.append(input)
      outputs.append(before)
      if layer.isKept { kept += before }
    }
    fix(before)
    inputs = inputs.map { $0.map(root) }
    outputs = outputs.map { $0.map(root) }
  }

  /// Whether some values can be stretched.
  var areSome: Bool { outputs.joined().contains { $0 != Self.fixed } }

  /// The groups of what a layer gives.
  private mutating func outputs(of layer: Layer, _ input: [Int]) -> [Int] {
    switch layer {
    case .dense(_, let size, let activation):
      return rows(size, activation)
    case .conv1D(let shape, let activation):
      for k in input.indices.dropFirst(shape.channels) {
        join(input[k], input[k % shape.channels])
      }
      let frame = rows(shape.outputChannels, activation)
      return (0..<shape.outputFrames).flatMap { _ in frame }
    case .history(let size, let count):
      return (0..<size + count).map {
        input[($0 + count * size - size) % count]
      }
    case .pointwise(let function, let size):
      return values(function, Array(input[..<size]), Array(input[size...]))
    case .layerNorm:
      fix(input)
      return Array(repeating: Self.fixed, count: layer.outputSize)
    case .embedding, .simpleRNN, .gru, .lstm:
      return Array(repeating: Self.fixed, count: layer.outputSize)
    }
  }

  /// A group for each row, where the activation passes a stretch on.
  private mutating func rows(
    _ count: Int, _ activation: Layer.DenseActivation
  ) -> [Int] {
    guard activation.passesStretch else {
      return Array(repeating: Self.fixed, count: count)
    }
    let groups = parents.count..<parents.count + count
    parents += groups
    return Array(groups)
  }

  private mutating func values(
    _ function: Pointwise, _ a: [Int], _ b: [Int]
  ) -> [Int] {
    switch function {
    case .copy, .leakyReLU: return a
    case .reverse: return a.reversed()
    case .activation(let activation) where activation.passesStretch: return a
    case .add, .subtract, .magnitude:
      for (a, b) in zip(a, b) { join(a, b) }
      return a
    case .activation, .multiply:
      fix(a + b)
      return a.map { _ in Self.fixed }
    }
  }

  private mutating func fix(_ groups: [Int]) {
    for group in groups { join(group, Self.fixed) }
  }

  /// Makes two groups one, named by the lower.
  private mutating func join(_ a: Int, _ b: Int) {
    let (a, b) = (root(a), root(b))
    parents[max(a, b)] = min(a, b)
  }

  private func root(_ group: Int) -> Int {
    var group = group
    while parents[group] != group { group = parents[group] }
    return group
  }
}

extension Layer.DenseActivation {
  /// Whether `f(s x) = s f(x)` for every s above 0.
  fileprivate var passesStretch: Bool { self == .linear || self == .relu }
}
