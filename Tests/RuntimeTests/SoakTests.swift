import Foundation
import RandomNetworks
import SwiftletFormat
import Testing

private let environment = ProcessInfo.processInfo.environment

private let soakPlans = NetworkPlan.golden + NetworkPlan.givingUp

/// Steps of all networks together: SWIFTLET_SOAK_STEPS, or what a test has time
/// for.
private let soakSteps =
  environment["SWIFTLET_SOAK_STEPS"].flatMap(Int.init)
  ?? 30 * stepFactor * soakPlans.count

private let soakSeed =
  environment["SWIFTLET_SOAK_SEED"].flatMap(UInt32.init) ?? 1

@Suite("Streams and the specification")
struct SoakTests {
  @Test(
    "agree on every output, whatever happens to the streams",
    arguments: soakPlans)
  func soak(plan: NetworkPlan) throws {
    let (network, model) = try makeModel(plan, seed: soakSeed)
    let streams = SoakedStreams(model)
    var oracles = Oracles(network)
    var soak = Soak(plan, seed: soakSeed)
    var steps = 0
    while steps <= soakSteps / soakPlans.count {
      let (index, event) = soak.next()
      let expected = oracles.run(event, on: index)
      let output = try streams.run(event, on: index)
      try #require(output == expected, "step \(steps): \(event)")
      if expected != nil { steps += 1 }
    }
  }
}

/// The same streams by the oracle.
private struct Oracles {
  private let start: Oracle
  private var streams: [Oracle]
  private var saved: Oracle?

  init(_ network: QuantizedNetwork) {
    start = Oracle(network, .shared)
    streams = Array(repeating: start, count: Soak.streamCount)
  }

  mutating func run(_ event: Soak.Event, on index: Int) -> [Int16]? {
    switch event {
    case .step(let input), .stepInParts(let input, units: _):
      return streams[index].step(input)
    case .stepMissing:
      let count = start.network.inputs.count
      return streams[index].step(Array(repeating: .min, count: count))
    case .save: saved = streams[index]
    case .restore: streams[index] = saved ?? start
    case .reset: streams[index] = start
    }
    return nil
  }
}
