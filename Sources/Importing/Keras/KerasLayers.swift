import SwiftletCells

/// The layers of a Keras model's network, and what each of them takes.
struct KerasLayers {
  /// Values of a timestep: parts of what layers give, one after the other, and
  /// the affine map of them that is still to be folded.
  struct Signal {
    /// A part of what a layer gives.
    struct Part: Equatable {
      /// The layer's index; -1 for the network's input.
      var layer: Int
      var range: Range<Int>
    }

    var parts: [Part]
    var fold = AffineFold()

    /// The number of values.
    var count: Int { parts.reduce(0) { $0 + $1.range.count } }

    /// Two signals, one after the other.
    static func + (left: Signal, right: Signal) -> Signal {
      Signal(
        parts: left.parts + right.parts,
        fold: left.fold.joined(left.count, with: right.fold, right.count))
    }
  }

  /// The layers, in an order in which they can run.
  private(set) var layers: [ImportedLayer] = []
  private var operands: [[Signal]] = []

  /// Adds a layer, with what is to be folded of the signal.
  ///
  /// - Returns: What it gives.
  mutating func append(_ layer: ImportedLayer, to signal: Signal) -> Signal {
    guard let folded = signal.fold.folded(into: layer) else {
      return add(layer, to: [written(signal)])
    }
    return add(folded, to: [signal])
  }

  /// Adds a function of each value of a signal, or of two signals.
  mutating func append(
    _ function: Pointwise, named name: String, to signals: [Signal]
  ) -> Signal {
    add(
      ImportedLayer(
        name: name, layer: .pointwise(function, size: signals[0].count),
        tensors: [:]), to: signals.map { written($0) })
  }

  /// A signal with what is to be folded of it as a layer of its own.
  mutating func written(_ signal: Signal) -> Signal {
    guard let rest = signal.fold.rest else { return signal }
    return add(
      .affine(signal.fold.name, rest), to: [Signal(parts: signal.parts)])
  }

  private mutating func add(
    _ layer: ImportedLayer, to signals: [Signal]
  ) -> Signal {
    layers.append(layer)
    operands.append(signals)
    return whole(layers.count - 1)
  }

  /// A signal with an affine map after it.
  ///
  /// - Parameter isAlone: Whether nothing else takes the signal.
  mutating func map(
    _ signal: Signal, by map: FeatureAffine, named name: String, isAlone: Bool
  ) -> Signal {
    var signal = signal
    let index = source(of: signal)
    var last = isAlone ? index.map { layers[$0] } : nil
    signal.fold.add(map, named: name, to: &last)
    if let index, let last { layers[index] = last }
    return signal
  }

  /// Gives the linear layer that a signal comes from an activation.
  ///
  /// - Returns: Whether it comes from one, and nothing is to be folded between.
  mutating func activate(
    _ signal: Signal, _ activation: Layer.DenseActivation
  ) -> Bool {
    guard signal.fold.rest == nil, let index = source(of: signal) else {
      return false
    }
    switch layers[index].layer {
    case .dense(let inputSize, let outputSize, .linear):
      layers[index].layer = .dense(
        inputSize: inputSize, outputSize: outputSize, activation: activation)
    case .conv1D(let shape, .linear):
      layers[index].layer = .conv1D(shape, activation: activation)
    default: return false
    }
    return true
  }

  /// Gives the linear dense layer that a signal comes from a hard sigmoid.
  ///
  /// - Returns: Whether it comes from one, and nothing is to be folded between.
  mutating func activate(_ signal: Signal, by function: HardSigmoid) -> Bool {
    guard signal.fold.rest == nil, let index = source(of: signal),
      let activated = layers[index].activated(by: function)
    else { return false }
    layers[index] = activated
    return true
  }

  /// The layers in a line, with the copies that keep values for later.
  ///
  /// - Parameters:
  ///   - inputSize: How many values the network takes.
  ///   - outputs: What it gives.
  /// - Throws: `NetworkError` when a layer does not fit what it takes.
  func line(
    inputSize: Int, giving outputs: Signal
  ) throws -> (layers: [ImportedLayer], sources: [Network.Source]) {
    var graph = ImportedGraph(inputSize: inputSize)
    var given: [NetworkGraph.Signal] = []
    for (layer, operands) in zip(layers, operands) {
      let operands = operands.map { $0.joined(graph.input, given) }
      if case .pointwise(let function, _) = layer.layer, operands.count > 1 {
        given.append(graph.add(layer.name, function, operands[0], operands[1]))
      } else {
        given.append(graph.add(layer, to: operands[0]))
      }
    }
    let line = try graph.line(giving: outputs.joined(graph.input, given))
    return (line.layers, line.sources)
  }

  /// The layer that gives the whole of a signal; nil where there is none.
  private func source(of signal: Signal) -> Int? {
    guard signal.parts.count == 1, let index = signal.parts.first?.layer,
      index >= 0, signal.parts == whole(index).parts
    else { return nil }
    return index
  }

  private func whole(_ index: Int) -> Signal {
    Signal(parts: [
      .init(layer: index, range: 0..<layers[index].layer.outputSize)
    ])
  }
}

extension KerasLayers.Signal {
  /// Part of a signal.
  subscript(range: Range<Int>) -> KerasLayers.Signal {
    var cut = KerasLayers.Signal(parts: [], fold: fold[range])
    var start = 0
    for part in parts {
      let own = range.clamped(to: start..<start + part.range.count)
      if !own.isEmpty {
        let shift = part.range.lowerBound - start
        cut.parts.append(
          Part(
            layer: part.layer,
            range: own.lowerBound + shift..<own.upperBound + shift))
      }
      start += part.range.count
    }
    return cut
  }

  /// The signal of a graph, of the network's input and what its layers give.
  fileprivate func joined(
    _ input: NetworkGraph.Signal, _ given: [NetworkGraph.Signal]
  ) -> NetworkGraph.Signal {
    let parts = parts.map {
      ($0.layer < 0 ? input : given[$0.layer])[$0.range]
    }
    return parts.dropFirst().reduce(parts[0], +)
  }
}
