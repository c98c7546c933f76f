import RandomNetworks
import SwiftletFormat
import Testing

@Suite("The random networks of the tests")
struct RandomNetworkTests {
  @Test(
    "have rows that differ, with weights over their whole range",
    arguments: NetworkPlan.golden)
  func weights(plan: NetworkPlan) {
    var generator = Generator(seed: 1)
    let network = generator.network(plan)
    for layer in network.layers
    where !layer.kind.isKept && layer.kind != .layerNorm {
      let rows =
        layer.table + layer.rows.map { $0.inputWeights + $0.hiddenWeights }
      let filled = rows.filter { $0.contains { $0 != 0 } }
      #expect(Set(filled).count == filled.count)
      let weights = filled.joined()
      let largest = weights.map { abs(Int($0)) }.max() ?? 0
      #expect(weights.contains { $0 > 0 } && weights.contains { $0 < 0 })
      #expect(weights.contains { abs(Int($0)) < largest / 2 })
    }
  }

  @Test("get every symbol of a vocabulary")
  func symbols() {
    var generator = Generator(seed: 1)
    let symbols = (0..<1000).flatMap { _ in
      generator.input(count: 1, vocabulary: 13, allowsGaps: false)
    }
    #expect(Set(symbols) == Set(0..<13))
  }
}
