import SwiftletCells

/// Layers that are read, and what each of them takes.
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
  private var operands: [Signal] = []

  /// Adds a layer.
  ///
  /// - Returns: What it gives; nil where what is to be folded of the signal
  ///   finds no weights.
  mutating func append(_ layer: ImportedLayer, to signal: Signal) -> Signal? {
    guard let folded = signal.fold.folded(into: layer) else { return nil }
    layers.append(folded)
    operands.append(signal)
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

  /// Gives the linear dense layer that a signal comes from an activation.
  ///
  /// - Returns: Whether it comes from one, and nothing is to be folded between.
  mutating func activate(
    _ signal: Signal, _ activation: Layer.DenseActivation
  ) -> Bool {
    guard signal.fold.rest == nil, let index = source(of: signal),
      case .dense(let inputSize, let outputSize, .linear) = layers[index].layer
    else { return false }
    layers[index].layer = .dense(
      inputSize: inputSize, outputSize: outputSize, activation: activation)
    return true
  }

  /// Whether each layer takes what the one before gives, and `outputs` is what
  /// the last one gives.
  func isChain(giving outputs: Signal) -> Bool {
    operands.indices.dropFirst().allSatisfy {
      operands[$0].parts == whole($0 - 1).parts
    } && outputs.parts == whole(layers.count - 1).parts
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
