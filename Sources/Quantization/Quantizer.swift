public import Cells
import Foundation
public import ModelFormat

/// Quantizes a trained network: int8 or int16 weights with a scale for each
/// row, int8 or int16 activations with ranges learned on real streams.
public struct Quantizer {
  /// How the network is quantized.
  public let options: QuantizationOptions
  private let model: FloatModel

  /// A quantizer of a model.
  public init(_ model: FloatModel, _ options: QuantizationOptions) {
    self.model = model
    self.options = options
  }

  /// Quantizes the model.
  ///
  /// - Parameter calibration: Streams like those that the model will meet;
  ///   state is carried through each.
  /// - Throws: `QuantizationError` when the data do not fit the model or a
  ///   range fits no integer; `ModelError` when the network is beyond the
  ///   format.
  public func quantize(
    calibration sequences: [SampleSequence]
  ) throws -> QuantizedNetwork {
    let calibration = try Calibration(model, sequences)
    let inputScales = calibration.inputs.map { $0.scale(options) }
    var scales = inputScales
    var power =
      zip(calibration.inputs, inputScales).map { $0.power(unit: $1) }
      .reduce(0, +) / Double(inputScales.count)
    var layers: [QuantizedLayer] = []
    for (index, range) in calibration.layers.enumerated() {
      let layer = try quantize(
        index, range, inputScales: scales, inputPower: power)
      let scale = Double(layer.outputScale)
      scales = Array(repeating: scale, count: layer.outputSize)
      power = range.meanSquare / (scale * scale)
      layers.append(layer)
    }
    var network = QuantizedNetwork(
      layers: layers, activationBits: options.activationBits,
      inputs: try inputs(calibration, inputScales),
      outputs: try model.outputs.map { try .init($0, scale: scales[0]) },
      task: model.task == .classification ? .classification : .regression,
      scoring: model.scoring == .everyStep ? .everyStep : .lastStep,
      gapPolicy: options.gapPolicy)
    network.goldenSteps = try goldenSteps(of: network, sequences)
    return network
  }

  private func quantize(
    _ index: Int, _ range: Calibration.LayerRange, inputScales: [Double],
    inputPower: Double
  ) throws -> QuantizedLayer {
    let source = model.network.layers[index]
    let scale = Double(Float(outputScale(of: source, range)))
    let rows = RealRows(
      model: model, index: index, inputScales: inputScales, outputScale: scale)
    var layer = QuantizedLayer(
      kind: kind(of: source), inputSize: source.inputSize,
      outputSize: source.outputSize, weightBits: options.weightBits)
    layer.outputScale = Float(scale)
    if case .embedding = source {
      layer.table = table(rows.tensor(.weight), scale: scale)
      return layer
    }
    let quantizer = LayerQuantizer(
      options: options, rows: rows.rows(), inputPower: inputPower,
      hiddenPower: range.meanSquare / (scale * scale))
    (layer.rows, layer.inputShift) = try quantizer.quantize(layer: index)
    if layer.kind == .lstm { layer.cellRange = cellRange(range) }
    return layer
  }

  /// What one unit of a layer's int16 output stands for: 2^-15 where the
  /// values lie in -1...1, and else a range with room for more than the data
  /// show.
  private func outputScale(
    of layer: Layer, _ range: Calibration.LayerRange
  ) -> Double {
    let largest = range.largestOutput > 0 ? range.largestOutput : 1
    return switch layer {
    case .gru, .lstm, .simpleRNN(_, _, .tanh), .dense(_, _, .sigmoid),
      .dense(_, _, .tanh):
      1 / 32768
    case .embedding: tableRange / options.largestOperand
    case .simpleRNN(_, _, .relu), .dense(_, _, .relu):
      (options.activationBits == 16 ? 2 : 1.25) * largest
        / options.largestOperand
    case .dense(_, _, .linear): 2 * largest / 32767
    }
  }

  /// The largest magnitude in the embedding's table.
  private var tableRange: Double {
    let tensor = model.network.tensor(.weight, ofLayer: 0)
    let values = tensor.map { model.parameters[$0.range] } ?? []
    return max(values.reduce(0) { max($0, abs(Double($1))) }, 1e-6)
  }

  private func table(_ rows: [[Double]], scale: Double) -> [[Int16]] {
    let unit = options.weightBits == 8 ? 256 * scale : scale
    let largest = options.largestWeight
    return rows.map { row in
      row.map { Int16(max(-largest, min(largest, ($0 / unit).rounded()))) }
    }
  }

  /// Integer bits of the cell state: room for twice what the data show.
  private func cellRange(_ range: Calibration.LayerRange) -> Int {
    max(1, min(12, Int(log2(2 * max(range.largestCell, 1e-6)).rounded(.up))))
  }

  private func inputs(
    _ calibration: Calibration, _ scales: [Double]
  ) throws -> [QuantizedNetwork.InputChannel] {
    if case .embedding = model.network.layers[0] {
      return model.inputs.map { .init(symbol: $0) }
    }
    return try model.inputs.indices.map {
      try .init(model.inputs[$0], calibration.inputs[$0], scale: scales[$0])
    }
  }

  private func kind(of layer: Layer) -> QuantizedLayer.Kind {
    switch layer {
    case .embedding: .embedding
    case .simpleRNN(_, _, .tanh): .rnnTanh
    case .simpleRNN(_, _, .relu): .rnnReLU
    case .gru(_, _, resetAfter: true): .gruResetAfter
    case .gru(_, _, resetAfter: false): .gruResetBefore
    case .lstm: .lstm
    case .dense(_, _, .linear): .denseLinear
    case .dense(_, _, .relu): .denseReLU
    case .dense(_, _, .sigmoid): .denseSigmoid
    case .dense(_, _, .tanh): .denseTanh
    }
  }

  /// The first steps of the first sequence without gaps, with the outputs that
  /// the runtime gives.
  private func goldenSteps(
    of network: QuantizedNetwork, _ sequences: [SampleSequence]
  ) throws -> [QuantizedNetwork.GoldenStep] {
    let model = try QuantizedModel(bytes: Data(try network.fileBytes()))
    let stream = QuantizedStream(model)
    guard let sequence = sequences.first else { return [] }
    return try (0..<min(options.goldenStepCount, sequence.timesteps)).map {
      let values = sequence.input(at: $0).map { $0.isNaN ? 0 : $0 }
      let inputs = stream.quantize(values)
      return .init(inputs: inputs, outputs: try stream.step(inputs))
    }
  }
}

extension Calibration.InputRange {
  /// The mean square of a feature's int16.
  fileprivate func power(unit: Double) -> Double {
    let sum = normalized.reduce(0.0) { $0 + Double($1) * Double($1) }
    return sum / Double(max(normalized.count, 1)) / (unit * unit)
  }
}
