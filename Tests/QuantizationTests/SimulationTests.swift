import Foundation
import ModelFormat
import Quantization
import RandomNetworks
import Testing

@Suite("Simulation in lanes")
struct SimulationTests {
  @Test(
    "gives the runtime's integers for every kind of layer and width",
    arguments: NetworkPlan.golden.map(\.name))
  func sameIntegers(name: String) throws {
    var plan = try #require(NetworkPlan.golden.first { $0.name == name })
    plan.gapPolicy = .refuse
    var generator = Generator(seed: 3)
    let network = generator.network(plan)
    let model = try QuantizedModel(bytes: Data(network.fileBytes()))
    let lanes = IntegerStream(network)
    let streams = (0..<8).map { _ in QuantizedStream(model) }
    for step in 0..<200 {
      let inputs = streams.map { _ in
        generator.input(
          count: plan.inputSize, vocabulary: plan.vocabulary,
          allowsGaps: false)
      }
      let expected = try zip(streams, inputs).map { try $0.step($1) }
      lanes.step(
        (0..<plan.inputSize).map { k in
          SIMD8<Int16>(inputs.map { $0[k] })
        })
      let outputs = (0..<8).map { lane in lanes.outputs.map { $0[lane] } }
      try #require(outputs == expected, "step \(step)")
    }
  }
}
