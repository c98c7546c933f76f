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
    network.goldenSteps = goldenSteps
    return network
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
    let tiles = TileUnpacking(self, view)
    if kind == .embedding {
      table = tiles.table()
    } else {
      rows = tiles.rows()
    }
  }
}
