import CSwiftlet
import Foundation
import ModelFormat
import RandomNetworks
import Runtime

/// Measures the step of each layer of `tools/bench host`: tab-separated rows
/// `cell input hidden weights activations ns_per_step`, each the least of
/// several runs that take turns. `host-bench [--quick]`.
@main
struct HostBench {
  static func main() throws {
    let isQuick = CommandLine.arguments.contains("--quick")
    let cases = try NetworkPlan.bench.filter { !$0.name.hasPrefix("x") }
      .map { try BenchCase($0.name, $0.plan) }
    for _ in 0..<(isQuick ? 20 : 200) {
      for index in cases.indices { cases[index].run() }
    }
    for one in cases {
      print(one.name, String(format: "%.1f", one.best), separator: "\t")
    }
  }
}

/// A running layer and its best time.
final class BenchCase {
  let name: String
  private(set) var best = Double.infinity
  private let stream: QuantizedStream
  private let input: [Int16]

  init(_ name: String, _ plan: NetworkPlan) throws {
    self.name = name
    var generator = Generator(seed: 1)
    let network = generator.network(plan)
    stream = QuantizedStream(
      try QuantizedModel(bytes: Data(network.fileBytes())))
    input = generator.input(
      count: plan.inputSize, vocabulary: 0, allowsGaps: false)
  }

  func run() {
    let steps = 1000
    let clock = ContinuousClock()
    let time = clock.measure {
      for _ in 0..<steps { _ = try? stream.step(input) }
    }
    best = min(best, time / .nanoseconds(1) / Double(steps))
  }
}
