import SwiftletCells
import SwiftletQuantization
import SwiftletRuntime

/// Float models with random parameters, and random walks to run them on.
struct RandomModel {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// A number in `-1..<1` (SplitMix64, Steele et al. 2014).
  mutating func next() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) / 4_503_599_627_370_496 - 1
  }

  /// A model whose weights are spread evenly over `-spread...spread`, divided
  /// by the root of the number of columns.
  mutating func model(
    _ layers: [Layer], spread: Double = 2, task: ModelTask = .regression
  ) throws -> FloatModel {
    try model(Network(layers), spread: spread, task: task)
  }

  /// The same of any network.
  mutating func model(
    _ network: Network, spread: Double = 2, task: ModelTask = .regression
  ) throws -> FloatModel {
    var parameters = [Float](repeating: 0, count: network.parameterCount)
    for tensor in network.tensors {
      let scale = spread / Double(max(tensor.columns, 4)).squareRoot()
      for index in tensor.range { parameters[index] = Float(next() * scale) }
    }
    return try FloatModel(
      network: network, parameters: parameters,
      inputs: (0..<network.inputSize).map {
        .init(name: "in\($0)", mean: Double($0), deviation: 1 + Double($0))
      },
      outputs: (0..<network.outputSize).map { .init(name: "out\($0)") },
      task: task, scoring: .everyStep)
  }

  /// A walk of a model's features, in the data's units.
  mutating func sequence(_ model: FloatModel, timesteps: Int) -> DataSequence {
    var values = model.inputs.map { _ in 0.0 }
    var features: [Double] = []
    for _ in 0..<timesteps {
      for (index, channel) in model.inputs.enumerated() {
        values[index] = 0.9 * values[index] + 0.6 * next()
        features.append(values[index] * channel.deviation + channel.mean)
      }
    }
    let targets = Array(repeating: 0.0, count: timesteps * targetCount(model))
    return DataSequence(
      features: features, targets: targets,
      featureCount: model.network.inputSize)
  }

  /// Symbols of a vocabulary.
  mutating func symbols(_ vocabularySize: Int, timesteps: Int)
    -> DataSequence
  {
    let features = (0..<timesteps).map { _ in
      ((next() + 1) / 2 * Double(vocabularySize)).rounded(.down)
    }
    return DataSequence(
      features: features, targets: Array(repeating: 0, count: timesteps),
      featureCount: 1)
  }

  private func targetCount(_ model: FloatModel) -> Int {
    model.task == .classification ? 1 : model.network.outputSize
  }
}
