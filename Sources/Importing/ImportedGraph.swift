import SwiftletCells

/// Builds an imported network of signals; see `NetworkGraph`.
struct ImportedGraph {
  private var graph: NetworkGraph
  private var layers: [ImportedLayer] = []

  /// A graph without layers, of a network that takes `inputSize` values.
  init(inputSize: Int) { graph = NetworkGraph(inputSize: inputSize) }

  /// The network's input.
  var input: NetworkGraph.Signal { graph.input }

  /// Adds a layer and returns what it gives.
  ///
  /// - Parameters:
  ///   - operand: What it takes.
  ///   - initialState: Its state at the start of a sequence, `h` and after it
  ///     an LSTM's `c`; none for zeros.
  mutating func add(
    _ layer: ImportedLayer, to operand: NetworkGraph.Signal,
    initialState: [Float] = []
  ) -> NetworkGraph.Signal {
    if let values = addValues(layer, to: operand) { return values }
    layers.append(layer)
    return graph.add(layer.layer, to: operand, initialState: initialState)
  }

  /// Adds a function of each value of a signal, or of two signals.
  ///
  /// - Parameter name: What the layer is called in its file.
  mutating func add(
    _ name: String, _ function: Pointwise, _ a: NetworkGraph.Signal,
    _ b: NetworkGraph.Signal? = nil
  ) -> NetworkGraph.Signal {
    let layer = Layer.pointwise(function, size: a.count)
    layers.append(ImportedLayer(name: name, layer: layer, tensors: [:]))
    return b.map { graph.add(layer, to: a, $0) } ?? graph.add(layer, to: a)
  }

  /// The layers in a line, with the copies that keep values for later.
  ///
  /// - Parameter outputs: What the network gives.
  /// - Throws: `NetworkError` when a layer does not fit what it takes.
  func line(
    giving outputs: NetworkGraph.Signal
  ) throws -> (
    layers: [ImportedLayer], sources: [Network.Source], initialState: [Float]
  ) {
    let (network, order) = try graph.network(giving: outputs)
    let layers = zip(network.layers, order).map { layer, node in
      node.map { self.layers[$0] }
        ?? ImportedLayer(name: "copy", layer: layer, tensors: [:])
    }
    return (layers, network.sources, network.initialState)
  }
}
