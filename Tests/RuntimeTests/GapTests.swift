import CSwiftlet
import Foundation
import RandomNetworks
import SwiftletFormat
import SwiftletRuntime
import Testing

/// Plans of every policy that gives held values up.
private let plans: [NetworkPlan] = [0, 1, 3].flatMap { steps in
  [GapPolicy.holdThenMean(steps: steps), .holdThenReset(steps: steps)].map {
    NetworkPlan(
      name: "\($0)", inputSize: 5,
      layers: [(.lstm, 7), (.gruResetAfter, 6), (.denseLinear, 3)],
      gapPolicy: $0)
  }
}

private let gap = QuantizedStream.gap

/// Steps of which many miss some or all of their inputs.
private func steps(of plan: NetworkPlan, count: Int) -> [[Int16]] {
  var generator = Generator(seed: 5)
  return (0..<count).map { step in
    // Of 32 steps the last 12 are missing.
    if step % 32 > 19 { return Array(repeating: gap, count: plan.inputSize) }
    return generator.input(
      count: plan.inputSize, vocabulary: 0, allowsGaps: false
    ).map { generator.next() & 1 == 0 ? gap : $0 }
  }
}

@Suite("Gaps of a stream")
struct GapTests {
  @Test("the runtime and the specification agree", arguments: plans)
  func oracle(plan: NetworkPlan) throws {
    let (network, model) = try makeModel(plan)
    var oracle = Oracle(network, .shared)
    let stream = QuantizedStream(model)
    for (index, input) in steps(of: plan, count: 400).enumerated() {
      let expected = oracle.step(input)
      try #require(try stream.step(input) == expected, "step \(index)")
    }
  }

  @Test(
    "they agree on the streams that devices play",
    arguments: NetworkPlan.givingUp)
  func golden(plan: NetworkPlan) throws {
    let (network, model) = try makeModel(plan)
    var oracle = Oracle(network, .shared)
    let stream = QuantizedStream(model)
    for (index, input) in inputs(plan, count: 1000).enumerated() {
      let expected = oracle.step(input)
      try #require(try stream.step(input) == expected, "step \(index)")
    }
  }

  @Test(
    "a stream split anywhere by save and restore goes on bit for bit",
    arguments: plans)
  func splits(plan: NetworkPlan) throws {
    try splitAnywhere(try makeModel(plan).1, steps(of: plan, count: 70))
  }

  @Test("a missing step is one of gaps alone, whatever the policy")
  func missing() throws {
    let others = [GapPolicy.hold, .mean].map {
      NetworkPlan(
        name: "\($0)", inputSize: 5, layers: [(.lstm, 7)], gapPolicy: $0)
    }
    for plan in plans + others {
      let (_, model) = try makeModel(plan)
      let (a, b) = (QuantizedStream(model), QuantizedStream(model))
      for input in steps(of: plan, count: 100) {
        let isMissing = input.allSatisfy { $0 == gap }
        let output = try isMissing ? b.stepMissing() : b.step(input)
        #expect(try a.step(input) == output)
      }
      #expect(a.save() == b.save())
    }
  }

  @Test("a missing step of symbols holds the last one")
  func symbols() throws {
    let plan = NetworkPlan(
      name: "", inputSize: 1, layers: [(.embedding, 3), (.gruResetAfter, 4)],
      gapPolicy: .holdThenMean(steps: 1), vocabulary: 5)
    let (_, model) = try makeModel(plan)
    let (a, b) = (QuantizedStream(model), QuantizedStream(model))
    for symbol in [3, 3, 0, 0] as [Int16] {
      let isHeld = symbol == 3 && b.save() != QuantizedStream(model).save()
      let output = try symbol == 0 || isHeld ? b.stepMissing() : b.step([3])
      #expect(try a.step([symbol]) == output)
    }
  }

  @Test("a missing step that is refused changes nothing")
  func refused() throws {
    let plan = NetworkPlan(name: "", inputSize: 2, layers: [(.lstm, 4)])
    let stream = QuantizedStream(try makeModel(plan).1)
    _ = try stream.step([1, 2])
    let before = stream.save()
    #expect(throws: ModelError.self) { try stream.stepMissing() }
    #expect(stream.save() == before)
  }

  @Test("after a reset by gaps a stream goes on as a new one")
  func reset() throws {
    for steps in [0, 2] {
      let plan = NetworkPlan(
        name: "", inputSize: 2, layers: [(.lstm, 4), (.gruResetBefore, 3)],
        gapPolicy: .holdThenReset(steps: steps))
      let (_, model) = try makeModel(plan)
      for missed in 0...6 {
        let (old, new) = (QuantizedStream(model), QuantizedStream(model))
        _ = try old.step([9000, -20_000])
        for _ in 0..<missed { _ = try old.stepMissing() }
        let isNew =
          try old.step([5, 6]) == new.step([5, 6])
          && old.save() == new.save()
        #expect(isNew == (missed > steps), "\(missed) of \(steps)")
      }
    }
  }

  @Test("a file says for how many steps a value is held")
  func file() throws {
    let plan = NetworkPlan(name: "", inputSize: 2, layers: [(.lstm, 4)])
    for policy in [
      GapPolicy.refuse, .mean, .hold, .holdThenMean(steps: 0),
      .holdThenMean(steps: 10), .holdThenReset(steps: 65_534),
    ] {
      var network = try makeModel(plan).0
      network.gapPolicy = policy
      let model = try QuantizedModel(bytes: .init(network.fileBytes()))
      #expect(model.gapPolicy == policy)
      #expect(model.network == network)
    }
    var network = try makeModel(plan).0
    for steps in [-1, 65_535] {
      network.gapPolicy = .holdThenMean(steps: steps)
      #expect(throws: ModelError.self) { try network.fileBytes() }
    }
  }

  @Test("a file whose header contradicts itself about gaps is refused")
  func forged() throws {
    let plan = NetworkPlan(
      name: "", inputSize: 2, layers: [(.lstm, 4)],
      gapPolicy: .holdThenMean(steps: 3))
    let good = try makeModel(plan).0.fileBytes()
    #expect(good[12] == 1 && good[27] == 2 && good[30] == 4)
    for (offset, byte, expected) in [
      (12, 0, SWIFTLET_INVALID_MODEL), (30, 0, SWIFTLET_INVALID_MODEL),
      (27, 1, SWIFTLET_INVALID_MODEL), (32, 24, SWIFTLET_INVALID_MODEL),
      (12, 3, SWIFTLET_INVALID_MODEL), (12, 2, SWIFTLET_OK),
      (30, 1, SWIFTLET_OK), (31, 255, SWIFTLET_OK),
    ] {
      var forged = good
      forged[offset] = UInt8(byte)
      #expect(
        status(of: withChecksums(forged)) == expected, "\(offset): \(byte)")
    }
  }
}
