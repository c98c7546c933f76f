import Foundation
import RandomNetworks
import SwiftletCells
import Testing

@Suite("Networks of signals")
struct NetworkGraphTests {
  private let dense = Layer.dense(
    inputSize: 3, outputSize: 2, activation: .linear)

  @Test("random graphs run as their definition says", arguments: 1...300)
  func random(seed: UInt32) throws {
    var generator = Generator(seed: seed)
    let graph = RandomGraph(&generator, count: 8)
    let (network, order) = try graph.network()
    var parameters: [[Double]] = graph.layers.map { _ in [] }
    for (index, node) in order.enumerated() {
      let count = network.layers[index].tensors.reduce(0) {
        $0 + $1.rows * $1.columns
      }
      guard let node else {
        #expect(count == 0)
        continue
      }
      #expect(network.layers[index] == graph.layers[node])
      parameters[node] = (0..<count).map { _ in generator.uniform() }
    }
    var runner = NetworkRunner<Double>(
      network, parameters: order.flatMap { $0.map { parameters[$0] } ?? [] })
    var evaluation = try GraphEvaluation(graph, parameters: parameters)
    for step in 0..<6 {
      let input = (0..<graph.inputSize).map { _ in 2 * generator.uniform() }
      let expected = evaluation.step(input)
      let output = runner.step(input)
      try #require(output.count == expected.count)
      for (value, exact) in zip(output, expected) {
        #expect(abs(value - exact) < 1e-9 * max(1, abs(exact)), "step \(step)")
      }
    }
  }

  @Test("a chain needs no copies, and is the same as a network of its layers")
  func chain() throws {
    var graph = NetworkGraph(inputSize: 3)
    let h = graph.add(.lstm(inputSize: 3, hiddenSize: 4), to: graph.input)
    let head = Layer.dense(inputSize: 4, outputSize: 2, activation: .tanh)
    let y = graph.add(head, to: h)
    let (network, order) = try graph.network(giving: y)
    #expect(
      try network == Network([.lstm(inputSize: 3, hiddenSize: 4), head]))
    #expect(network.isChain && network.memorySize == 0)
    #expect(order == [0, 1])
  }

  @Test("outputs that are inputs, twice and in part, are copied")
  func inputs() throws {
    var graph = NetworkGraph(inputSize: 3)
    let y = graph.add(dense, to: graph.input)
    let (network, _) = try graph.network(
      giving: graph.input[2..<3] + y + graph.input[2..<3])
    var runner = NetworkRunner<Double>(
      network, parameters: [1, 0, 0, 0, 1, 0, 0, 0])
    #expect(runner.step([5, 6, 7]) == [7, 5, 6, 7])
    let bare = NetworkGraph(inputSize: 3)
    let (copy, order) = try bare.network(giving: bare.input[1..<3])
    var copying = NetworkRunner<Double>(copy, parameters: [])
    #expect(copying.step([5, 6, 7]) == [6, 7])
    #expect(order.allSatisfy { $0 == nil })
  }

  @Test("a layer of two operands takes the same signal twice, with one copy")
  func square() throws {
    var graph = NetworkGraph(inputSize: 3)
    let y = graph.add(dense, to: graph.input)
    let square = graph.add(.pointwise(.multiply, size: 2), to: y, y)
    let (network, order) = try graph.network(giving: square)
    #expect(network.isChain)
    #expect(order == [0, 1])
    var runner = NetworkRunner<Double>(
      network, parameters: [1, 0, 0, 0, 1, 0, 0, 0])
    #expect(runner.step([5, -6, 7]) == [25, 36])
  }

  @Test("an embedding comes first, and what it gives may be used twice")
  func embedding() throws {
    var graph = NetworkGraph(inputSize: 1)
    let table = Layer.embedding(vocabularySize: 3, outputSize: 2)
    let e = graph.add(table, to: graph.input)
    let sum = graph.add(.pointwise(.add, size: 2), to: e, e[0..<1] + e[0..<1])
    let (network, _) = try graph.network(giving: sum + e)
    var runner = NetworkRunner<Double>(network, parameters: [1, 2, 3, 4, 5, 6])
    #expect(runner.step([1]) == [6, 7, 3, 4])
    // A symbol is no value that a skip could take.
    #expect(throws: NetworkError.self) {
      try graph.network(giving: e + graph.input)
    }
  }

  @Test("neighbours and parts that lie side by side cost no copy")
  func slices() throws {
    var graph = NetworkGraph(inputSize: 6)
    let (a, b) = (graph.input[0..<2], graph.input[2..<5])
    #expect(a + b == graph.input[0..<5])
    #expect((a + b)[1..<4] == graph.input[1..<4])
    let y = graph.add(dense, to: (a + b)[1..<4])
    let z = graph.add(dense, to: graph.input[3..<6])
    let (network, order) = try graph.network(giving: y + z)
    #expect(order.compactMap { $0 } == [0, 1])
    #expect(network.sources[1] == .init(1) && network.layers[0].isPointwise)
  }

  @Test("what does not fit is refused with its layer")
  func refusals() throws {
    func line(
      _ build: (inout NetworkGraph) -> NetworkGraph.Signal
    ) -> String? {
      var graph = NetworkGraph(inputSize: 3)
      let outputs = build(&graph)
      do {
        _ = try graph.network(giving: outputs)
        return nil
      } catch {
        return "\(error)"
      }
    }
    #expect(
      line { $0.add(dense, to: $0.input[0..<2]) }
        == "layer 0 takes 3 values, but gets 2")
    #expect(
      line { $0.add(.pointwise(.add, size: 3), to: $0.input) }
        == "layer 0 takes 6 values, but gets 3")
    #expect(
      line {
        $0.add(
          .lstm(inputSize: 3, hiddenSize: 2), to: $0.input, initialState: [1])
      } == "layer 0 needs an initial state of 4 values, not 1")
    #expect(line { $0.input } == "a network needs at least one layer")
  }
}

@Suite("Sources of layers")
struct NetworkSourceTests {
  private let layers: [Layer] = [
    .pointwise(.copy, size: 2), .lstm(inputSize: 2, hiddenSize: 2),
    .pointwise(.add, size: 2),
  ]

  @Test(
    "a place that holds nothing yet is refused",
    arguments: [
      (0, Network.Source(0), "layer 0 takes 2 values from place 0 on"),
      (1, .init(1), "layer 1 takes 2 values from place 1 on, but 2 are kept"),
      (1, .init(-1), "layer 1 takes 2 values from place -1 on"),
      (1, .init(.max), "layer 1 takes 2 values from place"),
      (2, .init(second: 2), "layer 2 takes 2 values from place 2 on"),
      (1, .init(second: 0), "layer 1 takes one operand, but has a second"),
    ])
  func places(layer: Int, source: Network.Source, expected: String) {
    var sources = [Network.Source.before, .before, .init(second: 0)]
    sources[layer] = source
    let error = #expect(throws: NetworkError.self) {
      try Network(layers, sources: sources)
    }
    #expect(error?.description.hasPrefix(expected) == true, "\(error!)")
  }

  @Test("a state that does not fit or is not finite is refused")
  func initialState() throws {
    let sources = [Network.Source.before, .before, .init(second: 0)]
    for state: [Float] in [[1], [1, 2, 3, .nan], [1, 2, 3, 4, 5]] {
      #expect(throws: NetworkError.self) {
        try Network(layers, sources: sources, initialState: state)
      }
    }
    let network = try Network(
      layers, sources: sources, initialState: [0.5, 0, 0, 0])
    #expect(network.memorySize == 4 && network.stateSize == 4)
    let zeros = try Network(
      layers, sources: sources, initialState: [0, 0, 0, 0])
    #expect(zeros.initialState.isEmpty)
  }
}
