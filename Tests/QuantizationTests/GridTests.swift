import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletQuantization
import SwiftletRuntime
import SwiftletTraining
import Testing

/// A model whose matrices are integers times a step.
private struct GridModel {
  let model: FloatModel
  let data: DataSequence
  /// The integers of each matrix's rows, by its name.
  private let integers: [String: [[Int16]]]

  init(
    _ network: Network, grid: Double = 1 / 128, largest: Double = 127,
    reach: Double = 1
  ) throws {
    var random = RandomModel(seed: 21)
    var model = try random.model(network)
    var integers: [String: [[Int16]]] = [:]
    for tensor in network.tensors where tensor.columns > 1 {
      var values = tensor.range.map { _ in
        let value = random.next()
        return (value * value * value * largest).rounded()
      }
      // Every row has a weight that just fits.
      for row in 0..<tensor.rows { values[row * tensor.columns] = largest }
      model.parameters.replaceSubrange(
        tensor.range, with: values.map { Float($0 * grid) })
      integers[tensor.name] = (0..<tensor.rows).map { row in
        values[row * tensor.columns..<(row + 1) * tensor.columns]
          .map { Int16($0) }
      }
    }
    model.grid = grid
    data =
      network.layers[0].isEmbedding
      ? random.symbols(network.layers[0].inputSize, timesteps: 150)
      : random.sequence(model, timesteps: 150)
    for index in model.inputs.indices where reach != 1 {
      model.inputs[index].deviation /= reach
    }
    self.model = model
    self.integers = integers
  }

  /// What a file holds, read back from its bytes.
  func file(_ options: QuantizationOptions) throws -> QuantizedNetwork {
    let network = try Quantizer(model, options, calibration: [data]).quantize()
    return try QuantizedModel(bytes: Data(network.fileBytes())).network
  }

  func warnings(_ options: QuantizationOptions) throws -> [String] {
    let quantizer = try Quantizer(model, options, calibration: [data])
    return try quantizer.report(quantizer.quantize()).warnings
  }

  /// The matrices whose integers a file does not hold; of a table those whose
  /// numbers are others.
  func changed(
    in network: QuantizedNetwork, times factor: Int16 = 1
  ) -> [String] {
    network.layers.enumerated().flatMap { index, layer in
      [
        ("weight", layer.kind == .embedding ? table(layer) : input(layer)),
        ("weight_ih", input(layer)),
        ("weight_hh", layer.rows.map(\.hiddenWeights).filter { !$0.isEmpty }),
      ].compactMap { role, rows in
        let name = "layers.\(index).\(role)"
        guard let given = integers[name] else { return nil }
        return given.map { $0.map { $0 * factor } } == rows ? nil : name
      }
    }
  }

  /// A table in steps of the grid.
  private func table(_ layer: QuantizedLayer) -> [[Int16]] {
    let unit = Double(layer.outputScale) * (layer.weightBits == 8 ? 256 : 1)
    return layer.table.map { row in
      row.map { Int16(exactly: Double($0) * unit * 128) ?? .max }
    }
  }

  private func input(_ layer: QuantizedLayer) -> [[Int16]] {
    layer.rows.map(\.inputWeights).filter { !$0.isEmpty }
  }

  func error(_ network: QuantizedNetwork) throws -> Double {
    try Verification(
      QuantizedModel(bytes: Data(network.fileBytes())), reference: model
    ).run([data]).rmsError
  }
}

private let relu = GateActivations(candidate: .relu)

@Suite("Weights on a grid")
struct GridTests {
  private static let networks: [[Layer]] = [
    [
      .gru(inputSize: 5, hiddenSize: 12, resetAfter: false),
      .dense(inputSize: 12, outputSize: 3, activation: .sigmoid),
    ],
    [
      .dense(inputSize: 5, outputSize: 7, activation: .tanh),
      .gru(inputSize: 7, hiddenSize: 9, resetAfter: true),
      .dense(inputSize: 9, outputSize: 3, activation: .linear),
    ],
    [
      .lstm(inputSize: 3, hiddenSize: 8),
      .lstm(inputSize: 8, hiddenSize: 6),
      .dense(inputSize: 6, outputSize: 2, activation: .relu),
      .dense(inputSize: 2, outputSize: 2, activation: .linear),
    ],
    [
      .simpleRNN(inputSize: 4, hiddenSize: 6, activation: .tanh),
      .dense(inputSize: 6, outputSize: 1, activation: .linear),
    ],
    [
      .embedding(vocabularySize: 9, outputSize: 4),
      .gru(inputSize: 4, hiddenSize: 5, resetAfter: true),
      .dense(inputSize: 5, outputSize: 9, activation: .linear),
    ],
  ]

  @Test(
    "the file's integers are the given ones, in every width",
    arguments: networks,
    [(8, 16, 127), (8, 8, 127), (16, 16, 127), (16, 16, 130), (4, 16, 7)])
  func kept(layers: [Layer], width: (Int, Int, Double)) throws {
    let (weights, activations, largest) = width
    // Beside int4 weights the last layer and a table have 8 bits.
    let test = try GridModel(
      Network(layers), largest: largest)
    var options = QuantizationOptions(weightBits: weights)
    options.activationBits = activations
    let network = try test.file(options)
    if weights == 4 {
      let wide = Set(["layers.\(layers.count - 1).weight", "layers.0.weight"])
      #expect(wide.isSuperset(of: test.changed(in: network, times: 16)))
    } else {
      #expect(test.changed(in: network).isEmpty)
    }
    #expect(
      try !test.warnings(options).contains { $0.contains("do not fit") })
    #expect(try test.error(network) < (activations == 16 ? 0.002 : 0.1))
  }

  @Test("integers of a step that is no power of two are kept")
  func otherSteps() throws {
    for grid in [0.01, 1 / 127.0, 1 / 300.0] {
      for layers in Self.networks.dropLast() {
        let test = try GridModel(Network(layers), grid: grid)
        #expect(test.changed(in: try test.file(.init())).isEmpty)
      }
    }
  }

  @Test("joined signals, relu candidates and two heads keep the integers")
  func graph() throws {
    var graph = NetworkGraph(inputSize: 12)
    let x = graph.input
    let d = graph.add(
      .dense(inputSize: 12, outputSize: 8, activation: .tanh), to: x)
    let voice = graph.add(
      .gru(inputSize: 8, hiddenSize: 8, resetAfter: false), to: d)
    let activity = graph.add(
      .dense(inputSize: 8, outputSize: 1, activation: .sigmoid), to: voice)
    let noise = graph.add(
      .gru(
        inputSize: 28, hiddenSize: 12, resetAfter: false, activations: relu),
      to: d + voice + x)
    let gains = graph.add(
      .dense(inputSize: 12, outputSize: 6, activation: .sigmoid), to: noise)
    let test = try GridModel(
      graph.network(giving: gains + activity).network, grid: 1 / 512)
    let network = try test.file(.init())
    #expect(test.changed(in: network).isEmpty)
    #expect(try test.error(network) < 0.003)
  }

  @Test("biases are finer than the weights, and uncorrected")
  func biases() throws {
    let test = try GridModel(Network(Self.networks[0]))
    let network = try test.file(.init())
    var options = QuantizationOptions()
    options.correctsBiases = false
    let plain = try test.file(options)
    for (layer, other) in zip(network.layers, plain.layers) {
      for (row, same) in zip(layer.rows, other.rows) {
        #expect(abs(row.bias - same.bias) <= 1)
      }
    }
    let row = network.layers[0].rows[0]
    let tensor = try #require(test.model.network.tensor(.bias, ofLayer: 0))
    let bias = Double(test.model.parameters[tensor.offset])
    // A unit of the sum is 2^-7 of an operand's 2^-15.
    #expect(abs(Double(row.bias) / 0x1p22 - bias) < 0x1p-22)
  }

  @Test("rows that do not fit are rounded, and a warning says what keeps them")
  func tooLarge() throws {
    let test = try GridModel(Network(Self.networks[1]), largest: 200)
    let changed = test.changed(in: try test.file(.init()))
    #expect(changed.count == 4)
    let warning =
      "layer 0: the integers of 7 rows, and rows of 2 more, do not fit 8 bits "
      + "and are rounded; `weightBits` 16 keeps them"
    #expect(try test.warnings(.init()).contains(warning))
    let wide = QuantizationOptions(weightBits: 16)
    #expect(test.changed(in: try test.file(wide)).isEmpty)
    #expect(try !test.warnings(wide).contains { $0.contains("do not fit") })
  }

  @Test("inputs that reach far beyond the state are said to be too large")
  func farInputs() throws {
    let test = try GridModel(Network(Self.networks[0]), reach: 300)
    #expect(
      try test.warnings(.init()).contains {
        $0.hasSuffix("what they meet, or their sum, is too large for them")
      })
  }

  @Test("training moves the weights, each row at a scale of its own again")
  func training() throws {
    let test = try GridModel(Network(Self.networks[0]))
    let quantizer = try Quantizer(
      test.model, QuantizationOptions(), calibration: [test.data])
    var configuration = TrainingConfiguration()
    configuration.epochs = 4
    let network = try QuantizationAwareTraining(
      quantizer, configuration, density: 0.5
    ).run()
    #expect(network.layers[0].rows.contains { $0.hiddenWeights.contains(0) })
    #expect(
      try !quantizer.report(network, lesson: .model).warnings.contains {
        $0.contains("are rounded")
      })
  }
}
