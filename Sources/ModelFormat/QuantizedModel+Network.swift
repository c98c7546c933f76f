import SwiftletRuntime

extension QuantizedModel {
  /// The network that the file holds, as integers; written again it gives the
  /// same bytes.
  public var network: QuantizedNetwork {
    var network = QuantizedNetwork(
      layers: layerViews.map(QuantizedLayer.init),
      activationBits: activationBits,
      inputs: inputChannels, outputs: outputChannels,
      task: task, scoring: scoring, gapPolicy: gapPolicy)
    network.window = window
    if view.hasInitialState { readInitialState(into: &network.layers) }
    network.goldenSteps = goldenSteps
    return network
  }

  /// Gives each layer the state that a stream starts from.
  private func readInitialState(into layers: inout [QuantizedLayer]) {
    var state = UnsafeRawPointer(view.bytes) + view.initialState
    for index in layers.indices {
      let shape = layers[index].shape
      let units = 0..<layers[index].outputSize
      let isRecurrent = layers[index].kind.isRecurrent
      if shape.cellSize > 0 {
        layers[index].initialCell = units.map {
          state.load(fromByteOffset: 4 * $0, as: Int32.self)
        }
      }
      let hidden = state + shape.cellSize
      if isRecurrent {
        layers[index].initialHidden = units.map {
          hidden.load(fromByteOffset: 2 * $0, as: Int16.self)
        }
      }
      state += shape.stateSize
    }
  }

  /// One entry a feature.
  public var inputChannels: [QuantizedNetwork.InputChannel] {
    inputNames.enumerated().map { index, name in
      let entry = InputView(view, index)
      return .init(
        name: name, zero: entry.zero, multiplier: entry.multiplier,
        fractionBits: Int(entry.fractionBits), shift: Int(entry.shift))
    }
  }

  /// One entry an output.
  public var outputChannels: [QuantizedNetwork.OutputChannel] {
    outputNames.enumerated().map { index, name in
      let entry = OutputView(view, index)
      return .init(
        name: name, multiplier: entry.multiplier, offset: entry.offset,
        fractionBits: Int(entry.fractionBits))
    }
  }
}

extension QuantizedLayer {
  /// The layer of an entry, with its weights.
  fileprivate init(_ view: LayerView) {
    self.init(
      kind: Kind(view), inputSize: view.inputSize,
      outputSize: view.outputSize, weightBits: view.weightBits)
    layout = WeightLayout(view)
    inputShift = Int(view.inputShift)
    cellRange = Int(view.cellRange)
    if kind.hasGates { activations = view.gateActivations }
    outputScale = Float(bitPattern: view.outputScaleBits)
    let places = view.places
    source = places[0]
    convolution = FrameShape(view)
    if kind == .history { return }
    if kind.isPointwise {
      if places.count == 2 { secondSource = places[1] }
      rows = pointwiseRows(view)
      return
    }
    if kind == .layerNorm {
      readLayerNorm(view)
      return
    }
    let tiles = TileUnpacking(self, view)
    if kind == .embedding {
      table = tiles.table()
    } else {
      rows = tiles.rows()
    }
  }
}
