import Foundation
import RandomNetworks
import SwiftletCells
import SwiftletFormat
import SwiftletQuantization
import SwiftletRuntime
import SwiftletTraining
import Testing

/// Networks that keep values.
struct GraphCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let inputSize: Int
  private let build: @Sendable (inout NetworkGraph) -> NetworkGraph.Signal

  init(
    _ name: String, inputSize: Int,
    _ build: @escaping @Sendable (inout NetworkGraph) -> NetworkGraph.Signal
  ) {
    testDescription = name
    self.inputSize = inputSize
    self.build = build
  }

  func network() throws -> Network {
    var graph = NetworkGraph(inputSize: inputSize)
    let outputs = build(&graph)
    return try graph.network(giving: outputs).network
  }

  static func dense(
    _ inputSize: Int, _ outputSize: Int,
    _ activation: Layer.DenseActivation = .linear
  ) -> Layer {
    .dense(inputSize: inputSize, outputSize: outputSize, activation: activation)
  }

  /// The shape of RNNoise (Valin 2018), narrower.
  static let rnnoise = GraphCase("rnnoise", inputSize: 12) { graph in
    func gru(_ inputSize: Int, _ hiddenSize: Int) -> Layer {
      .gru(inputSize: inputSize, hiddenSize: hiddenSize, resetAfter: true)
    }
    let x = graph.input
    let d = graph.add(dense(12, 8, .tanh), to: x)
    let voice = graph.add(gru(8, 8), to: d)
    let activity = graph.add(dense(8, 1, .sigmoid), to: voice)
    let noise = graph.add(gru(28, 12), to: d + voice + x)
    let denoise = graph.add(gru(32, 16), to: voice + noise + x)
    let gains = graph.add(dense(16, 6, .sigmoid), to: denoise)
    return gains + activity
  }

  /// The shape of an amplifier: `y = dense(lstm(x)) + x`, from a state.
  static let residual = GraphCase("residual lstm", inputSize: 2) { graph in
    let state = (0..<32).map { sin(Float($0)) * ($0 < 16 ? 0.9 : 1.5) }
    let h = graph.add(
      .lstm(inputSize: 2, hiddenSize: 16), to: graph.input, initialState: state)
    let y = graph.add(dense(16, 1), to: h)
    return graph.add(.pointwise(.add, size: 1), to: y, graph.input[0..<1])
  }

  /// The shape of the second part of DTLN (Westhausen and Meyer 2020),
  /// narrower: a mask of encoded frames, from a layer normalization and LSTMs.
  static let dtln = GraphCase("dtln", inputSize: 12) { graph in
    let encoded = graph.add(dense(12, 16), to: graph.input)
    let normalized = graph.add(
      .layerNorm(size: 16, epsilon: 1e-7), to: encoded)
    let first = graph.add(
      .lstm(inputSize: 16, hiddenSize: 10), to: normalized)
    let second = graph.add(.lstm(inputSize: 10, hiddenSize: 10), to: first)
    let mask = graph.add(dense(10, 16, .sigmoid), to: second)
    let masked = graph.add(
      .pointwise(.multiply, size: 16), to: encoded, mask)
    return graph.add(dense(16, 12), to: masked)
  }

  static let recurrent = [rnnoise, residual, dtln]

  /// Functions of values whose units differ, and what they may cost: all that
  /// is lost is a rounding of each value.
  static let units: [GraphCase] = [
    GraphCase("sum of unlike inputs", inputSize: 4) {
      $0.add(.pointwise(.add, size: 2), to: $0.input[0..<2], $0.input[2..<4])
    },
    GraphCase("layer less an input", inputSize: 4) {
      let y = $0.add(dense(4, 2), to: $0.input)
      return $0.add(.pointwise(.subtract, size: 2), to: y, $0.input[1..<3])
    },
    GraphCase("magnitude of two layers", inputSize: 4) {
      let a = $0.add(dense(4, 3), to: $0.input)
      let b = $0.add(dense(1, 3), to: $0.input[0..<1])
      return $0.add(.pointwise(.magnitude, size: 3), to: b, a)
    },
    GraphCase("magnitude of a layer and an input", inputSize: 4) {
      let a = $0.add(dense(4, 2, .tanh), to: $0.input)
      return $0.add(.pointwise(.magnitude, size: 2), to: a, $0.input[1..<3])
    },
    GraphCase("magnitude of halves", inputSize: 4) {
      let a = $0.add(dense(4, 6), to: $0.input)
      return $0.add(.pointwise(.magnitude, size: 3), to: a[0..<3], a[3..<6])
    },
    GraphCase("magnitude of a squashed value", inputSize: 4) {
      let a = $0.add(.pointwise(.activation(.tanh), size: 4), to: $0.input)
      return $0.add(.pointwise(.magnitude, size: 4), to: a, $0.input)
    },
    GraphCase("product of a mask and the input", inputSize: 4) {
      let mask = $0.add(dense(4, 4, .sigmoid), to: $0.input)
      return $0.add(.pointwise(.multiply, size: 4), to: mask, $0.input)
    },
    GraphCase("sum of squashed and other values", inputSize: 4) {
      let a = $0.add(.pointwise(.activation(.sigmoid), size: 4), to: $0.input)
      let b = $0.add(dense(4, 2), to: $0.input)
      let c = $0.add(.pointwise(.leakyReLU(slope: 3), size: 2), to: b)
      return $0.add(
        .pointwise(.add, size: 4), to: a[0..<2] + c, $0.input)
    },
    GraphCase("leaky relu of unlike values", inputSize: 4) {
      let b = $0.add(dense(4, 2), to: $0.input)
      let both = b + $0.input[1..<3]
      return $0.add(.pointwise(.leakyReLU(slope: 0.1), size: 4), to: both)
    },
    GraphCase("layer norms of a layer and of joined values", inputSize: 4) {
      let a = $0.add(dense(4, 6), to: $0.input)
      let n = $0.add(.layerNorm(size: 6, epsilon: 0.01), to: a)
      let t = $0.add(.pointwise(.activation(.tanh), size: 6), to: n)
      return $0.add(
        .layerNorm(size: 7, epsilon: 0.01), to: t[0..<3] + $0.input)
    },
    GraphCase("activations of inputs", inputSize: 4) {
      let a = $0.add(.pointwise(.activation(.tanh), size: 4), to: $0.input)
      let b = $0.add(.pointwise(.activation(.sigmoid), size: 4), to: $0.input)
      let c = $0.add(.pointwise(.activation(.relu), size: 4), to: $0.input)
      return a + b + c + $0.input[2..<3]
    },
    GraphCase("two heads of unlike units", inputSize: 4) {
      let a = $0.add(dense(4, 2), to: $0.input)
      let b = $0.add(dense(4, 2, .sigmoid), to: a + $0.input[0..<2])
      return b + a + $0.input
    },
  ]
}

/// A model of a case and walks of its inputs.
private struct GraphModel {
  var random: RandomModel
  let model: FloatModel
  let calibration: [DataSequence]

  init(_ graph: GraphCase, seed: UInt64 = 1, timesteps: Int = 500) throws {
    random = RandomModel(seed: seed)
    model = try random.model(graph.network())
    calibration = [random.sequence(model, timesteps: timesteps)]
  }

  func quantized(
    _ options: QuantizationOptions = QuantizationOptions()
  ) throws -> QuantizedModel {
    try Self.open(
      Quantizer(model, options, calibration: calibration).quantize())
  }

  static func open(_ network: QuantizedNetwork) throws -> QuantizedModel {
    try QuantizedModel(bytes: Data(network.fileBytes()))
  }

  /// The comparison with the float model on a walk that calibration has not
  /// seen.
  mutating func report(_ model: QuantizedModel) throws -> VerificationReport {
    try Verification(model, reference: self.model)
      .run([random.sequence(self.model, timesteps: 500)])
  }
}

@Suite("Quantized graphs")
struct GraphTests {
  // As near to the float model as chains are (QuantizerTests): a copy loses
  // nothing, and a sum rounds once.
  @Test(
    "keep as near to the float model as chains do",
    arguments: GraphCase.recurrent,
    [(8, 16, 0.008), (16, 16, 0.0006), (8, 8, 0.025)])
  func nearFloat(
    graph: GraphCase, widths: (weights: Int, activations: Int, limit: Double)
  ) throws {
    var test = try GraphModel(graph, timesteps: 2000)
    let options = QuantizationOptions(
      weightBits: widths.weights, activationBits: widths.activations)
    let report = try test.report(test.quantized(options))
    #expect(report.rmsError < widths.limit)
    #expect(report.rmsError > 0)
  }

  /// Nothing but the rounding of each value, of which 32,767 units reach twice
  /// as far as calibration saw; a value may be that much coarser which shares
  /// the unit of a larger one.
  @Test(
    "give operands one unit, whatever their own", arguments: GraphCase.units)
  func units(graph: GraphCase) throws {
    for factor in [1.0, 50, 0.02] {
      var random = RandomModel(seed: 3)
      var model = try random.model(graph.network(), spread: 1)
      let walk = random.sequence(model, timesteps: 300)
      model.inputs[1].deviation /= factor
      let network = try Quantizer(
        model, QuantizationOptions(weightBits: 16), calibration: [walk]
      ).quantize()
      let report = try Verification(
        GraphModel.open(network), reference: model
      ).run([walk])
      let largest = try largestValue(model, walk)
      #expect(
        report.maxAbsError < 8 * largest / 32767 + 2e-4,
        "\(factor): \(report.maxAbsError) of \(largest)")
    }
  }

  /// The largest magnitude that a layer of a model gives for a walk.
  private func largestValue(
    _ model: FloatModel, _ walk: DataSequence
  ) throws -> Double {
    var stream = FloatStream(model)
    var largest = 0.0
    for step in 0..<walk.timesteps {
      _ = try stream.step(walk.features(at: step))
      largest = stream.runner.layerOutputs.joined().reduce(largest) {
        max($0, abs($1))
      }
    }
    return largest
  }

  @Test("a product or a difference far below its operands keeps its bits")
  func small() throws {
    let cases = [
      GraphCase("", inputSize: 2) {
        let a = $0.add(.pointwise(.activation(.tanh), size: 2), to: $0.input)
        let b = $0.add(
          .pointwise(.multiply, size: 1), to: a[0..<1], a[1..<2])
        return $0.add(.pointwise(.multiply, size: 1), to: b, b)
      },
      GraphCase("", inputSize: 2) {
        $0.add(
          .pointwise(.subtract, size: 1), to: $0.input[0..<1],
          $0.input[1..<2])
      },
    ]
    for graph in cases {
      let model = try FloatModel(
        network: graph.network(), parameters: [],
        inputs: [.init(name: "a"), .init(name: "b")],
        outputs: [.init(name: "y")], task: .regression, scoring: .everyStep)
      // Both inputs are nearly the same, so that they nearly cancel.
      let data = DataSequence(
        features: (0..<400).flatMap { step -> [Double] in
          let value = 0.01 * sin(Double(step) / 3)
          return [value, value * (1 + 1e-6)]
        }, targets: Array(repeating: 0, count: 400), featureCount: 2)
      let network = try Quantizer(
        model, QuantizationOptions(), calibration: [data]
      ).quantize()
      let report = try Verification(
        GraphModel.open(network), reference: model
      ).run([data])
      // Two units of an input.
      #expect(report.maxAbsError < 2 * 0.02 / 32767)
    }
  }

  @Test("random graphs follow the float model", arguments: 1...40)
  func random(seed: UInt32) throws {
    var generator = Generator(seed: seed)
    let graph = RandomGraph(&generator, count: 7)
    var random = RandomModel(seed: UInt64(seed))
    let model = try random.model(graph.network().network, spread: 1)
    let walk = random.sequence(model, timesteps: 100)
    let network = try Quantizer(
      model, QuantizationOptions(weightBits: 16), calibration: [walk]
    ).quantize()
    let report = try Verification(
      GraphModel.open(network), reference: model
    ).run([walk])
    let largest = max(1, try largestValue(model, walk))
    // Products of products multiply what their operands lose.
    #expect(
      report.maxAbsError < 0.01 * largest, "\(report.maxAbsError), \(largest)")
  }

  @Test("slopes and units that integers do not have are refused by name")
  func refusals() throws {
    func line(_ network: Network) throws -> String? {
      var random = RandomModel(seed: 3)
      let model = try random.model(network)
      let error = #expect(throws: QuantizationError.self) {
        try Quantizer(
          model, QuantizationOptions(),
          calibration: [random.sequence(model, timesteps: 50)]
        ).quantize()
      }
      return error?.description
    }
    #expect(
      try line(Network([.pointwise(.leakyReLU(slope: -0.5), size: 2)]))
        == "layer 0 ('leaky_relu') has the slope -0.5; integers take slopes "
        + "from 0 on")
    #expect(
      try line(Network([.layerNorm(size: 2, epsilon: 1e20)]))
        == "layer 0 ('layer_norm'): its epsilon of 1e+20 is too large beside "
        + "the values that it takes; train with a smaller one, or with larger "
        + "values")
    // A graph would have put copies before the magnitude.
    let layers: [Layer] = [
      .pointwise(.copy, size: 2), GraphCase.dense(2, 2, .tanh),
      .pointwise(.magnitude, size: 2),
    ]
    let network = try Network(
      layers, sources: [.before, .init(0), .init(second: 0)])
    #expect(
      try line(network)
        == "layer 2: the values that it takes have several units; put a layer "
        + "between a history and what is joined to it")
  }

  @Test(
    "train on the runtime's answers: the losses are the same",
    arguments: GraphCase.recurrent + GraphCase.units)
  func sameLoss(graph: GraphCase) throws {
    var test = try GraphModel(graph, timesteps: 40)
    let sequences = (0..<11).map { _ in
      test.random.sequence(test.model, timesteps: 15)
    }
    for (weightBits, activationBits) in [(4, 16), (8, 8)] {
      let options = QuantizationOptions(
        weightBits: weightBits, activationBits: activationBits,
        correctsBiases: false, correctsWeights: false)
      let quantizer = try Quantizer(
        test.model, options, calibration: sequences)
      let report = try Verification(
        GraphModel.open(quantizer.quantize()), reference: test.model
      ).run(sequences)
      let loss = try QuantizationAwareTraining(
        quantizer, TrainingConfiguration()
      ).loss()
      let error = abs(loss.meanLoss / report.quantizedScore - 1)
      #expect(error < 1e-4, "w\(weightBits) a\(activationBits)")
    }
  }

  @Test("an epoch of training brings int4 weights nearer, and holds int8 ones")
  func training() throws {
    for graph in GraphCase.recurrent {
      var test = try GraphModel(graph, seed: 12)
      let sequences = try test.random.answered(
        test.model, count: 24, timesteps: 30)
      func error(_ network: QuantizedNetwork) throws -> Double {
        try Verification(GraphModel.open(network), reference: test.model)
          .run(sequences).rmsError
      }
      for (bits, share) in [(4, 0.95), (8, 1.02)] {
        // Training goes on from rows without corrections.
        let quantizer = try Quantizer(
          test.model,
          QuantizationOptions(
            weightBits: bits, correctsBiases: false, correctsWeights: false),
          calibration: sequences)
        let rounded = try error(quantizer.quantize())
        let trained = try error(
          QuantizationAwareTraining(
            quantizer,
            TrainingConfiguration(
              epochs: 1, batchSize: 2, learningRate: bits == 4 ? 1e-3 : 1e-5)
          ).run())
        #expect(
          trained < share * rounded,
          "\(graph), int\(bits): \(rounded) becomes \(trained)")
      }
    }
  }

  @Test("pruning leaves the asked share of blocks, and functions as they are")
  func pruning() throws {
    var test = try GraphModel(.rnnoise, seed: 13)
    let sequences = try test.random.answered(
      test.model, count: 8, timesteps: 20)
    let network = try QuantizationAwareTraining(
      Quantizer(test.model, QuantizationOptions(), calibration: sequences),
      TrainingConfiguration(epochs: 1), density: 0.5
    ).run()
    let model = try GraphModel.open(network)
    for (layer, summary) in zip(network.layers, model.layers) {
      if layer.kind.isRecurrent {
        #expect(layer.keptBlocks.count == layer.weightBlocks.count / 2)
        #expect(summary.keptBlocks != nil)
      } else if layer.kind.isPointwise {
        #expect(summary.keptBlocks == nil)
      }
    }
    #expect(try test.report(model).rmsError < 0.2)
  }

  @Test("a stream goes on from a snapshot taken after any step")
  func snapshots() throws {
    for graph in GraphCase.recurrent {
      var test = try GraphModel(graph)
      let model = try test.quantized()
      let walk = test.random.sequence(test.model, timesteps: 25)
      let whole = QuantizedStream(model)
      let inputs = (0..<25).map { whole.quantize(walk.features(at: $0)) }
      let expected = try inputs.map { try whole.step($0) }
      for split in 0...25 {
        let first = QuantizedStream(model)
        for input in inputs[..<split] { _ = try first.step(input) }
        let second = QuantizedStream(model)
        // Other values in the memory, which no snapshot holds.
        for input in inputs.reversed() { _ = try second.step(input) }
        try second.restore(first.save())
        for (input, output) in zip(inputs[split...], expected[split...]) {
          #expect(try second.step(input) == output, "split \(split)")
        }
      }
    }
  }

  @Test("a model from the file is the network that was written")
  func roundTrip() throws {
    for graph in GraphCase.recurrent + GraphCase.units {
      let test = try GraphModel(graph, timesteps: 50)
      let network = try Quantizer(
        test.model, QuantizationOptions(), calibration: test.calibration
      ).quantize()
      #expect(try GraphModel.open(network).network == network)
    }
  }
}
