import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletRuntime

/// Takes the mean error out of the biases of the dense layers behind recurrent
/// ones, as the integers themselves show it over the calibration's data: rounded
/// states, and functions from a table, have a mean error of which weights know
/// nothing.
struct OutputCorrection {
  let plan: QuantizationPlan
  let sequences: [DataSequence]

  /// So many timesteps show a mean.
  private static let mostSteps = 50_000

  /// The layers of `correctedLayers` with these biases corrected, but those of a
  /// model whose weights are integers already.
  ///
  /// - Throws: `QuantizationError` when a row fits no integers; `ModelError`
  ///   when the network is beyond the format.
  func corrected(_ layers: [QuantizedLayer]) throws -> [QuantizedLayer] {
    let network = plan.model.network
    guard plan.options.correctsBiases, plan.model.grid == nil,
      let first = network.layers.firstIndex(where: \.isRecurrent)
    else { return layers }
    var layers = layers
    for index in first..<layers.count {
      guard case .dense = network.layers[index] else { continue }
      let means = try means(ofLayer: index, layers)
      try correct(&layers[index], index, means.real, means.integers)
    }
    return layers
  }

  /// Gives a dense layer the biases at which its rows have over the means of
  /// integers what they should have over the real ones.
  private func correct(
    _ layer: inout QuantizedLayer, _ index: Int, _ real: [Double],
    _ integers: [Double]
  ) throws {
    let lost = zip(real, integers).map { $0 - $1 }
    let rows = plan.realRows(index, of: plan.model).map { row in
      var row = row
      row.bias += zip(row.inputWeights, lost).reduce(0) { $0 + $1.0 * $1.1 }
      return row
    }
    try plan.setRows(&layer, index, rows, true)
    layer = BiasCorrection(plan: plan).corrected(layer, rows) { _ in
      .init(input: integers)
    }
  }

  /// The mean of each operand of a layer, in its unit, in the float model and
  /// in the integers.
  private func means(
    ofLayer index: Int, _ layers: [QuantizedLayer]
  ) throws -> (real: [Double], integers: [Double]) {
    let units = plan.layers[index].inputScales
    var pair = try PairedStream(plan, layers)
    let window = Calibration.window(of: plan.model)
    var real = units.map { _ in 0.0 }
    var (integers, steps) = (real, 0)
    for sequence in sequences {
      pair.reset()
      let count = min(sequence.timesteps, Self.mostSteps - steps)
      for timestep in 0..<count {
        if timestep % (window ?? .max) == 0 { pair.reset() }
        try pair.step(sequence.features(at: timestep))
        for (k, operand) in pair.operands(ofLayer: index).enumerated() {
          real[k] += operand.real / units[k]
          integers[k] += operand.integer
        }
      }
      steps += count
    }
    let count = Double(steps)
    return (real.map { $0 / count }, integers.map { $0 / count })
  }
}

/// The float model and its integers side by side.
private struct PairedStream {
  private var float: FloatStream
  private let integers: IntegerStream
  private let converter: QuantizedStream
  private var gaps: GapFill<Int16>

  init(_ plan: QuantizationPlan, _ layers: [QuantizedLayer]) throws {
    let network = try plan.network(layers)
    float = FloatStream(plan.model, gapPolicy: plan.gapPolicy)
    integers = IntegerStream(network)
    converter = QuantizedStream(
      try QuantizedModel(bytes: Data(try network.fileBytes())))
    gaps = GapFill(plan.gapPolicy, inputCount: network.inputs.count)
  }

  /// Begins a sequence.
  mutating func reset() {
    float.reset()
    integers.reset(SIMDMask(repeating: true))
    gaps.reset()
  }

  /// Runs one timestep.
  mutating func step(_ features: [Double]) throws {
    _ = try float.step(features)
    var values = converter.quantize(features)
    if try gaps.fill(&values) { integers.reset(SIMDMask(repeating: true)) }
    integers.step(values.map { SIMD8(repeating: $0) })
  }

  /// What a layer met, in real units and in integers.
  func operands(ofLayer index: Int) -> [(real: Double, integer: Double)] {
    zip(
      float.runner.input(ofLayer: index, float.lastInput),
      integers.operands(ofLayer: index)
    ).map { ($0, Double($1[0])) }
  }
}
