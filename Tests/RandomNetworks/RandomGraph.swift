import Foundation
package import SwiftletCells

/// A network of random layers, each of which takes slices of what others give;
/// and what each takes value by value, from which `GraphEvaluation` computes
/// the same without a memory, copies or an order.
package struct RandomGraph {
  /// One value of a timestep: the `index`th that a node gives; the input is the
  /// node -1.
  package struct Value: Hashable {
    let node, index: Int
  }

  package private(set) var graph: NetworkGraph
  package let inputSize: Int
  package private(set) var layers: [Layer] = []
  package private(set) var initialStates: [[Float]] = []
  fileprivate private(set) var operands: [[[Value]]] = []
  fileprivate private(set) var outputs: [Value] = []
  private var outputSignal: NetworkGraph.Signal
  private var signals: [(signal: NetworkGraph.Signal, values: [Value])]

  /// A graph of up to `count` layers.
  package init(_ generator: inout Generator, count: Int) {
    inputSize = 1 + generator.below(5)
    graph = NetworkGraph(inputSize: inputSize)
    outputSignal = graph.input
    let input = (0..<inputSize).map { Value(node: -1, index: $0) }
    signals = [(graph.input, input)]
    for _ in 0...generator.below(count) { add(&generator) }
    (outputSignal, outputs) =
      generator.below(3) == 0
      ? signals[signals.count - 1] : joined(&generator)
  }

  /// The network, and the layer that was added behind each of its layers.
  package func network() throws -> (network: Network, order: [Int?]) {
    try graph.network(giving: outputSignal)
  }

  /// Adds a layer of a random kind.
  private mutating func add(_ generator: inout Generator) {
    let (a, aValues) = joined(&generator)
    let size = a.count
    let hidden = 1 + generator.below(5)
    let function: Pointwise
    switch generator.below(14) {
    case 0: return add(.lstm(inputSize: size, hiddenSize: hidden), a, aValues)
    case 1:
      return add(
        .gru(
          inputSize: size, hiddenSize: hidden,
          resetAfter: generator.below(2) == 0), a, aValues)
    case 2:
      return add(
        .simpleRNN(inputSize: size, hiddenSize: hidden, activation: .tanh), a,
        aValues)
    case 3, 4:
      let activations = Layer.DenseActivation.allCases
      return add(
        .dense(
          inputSize: size, outputSize: hidden,
          activation: activations[generator.below(activations.count)]), a,
        aValues)
    case 5: function = generator.below(2) == 0 ? .copy : .reverse
    case 6: function = .activation(.relu)
    case 7: function = .activation(.sigmoid)
    case 8: function = .leakyReLU(slope: 0.25)
    case 9: function = .add
    case 10: function = .subtract
    case 11: function = .multiply
    case 12:
      return add(.layerNorm(size: size, epsilon: 0.1), a, aValues)
    default: function = .magnitude
    }
    guard function.operandCount == 2 else {
      return add(.pointwise(function, size: size), a, aValues)
    }
    var (b, bValues) = joined(&generator)
    while b.count < size {
      let (more, moreValues) = joined(&generator)
      (b, bValues) = (b + more, bValues + moreValues)
    }
    layers.append(.pointwise(function, size: size))
    operands.append([aValues, Array(bValues[..<size])])
    finish(graph.add(layers[layers.count - 1], to: a, b[0..<size]), [])
  }

  private mutating func add(
    _ layer: Layer, _ signal: NetworkGraph.Signal, _ values: [Value]
  ) {
    layers.append(layer)
    operands.append([values])
    let state = (0..<layer.stateSize).map { Float($0 % 3 - 1) / 4 }
    finish(graph.add(layer, to: signal, initialState: state), state)
  }

  private mutating func finish(
    _ signal: NetworkGraph.Signal, _ initialState: [Float]
  ) {
    initialStates.append(initialState)
    let node = layers.count - 1
    signals.append(
      (signal, (0..<signal.count).map { Value(node: node, index: $0) }))
  }

  /// One to three whole signals or slices, one after the other.
  private func joined(
    _ generator: inout Generator
  ) -> (NetworkGraph.Signal, [Value]) {
    var (signal, values) = slice(&generator)
    for _ in 0..<generator.below(3) {
      let next = slice(&generator)
      (signal, values) = (signal + next.0, values + next.1)
    }
    return (signal, values)
  }

  /// A signal or part of it, late ones more often than early ones.
  private func slice(
    _ generator: inout Generator
  ) -> (NetworkGraph.Signal, [Value]) {
    let index = max(
      generator.below(signals.count), generator.below(signals.count))
    let (signal, values) = signals[index]
    if generator.below(2) == 0 { return (signal, values) }
    let start = generator.below(signal.count)
    let range = start..<start + 1 + generator.below(signal.count - start)
    return (signal[range], Array(values[range]))
  }
}

/// The values of a graph's steps, from its definition alone.
package struct GraphEvaluation {
  private let graph: RandomGraph
  private var runners: [NetworkRunner<Double>]

  /// - Parameter parameters: Each layer's, in the order in which they were
  ///   added.
  package init(_ graph: RandomGraph, parameters: [[Double]]) throws {
    self.graph = graph
    runners = try graph.layers.indices.map { index in
      let layer = graph.layers[index]
      return NetworkRunner(
        try Network([layer], initialState: graph.initialStates[index]),
        parameters: parameters[index])
    }
  }

  /// The outputs of one timestep.
  package mutating func step(_ input: [Double]) -> [Double] {
    var given: [[Double]] = []
    func look(_ values: [RandomGraph.Value]) -> [Double] {
      values.map { $0.node < 0 ? input[$0.index] : given[$0.node][$0.index] }
    }
    for (index, layer) in graph.layers.enumerated() {
      let operands = graph.operands[index].map(look)
      if case .pointwise(let function, _) = layer {
        let values = zip(operands[0], operands[operands.count - 1]).map {
          value(function, $0, $1)
        }
        given.append(function == .reverse ? values.reversed() : values)
      } else {
        given.append(runners[index].step(operands[0]))
      }
    }
    return look(graph.outputs)
  }

  private func value(_ function: Pointwise, _ a: Double, _ b: Double) -> Double
  {
    switch function {
    case .copy, .reverse, .activation(.linear): a
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .magnitude: hypot(a, b)
    case .activation(.relu): max(a, 0)
    case .activation(.sigmoid): 1 / (1 + exp(-a))
    case .activation(.tanh): tanh(a)
    case .activation(.relu6): min(max(a, 0), 6)
    case .activation(.hardSigmoid): min(max(a + 0.5, 0), 1)
    case .activation(.hardTanh): min(max(a, -1), 1)
    case .leakyReLU(let slope): a > 0 ? a : Double(slope) * a
    }
  }
}
