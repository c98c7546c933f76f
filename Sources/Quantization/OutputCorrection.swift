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
      guard case .dense(_, _, let activation) = network.layers[index] else {
        continue
      }
      let rows = plan.realRows(index, of: plan.model)
      let means = try means(ofLayer: index, rows, activation, layers)
      try correct(&layers[index], index, rows, means)
    }
    return layers
  }

  /// The mean of each operand of a row, in its unit, in the float model and in
  /// the integers. A timestep weighs as much as the row's output follows its
  /// pre-activation there, squared, as the squared error of the output is least
  /// then.
  private struct Means {
    private(set) var real: [Double]
    private(set) var integers: [Double]
    private var weight = 0.0

    /// What the integers lack.
    var lost: [Double] { zip(real, integers).map(-) }

    init(count: Int) {
      real = Array(repeating: 0, count: count)
      integers = real
    }

    mutating func add(
      _ operands: [(real: Double, integer: Double)], weight: Double
    ) {
      self.weight += weight
      for (k, operand) in operands.enumerated() {
        real[k] += weight * operand.real
        integers[k] += weight * operand.integer
      }
    }

    /// The sums over their weight, or 0 where no timestep weighs anything.
    func divided() -> Means {
      var means = self
      guard weight > 0 else { return means }
      means.real = real.map { $0 / weight }
      means.integers = integers.map { $0 / weight }
      return means
    }
  }

  /// Gives a dense layer the biases at which its rows have over the means of
  /// integers what they should have over the real ones.
  private func correct(
    _ layer: inout QuantizedLayer, _ index: Int, _ rows: [RealRow],
    _ means: [Means]
  ) throws {
    let rows = zip(rows, means).map { row, means in
      var row = row
      row.bias += zip(row.inputWeights, means.lost).reduce(0) {
        $0 + $1.0 * $1.1
      }
      return row
    }
    try plan.setRows(&layer, index, rows, true)
    layer = BiasCorrection(plan: plan).corrected(layer, rows) {
      .init(input: means[$0].integers)
    }
  }

  /// The means of a layer's rows; those of one where all are alike.
  private func means(
    ofLayer index: Int, _ rows: [RealRow], _ activation: Layer.DenseActivation,
    _ layers: [QuantizedLayer]
  ) throws -> [Means] {
    let units = plan.layers[index].inputScales
    let differing = activation == .linear ? rows.prefix(1) : rows[...]
    var pair = try PairedStream(plan, layers)
    let window = Calibration.window(of: plan.model)
    var sums = differing.map { _ in Means(count: units.count) }
    var steps = 0
    for sequence in sequences {
      pair.reset()
      let count = min(sequence.timesteps, Self.mostSteps - steps)
      for timestep in 0..<count {
        if timestep % (window ?? .max) == 0 { pair.reset() }
        try pair.step(sequence.features(at: timestep))
        let operands = zip(pair.operands(ofLayer: index), units).map {
          (real: $0.real / $1, integer: $0.integer)
        }
        for (number, row) in differing.enumerated() {
          let slope = activation.slope(at: row.preActivation(operands))
          sums[number].add(operands, weight: slope * slope)
        }
      }
      steps += count
    }
    let means = sums.map { $0.divided() }
    return activation == .linear ? rows.map { _ in means[0] } : means
  }
}

extension RealRow {
  /// The sum over real operands.
  fileprivate func preActivation(
    _ operands: [(real: Double, integer: Double)]
  ) -> Double {
    zip(inputWeights, operands).reduce(bias - offset) { $0 + $1.0 * $1.1.real }
  }
}

extension Layer.DenseActivation {
  /// By how much the output follows the pre-activation.
  fileprivate func slope(at z: Double) -> Double {
    switch self {
    case .linear: 1
    case .relu: z > 0 ? 1 : 0
    case .sigmoid: self(z) * (1 - self(z))
    case .tanh: 1 - self(z) * self(z)
    case .relu6: 0 < z && z < 6 ? 1 : 0
    case .hardSigmoid: abs(z) < 0.5 ? 1 : 0
    case .hardTanh: abs(z) < 1 ? 1 : 0
    }
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
