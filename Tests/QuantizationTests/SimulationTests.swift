import Foundation
import RandomNetworks
import SwiftletFormat
import SwiftletQuantization
import SwiftletRuntime
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

  @Test("gives the worked examples of ARITHMETIC.md")
  func workedExamples() throws {
    let lstm = stream(.lstm, cellRange: 2, [5000, 60000, -12000, 3000])
    lstm[0] = ([.zero], [SIMD8(repeating: 100_000_000)])
    lstm.step([.zero])
    #expect(lstm[0].cell[0] == SIMD8(repeating: 26_269_921))
    #expect(lstm.outputs[0] == SIMD8(repeating: 1792))
    let after = stream(.gruResetAfter, [-4000, 30000, 9000, -20000])
    after[0] = ([SIMD8(repeating: 12345)], [.zero])
    after.step([.zero])
    #expect(after.outputs[0] == SIMD8(repeating: 11863))
    let before = stream(.gruResetBefore, [-4000, 30000, 9000])
    before[0] = ([SIMD8(repeating: 12345)], [.zero])
    before.step([.zero])
    #expect(before.outputs[0] == SIMD8(repeating: 12277))
    #expect(
      abs(before.record(0)[4][0] - 5177 / 32768) < 1e-6, "q of the record")
  }

  @Test("gives the worked examples of other activations")
  func workedActivations() throws {
    let lstm = stream(
      .lstm, cellRange: 1, [20000, 40000, -12000, 30000],
      .init(candidate: .linear, gates: .hardSigmoid))
    lstm[0] = ([.zero], [SIMD8(repeating: 100_000_000)])
    lstm.step([.zero])
    #expect(lstm[0].cell[0] == SIMD8(repeating: -20_000_000))
    #expect(lstm.outputs[0] == SIMD8(repeating: -1118))
    let relu = GateActivations(candidate: .relu, gates: .hardSigmoid)
    let after = stream(.gruResetAfter, [20000, 8000, 9000, -20000], relu)
    after[0] = ([SIMD8(repeating: 12345)], [.zero])
    after.step([.zero])
    #expect(after.outputs[0] == SIMD8(repeating: 5203))
    let before = stream(.gruResetBefore, [20000, 8000, 9000], relu)
    before[0] = ([SIMD8(repeating: 12345)], [.zero])
    before.step([.zero])
    #expect(before.outputs[0] == SIMD8(repeating: 9817))
  }

  /// A stream of one unit whose rows have these pre-activations, whatever the
  /// operands: `scale(2 v, 2^31 - 1) = v`.
  private func stream(
    _ kind: QuantizedLayer.Kind, cellRange: Int = 0, _ preactivations: [Int32],
    _ activations: GateActivations = .standard
  ) -> IntegerStream {
    var layer = QuantizedLayer(
      kind: kind, inputSize: 1, outputSize: 1, weightBits: 8)
    layer.cellRange = cellRange
    layer.activations = activations
    layer.rows = preactivations.enumerated().map { gate, v in
      let splits = kind == .gruResetAfter
      return QuantizedRow(
        inputWeights: splits && gate == 3 ? [] : [0],
        hiddenWeights: splits && gate == 2 ? [] : [0], bias: 2 * v,
        multiplier: .max)
    }
    return IntegerStream(
      QuantizedNetwork(
        layers: [layer], activationBits: 16,
        inputs: [
          .init(name: "x", zero: 0, multiplier: 1, fractionBits: 0, shift: 0)
        ],
        outputs: [
          .init(name: "y", multiplier: 1, offset: 0, fractionBits: 0)
        ], task: .regression, scoring: .everyStep, gapPolicy: .refuse))
  }
}
