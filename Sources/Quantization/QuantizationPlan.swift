import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletRuntime

/// What calibration decides of a network: the unit of every value between
/// layers, and the range of every cell state. Parameters become integers
/// within it.
struct QuantizationPlan {
  let options: QuantizationOptions
  let calibration: Calibration
  /// What a step makes of a missing input.
  let gapPolicy: GapPolicy
  /// Whether the network's input is a symbol.
  let takesSymbols: Bool
  /// What one unit of each of the network's inputs stands for, in what the
  /// network sees; 1 for a symbol.
  let inputScales: [Double]
  /// One entry a layer.
  let layers: [LayerPlan]
  let model: FloatModel

  /// What calibration decides of a layer.
  struct LayerPlan {
    /// What one unit of each value stands for that the layer takes, of all
    /// operands.
    let takenScales: [Double]
    /// The same of each value that a row meets: of a convolution those that a
    /// frame of its output sees.
    let inputScales: [Double]
    /// What one unit of each output stands for.
    let outputScales: [Double]
    /// The same; of a copy of several units the coarsest.
    let outputScale: Double
    /// The mean square of an input and of an output, in their units.
    let inputPower, outputPower: Double
    /// Integer bits of an LSTM's cell state, 0 for other layers.
    let cellRange: Int
  }

  /// A plan for a model from what its values are like.
  init(
    _ model: FloatModel, _ calibration: Calibration,
    _ options: QuantizationOptions
  ) {
    self.options = options
    gapPolicy = options.gapPolicy ?? model.gapPolicy
    self.calibration = calibration
    self.model = model
    takesSymbols = model.network.layers[0].isEmbedding
    var units = UnitPlan(model.network, hasGrid: model.grid != nil)
    var scales: [Double]
    var layers: [LayerPlan]
    repeat {
      scales =
        takesSymbols ? [1] : calibration.inputScales(model.inputs, options)
      if model.grid != nil { scales = scales.map(\.roundedUpToPowerOfTwo) }
      if units.sharesInput, let coarsest = scales.max() {
        scales = scales.map { _ in max(coarsest, units.leastInput) }
      }
      layers = Self.layers(model, calibration, options, scales, units)
    } while units.unify(
      layers.map(\.takenScales), giving: layers.map(\.outputScale))
      || Self.coarsen(&units, layers, model, calibration, options)
    inputScales = scales
    self.layers = layers
  }

  /// Gives copies coarser units where weights of few bits gain by it.
  ///
  /// - Returns: Whether one changed.
  private static func coarsen(
    _ units: inout UnitPlan, _ layers: [LayerPlan], _ model: FloatModel,
    _ calibration: Calibration, _ options: QuantizationOptions
  ) -> Bool {
    guard model.grid == nil, options.activationBits == 16 else { return false }
    var changed = false
    for (index, layer) in model.network.layers.enumerated()
    where layer.meetsOneFrame
      && options.ofLayer(index, of: model.network).weightBits < 16
    {
      changed =
        units.coarsen(
          index, layers[index].takenScales,
          hidden: layer.isRecurrent ? layers[index].outputScale : 0,
          squares: calibration.layers[index].inputSquares) || changed
    }
    return changed
  }

  /// What calibration decides of each layer, of a network whose inputs have
  /// the given units.
  private static func layers(
    _ model: FloatModel, _ calibration: Calibration,
    _ options: QuantizationOptions, _ inputs: [Double], _ units: UnitPlan
  ) -> [LayerPlan] {
    var layers: [LayerPlan] = []
    var (before, kept) = (inputs, [Double]())
    var power =
      zip(calibration.inputs, inputs).map { $0.power(unit: $1) }
      .reduce(0, +) / Double(inputs.count)
    for (index, layer) in model.network.layers.enumerated() {
      let range = calibration.layers[index]
      let source = model.network.sources[index]
      let scales = source.offsets(of: layer).flatMap { offset in
        offset.map { Array(kept[$0..<$0 + layer.operandSize]) } ?? before
      }
      if source != .before { power = range.inputPower(scales) }
      let outputs: [Double]
      if units.scales[index] == nil, let passed = passedUnits(layer, scales) {
        outputs = passed
      } else {
        let own = gridUnit(
          of: layer, model,
          coarsened(
            outputScale(of: layer, index, range, model, options, scales), index,
            model, options, rowUnits(layer, scales)))
        let scale = Double(Float(max(own, units.scales[index] ?? 0)))
        outputs = Array(repeating: scale, count: layer.outputSize)
      }
      let coarsest = outputs.max() ?? 1
      let plan = LayerPlan(
        takenScales: scales, inputScales: rowUnits(layer, scales),
        outputScales: outputs,
        outputScale: coarsest,
        inputPower: power,
        outputPower: range.meanSquare / (coarsest * coarsest),
        cellRange: cellRange(of: layer, range))
      layers.append(plan)
      (before, power) = (outputs, plan.outputPower)
      if layer.isKept { kept += outputs }
    }
    return layers
  }

  /// A unit of a layer's output that is no finer than half a step of its rows'
  /// sums, as a multiplier is below 1/2, where a unit up to four times as coarse
  /// is enough: single rows of a layer can have weights far larger than others.
  private static func coarsened(
    _ unit: Double, _ index: Int, _ model: FloatModel,
    _ options: QuantizationOptions, _ inputScales: [Double]
  ) -> Double {
    switch model.network.layers[index] {
    case .dense(_, _, .linear), .dense(_, _, .relu), .conv1D(_, .linear),
      .conv1D(_, .relu):
      break
    default: return unit
    }
    let options = options.ofLayer(index, of: model.network)
    let steps = RealRows(
      model: model, index: index, inputScales: inputScales, outputScale: unit
    ).rows().map {
      $0.gridScale(0, options)
        ?? max($0.finestScale(0, options), $0.overflowScale)
    }
    let coarser = 2.02 * (steps.max() ?? 0)
    return unit...4 * unit ~= coarser ? coarser : unit
  }

  /// Where weights lie on a grid, units are powers of two, so that integers over
  /// operands of two units are still integers.
  private static func gridUnit(
    of layer: Layer, _ model: FloatModel, _ unit: Double
  ) -> Double {
    let isFree = layer.outputActivation?.fixedUnit == nil && !layer.isEmbedding
    return model.grid != nil && isFree ? unit.roundedUpToPowerOfTwo : unit
  }

  /// The units of what a layer gives that passes values on; nil of another one.
  private static func passedUnits(
    _ layer: Layer, _ units: [Double]
  ) -> [Double]? {
    switch layer {
    case .pointwise(.copy, _): units
    case .pointwise(.reverse, _): units.reversed()
    case .history(let size, let count):
      (0..<size + count).map { units[($0 + count * size - size) % count] }
    default: nil
    }
  }

  /// The units of what a row meets: of a convolution all are the same.
  private static func rowUnits(_ layer: Layer, _ units: [Double]) -> [Double] {
    guard case .conv1D(let shape, _) = layer else { return units }
    return Array(repeating: units[0], count: shape.windowSize)
  }

  /// The model's channels with a network's layers between them.
  ///
  /// - Throws: `QuantizationError` when a channel's range fits no integer.
  func network(_ layers: [QuantizedLayer]) throws -> QuantizedNetwork {
    var network = QuantizedNetwork(
      layers: layers, activationBits: options.activationBits,
      inputs: try inputs(),
      outputs: try zip(
        model.outputs, self.layers[layers.count - 1].outputScales
      ).map {
        try .init($0, scale: $1)
      },
      task: model.task,
      scoring: model.scoring,
      gapPolicy: gapPolicy)
    network.window = model.window
    return network
  }

  private func inputs() throws -> [QuantizedNetwork.InputChannel] {
    if takesSymbols {
      return model.inputs.map { .init(symbol: $0) }
    }
    return try model.inputs.indices.map {
      try .init(
        model.inputs[$0], calibration.inputs[$0], scale: inputScales[$0])
    }
  }

  /// What one unit of a layer's int16 output stands for: 2^-15 where the
  /// values lie in -1...1, and else a range with room for more than the data
  /// show.
  private static func outputScale(
    of layer: Layer, _ index: Int, _ range: Calibration.LayerRange,
    _ model: FloatModel, _ options: QuantizationOptions,
    _ inputScales: [Double]
  ) -> Double {
    if let unit = layer.outputActivation?.fixedUnit { return unit }
    let largest = range.largestOutput > 0 ? range.largestOutput : 1
    let room = options.activationBits == 16 ? 2 : 1.25
    return switch layer {
    case .gru(_, _, _, let activations), .lstm(_, _, let activations):
      activations.isBounded
        ? 1 / 32768 : room * range.largestState / options.largestOperand
    case .simpleRNN(_, _, .tanh): 1 / 32768
    case .embedding: tableUnit(model, options)
    case .simpleRNN, .dense(_, _, .relu):
      room * largest / options.largestOperand
    case .dense: 2 * largest / 32767
    // Many frames a timestep show a convolution's range well.
    case .conv1D(_, .relu): 1.25 * largest / options.largestOperand
    case .conv1D: 1.25 * largest / 32767
    case .pointwise(.magnitude, _): inputScales[0]
    case .pointwise(let function, _):
      max(2 * largest / 32767, finestUnit(of: function, inputScales))
    case .history: 2 * largest / 32767
    case .layerNorm:
      max(
        room * largest / options.largestOperand,
        finestUnit(ofGains: model.values(.gain, ofLayer: index)))
    }
  }

  /// The unit of the embedding's values, at which the table's integers are
  /// those of its grid where they fit, of 16 bits times a power of two.
  private static func tableUnit(
    _ model: FloatModel, _ options: QuantizationOptions
  ) -> Double {
    let range = tableRange(model)
    let options = options.ofLayer(0, of: model.network)
    if let grid = model.grid, range <= options.largestWeight * grid {
      let room = (options.largestWeight * grid / range).binade
      return grid / (options.weightBits == 8 ? 256 : min(256, room))
    }
    let unit = range / options.largestOperand
    return model.grid == nil ? unit : unit.roundedUpToPowerOfTwo
  }

  /// The largest magnitude in the embedding's table.
  private static func tableRange(_ model: FloatModel) -> Double {
    let values = model.values(.weight, ofLayer: 0)
    return max(values.reduce(0) { max($0, abs(Double($1))) }, 1e-6)
  }

  /// Room for twice what the data show. Where the candidate has no bound, its
  /// unit has room for the cell state, which has one bit more.
  private static func cellRange(
    of layer: Layer, _ range: Calibration.LayerRange
  ) -> Int {
    guard case .lstm(_, _, let activations) = layer else { return 0 }
    guard activations.isBounded else { return 1 }
    let largest = 2 * max(range.largestCell, 1e-6)
    return max(1, min(12, Int(log2(largest).rounded(.up))))
  }
}

extension Layer {
  /// Whether rows of the layer meet all values that it takes.
  fileprivate var meetsOneFrame: Bool {
    if case .dense = self { return true }
    return isRecurrent
  }
}

extension FloatModel {
  /// The parameters of a tensor of a layer; none where it has no such tensor.
  fileprivate func values(
    _ role: TensorRole, ofLayer layer: Int
  ) -> [Float] {
    network.tensor(role, ofLayer: layer).map { Array(parameters[$0.range]) }
      ?? []
  }
}

extension Calibration.LayerRange {
  /// The largest magnitude of what a layer with gates holds in one unit:
  /// outputs, candidates and cell states.
  fileprivate var largestState: Double {
    let largest = max(largestOutput, largestCandidate, largestCell)
    return largest > 0 ? largest : 1
  }
}

extension Calibration.InputRange {
  /// The mean square of a feature's int16.
  fileprivate func power(unit: Double) -> Double {
    meanSquare / (unit * unit)
  }
}
