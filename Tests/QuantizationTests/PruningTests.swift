import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletQuantization
import SwiftletTraining
import Testing

private let layers: [Layer] = [
  .lstm(inputSize: 5, hiddenSize: 10),
  .gru(inputSize: 5, hiddenSize: 9, resetAfter: true),
  .gru(inputSize: 5, hiddenSize: 9, resetAfter: false),
  .simpleRNN(inputSize: 5, hiddenSize: 11, activation: .tanh),
]

@Suite("Pruning")
struct PruningTests {
  @Test("density falls from 1 to the final one along a cubic, then stays")
  func schedule() {
    let schedule = PruningSchedule(finalDensity: 0.2, trainingEpochs: 41)
    #expect(schedule.epochs == 20)
    let densities = (0...40).map(schedule.density)
    #expect(densities[0] == 1)
    #expect(abs(densities[10] - (0.2 + 0.8 * 0.125)) < 1e-12)
    #expect(densities[20...].allSatisfy { $0 == 0.2 })
    #expect(zip(densities, densities.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(zip(densities[...19], densities[1...20]).allSatisfy { $0 > $1 })
    let single = PruningSchedule(finalDensity: 0.2, trainingEpochs: 1)
    #expect(single.density(epoch: 0) == 0.2)
  }

  @Test("a mask keeps exactly the share asked for, the first of equals")
  func mask() {
    let blocks = QuantizedLayer(
      kind: .lstm, inputSize: 6, outputSize: 3, weightBits: 8
    ).weightBlocks
    #expect(blocks.count == 9)
    let magnitudes = [2.0, 1, 3, 2, 0, 2, 1, 3, 2]
    func kept(_ density: Double) -> [Int] {
      let mask = BlockMask(blocks, density: density, magnitudes: magnitudes)
      return blocks.indices.filter { !mask.pruned.contains(blocks[$0]) }
    }
    #expect(kept(1) == Array(0...8))
    #expect(kept(0.5) == [0, 2, 3, 7])
    #expect(kept(0.34) == [0, 2, 7])
    #expect(kept(0.12) == [2])
    #expect(kept(0.001) == [2])
  }

  @Test("a layer of one block keeps it")
  func oneBlock() {
    let blocks = QuantizedLayer(
      kind: .rnnTanh, inputSize: 3, outputSize: 2, weightBits: 8
    ).weightBlocks
    #expect(blocks.map(\.rows) == [[0, 1], [0, 1]])
    #expect(blocks.map(\.columns) == [0..<3, 0..<2])
    let mask = BlockMask([blocks[0]], density: 0.01, magnitudes: [0])
    #expect(mask.pruned.isEmpty)
  }

  @Test(
    "each weight of a layer is in one block, of the bytes that the file holds",
    arguments: QuantizedLayer.Kind.allCases.filter(\.isRecurrent))
  func blocksCoverTheFile(kind: QuantizedLayer.Kind) throws {
    let network = sampleNetwork(kind)
    let layer = network.layers[0]
    let whole = try network.fileBytes()
    let weights = Int(whole[140]) + 256 * Int(whole[141])
    var blocks: [Int: WeightBlock] = [:]
    for block in layer.weightBlocks {
      var other = network
      other.layers[0].clear(block)
      let bytes = try other.fileBytes()
      let changed = (weights..<whole.count).filter { bytes[$0] != whole[$0] }
      #expect(changed.count == block.rows.count * block.columns.count)
      #expect(try #require(changed.last) - changed[0] < 16)
      for place in changed {
        #expect(blocks.updateValue(block, forKey: place) == nil)
      }
    }
    let counts = layer.rows.map {
      $0.inputWeights.count + $0.hiddenWeights.count
    }
    #expect(blocks.count == counts.reduce(0, +))
  }

  @Test(
    "the blocks that add most to their rows stay, the others are zero",
    arguments: layers)
  func magnitudeRule(layer: Layer) throws {
    var random = RandomModel(seed: 21)
    let model = try random.model(after: layer)
    let sequences = (0..<6).map { _ in random.sequence(model, timesteps: 30) }
    for density in [0.25, 0.5] {
      let network = try QuantizationAwareTraining(
        Quantizer(model, QuantizationOptions(), calibration: sequences),
        TrainingConfiguration(epochs: 1, learningRate: 1e-9), density: density
      ).run()
      let pruned = network.layers[0]
      let asked = Int(density * Double(pruned.weightBlocks.count))
      #expect(pruned.keptBlocks.count == asked)
      #expect(
        pruned.places.isSubset(
          of: try PruningReference(model, sequences).kept(asked)))
      #expect(network.layers[1].places.count > layer.outputSize)
    }
  }

  @Test(
    "training leaves no more blocks than asked for, and learns what it can",
    arguments: layers)
  func training(layer: Layer) throws {
    var random = RandomModel(seed: 22)
    let model = try random.model(after: layer)
    let sequences = try random.answered(model, count: 40, timesteps: 40)
    func network(epochs: Int) throws -> QuantizedNetwork {
      try QuantizationAwareTraining(
        Quantizer(model, QuantizationOptions(), calibration: sequences),
        TrainingConfiguration(epochs: epochs, learningRate: 5e-3), density: 0.5
      ).run()
    }
    func error(_ network: QuantizedNetwork) throws -> Double {
      let quantized = try QuantizedModel(bytes: Data(network.fileBytes()))
      return try Verification(quantized, reference: model).run(sequences)
        .rmsError
    }
    let trained = try network(epochs: 20)
    let blocks = trained.layers[0].weightBlocks.count
    #expect(trained.layers[0].keptBlocks.count == blocks / 2)
    let (before, after) = (try error(network(epochs: 1)), try error(trained))
    #expect(after < 0.7 * before, "\(before) becomes \(after)")
  }

  @Test(
    "each row of a host's panels keeps its share of blocks", arguments: layers)
  func panels(layer: Layer) throws {
    var random = RandomModel(seed: 24)
    let model = try random.model(after: layer)
    let sequences = (0..<6).map { _ in random.sequence(model, timesteps: 30) }
    var options = QuantizationOptions()
    options.layout = .panels
    let pruned = try QuantizationAwareTraining(
      Quantizer(model, options, calibration: sequences),
      TrainingConfiguration(epochs: 1, learningRate: 1e-9), density: 0.5
    ).run().layers[0]
    guard pruned.layout == .panels else { return }
    for group in pruned.pruningGroups {
      let kept = pruned.keptBlocks.filter(group.contains)
      #expect(kept.count == max(1, group.count / 2))
    }
  }

  @Test("density 1 changes nothing")
  func dense() throws {
    var random = RandomModel(seed: 23)
    let model = try random.model([layers[0]])
    let sequences = try random.answered(model, count: 10, timesteps: 10)
    let configuration = TrainingConfiguration(epochs: 2)
    let plain = try QuantizationAwareTraining(
      Quantizer(model, QuantizationOptions(), calibration: sequences),
      configuration
    ).run()
    let dense = try QuantizationAwareTraining(
      Quantizer(model, QuantizationOptions(), calibration: sequences),
      configuration, density: 1
    ).run()
    #expect(plain == dense)
  }

  @Test("the loss of the training is that of the pruned network's answers")
  func sameLoss() throws {
    var random = RandomModel(seed: 24)
    let model = try random.model(after: layers[1])
    let sequences = try random.answered(model, count: 8, timesteps: 40)
    var last: TrainingProgress?
    // One update, which moves nothing: the loss before it is the result's.
    let network = try QuantizationAwareTraining(
      Quantizer(model, QuantizationOptions(), calibration: sequences),
      TrainingConfiguration(
        epochs: 1, batchSize: 8, learningRate: 1e-12, validationFraction: 0),
      density: 0.4
    ).run { last = $0 }
    let report = try Verification(
      try QuantizedModel(bytes: Data(network.fileBytes())), reference: model
    ).run(sequences)
    let loss = try #require(last).trainingLoss
    #expect(abs(loss / report.quantizedScore - 1) < 1e-4)
  }
}

extension RandomModel {
  /// A model of a layer and a dense one after it.
  fileprivate mutating func model(after layer: Layer) throws -> FloatModel {
    try model([
      layer,
      .dense(inputSize: layer.outputSize, outputSize: 2, activation: .linear),
    ])
  }
}
