import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletQuantization
import SwiftletRuntime
import Testing

/// Recurrent networks of three features.
private let recurrent: [Layer] = [
  .simpleRNN(inputSize: 3, hiddenSize: 8, activation: .tanh),
  .simpleRNN(inputSize: 3, hiddenSize: 8, activation: .relu),
  .gru(inputSize: 3, hiddenSize: 8, resetAfter: true),
  .gru(inputSize: 3, hiddenSize: 8, resetAfter: false),
  .lstm(inputSize: 3, hiddenSize: 8),
  .dense(inputSize: 3, outputSize: 8, activation: .sigmoid),
]

/// Values around `mean`, with one of their own if given.
private func sequence(
  _ timesteps: Int, mean: Double = 0, deviation: Double = 1,
  outlier: Double? = nil
) -> DataSequence {
  var random = RandomModel(seed: 5)
  var features = (0..<3 * timesteps).map { _ in
    mean + deviation * random.next()
  }
  if let outlier { features[3 * (timesteps / 2)] = outlier }
  return DataSequence(
    features: features, targets: Array(repeating: 0, count: 2 * timesteps),
    featureCount: 3)
}

/// A model of three features with a layer and two outputs, whose features have
/// a mean and a deviation.
private func model(
  _ layer: Layer, mean: Double = 0, deviation: Double = 1, spread: Double = 1
) throws -> FloatModel {
  var random = RandomModel(seed: 3)
  let plain = try random.model(
    [layer, .dense(inputSize: 8, outputSize: 2, activation: .linear)],
    spread: spread)
  return try FloatModel(
    network: plain.network, parameters: plain.parameters,
    inputs: (0..<3).map {
      .init(name: "x\($0)", mean: mean, deviation: deviation)
    }, outputs: plain.outputs, task: .regression, scoring: .everyStep)
}

/// The error with which a model is refused; nil where it is quantized, and
/// what the file holds passes the runtime's check.
private func refusal(
  _ model: FloatModel, _ data: DataSequence, _ options: QuantizationOptions
) throws -> String? {
  do {
    let network = try Quantizer(model, options, calibration: [data]).quantize()
    _ = try QuantizedModel(bytes: Data(network.fileBytes()))
    return nil
  } catch let error as QuantizationError {
    return error.description
  }
}

private func widths() -> [QuantizationOptions] {
  [8, 16].flatMap { weights in
    [8, 16].map { .init(weightBits: weights, activationBits: $0) }
  }
}

@Suite("Every search ends", .timeLimit(.minutes(1)))
struct BoundTests {
  @Test(
    "data that are not normalised end in a model or in the feature's name",
    arguments: recurrent)
  func notNormalised(layer: Layer) throws {
    for size in [1e3, 5e4, 1e6, 1e8] {
      for options in widths() {
        let data = sequence(60, mean: size, deviation: size / 2)
        guard let line = try refusal(model(layer), data, options) else {
          continue
        }
        #expect(line.hasPrefix("feature x0 reaches "), "\(line)")
        #expect(
          line.hasSuffix(
            " deviations of what the network was trained on; give import "
              + "`mean` and `deviation`"), "\(line)")
        #expect(
          try refusal(
            model(layer, mean: size, deviation: size / 2), data, options)
            == nil)
      }
    }
  }

  @Test("16-bit samples of a converter name the feature and how far it reaches")
  func converter() throws {
    let gru = try model(
      .gru(inputSize: 3, hiddenSize: 8, resetAfter: true), spread: 2)
    let data = DataSequence(
      features: (0..<60).map { Double(32768 + 1000 * ($0 % 30)) },
      targets: Array(repeating: 0, count: 40), featureCount: 3)
    #expect(
      try refusal(gru, data, .init())
        == "feature x0 reaches 59768 deviations of what the network was "
        + "trained on; give import `mean` and `deviation`")
  }

  @Test(
    "one outlier ends in a model or in advice that makes one",
    arguments: recurrent)
  func outlier(layer: Layer) throws {
    for outlier in [1e4, 1e5, 1e6, 1e8, -1e12, 1e30, 1e300] {
      for options in widths() {
        let data = sequence(200, outlier: outlier)
        guard let line = try refusal(model(layer), data, options) else {
          #expect(abs(outlier) < 1e8)
          continue
        }
        #expect(
          line.hasPrefix("feature x0 reaches ")
            && line.hasSuffix("take the outliers out of the data")
            || line.hasPrefix("the output 'out"), "\(line)")
        #expect(try refusal(model(layer), sequence(200), options) == nil)
      }
    }
  }

  @Test("an embedding of large values ends in a model or names the embedding")
  func embedding() throws {
    for cell: Layer in [
      .lstm(inputSize: 16, hiddenSize: 8),
      .gru(inputSize: 16, hiddenSize: 8, resetAfter: true),
      .gru(inputSize: 16, hiddenSize: 8, resetAfter: false),
      .simpleRNN(inputSize: 16, hiddenSize: 8, activation: .tanh),
    ] {
      for size in [1, 1e3, 1e5, 1e7, 1e30] {
        for options in widths() {
          let line = try embeddingRefusal(cell, size, options)
          #expect(size > 1 || line == nil)
          guard let line else { continue }
          #expect(
            line.hasPrefix("layer 1: the embedding's values reach ")
              && line.hasSuffix("; train with smaller weights"), "\(line)")
        }
      }
    }
  }

  private func embeddingRefusal(
    _ cell: Layer, _ size: Double, _ options: QuantizationOptions
  ) throws -> String? {
    var random = RandomModel(seed: 9)
    var model = try random.model([
      .embedding(vocabularySize: 30, outputSize: 16), cell,
      .dense(inputSize: 8, outputSize: 2, activation: .linear),
    ])
    let table = try #require(model.network.tensor(.weight, ofLayer: 0))
    for index in table.range { model.parameters[index] *= Float(size) }
    return try refusal(
      model, random.symbols(30, timesteps: 100), options)
  }

  @Test("a row of large weights says so, and smaller ones are the remedy")
  func weights() throws {
    let lstm = Layer.lstm(inputSize: 3, hiddenSize: 8)
    for size: Float in [1e4, 1e6, 1e10, 1e30] {
      var float = try model(lstm)
      let weights = try #require(
        float.network.tensor(.recurrentWeight, ofLayer: 0))
      for index in weights.range { float.parameters[index] *= size }
      let line = try refusal(
        float, sequence(60), QuantizationOptions(weightBits: 16))
      #expect(
        size == 1e4 || line?.contains("train with smaller weights") == true)
    }
    #expect(try refusal(model(lstm, spread: 1), sequence(60), .init()) == nil)
  }

  @Test("a state that grows without end is a sentence")
  func growth() throws {
    let network = try Network([
      .simpleRNN(inputSize: 1, hiddenSize: 1, activation: .relu)
    ])
    let model = try FloatModel(
      network: network, parameters: [1, 3, 0], inputs: [.init(name: "x")],
      outputs: [.init(name: "h")], task: .regression, scoring: .everyStep)
    let data = DataSequence(
      features: Array(repeating: 1, count: 1000),
      targets: Array(repeating: 0, count: 1000), featureCount: 1)
    #expect(
      try refusal(model, data, .init())
        == "layer 0: its outputs grow without end on the data; train with "
        + "smaller weights")
  }

  @Test("examining data without rows is refused")
  func noRows() throws {
    let float = try model(.lstm(inputSize: 3, hiddenSize: 8))
    let network = try Quantizer(
      float, .init(), calibration: [sequence(60)]
    ).quantize()
    let verification = RecurrentVerification(
      try QuantizedModel(bytes: Data(network.fileBytes())), reference: float)
    #expect(throws: QuantizationError.self) {
      try verification.run([sequence(0)], steps: 100)
    }
  }
}
