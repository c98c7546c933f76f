import Foundation
import RandomNetworks
import SwiftletFormat
import SwiftletRuntime
import Testing

private let environment = ProcessInfo.processInfo.environment

/// How long the streams are: SWIFTLET_ORACLE_STEPS, or what a test has time
/// for.
private let oracleSteps =
  environment["SWIFTLET_ORACLE_STEPS"].flatMap(Int.init) ?? 150 * stepFactor

/// The networks: those whose names SWIFTLET_ORACLE_PLANS matches, or all.
private let oraclePlans = NetworkPlan.golden.filter { plan in
  guard let names = environment["SWIFTLET_ORACLE_PLANS"] else { return true }
  return plan.name.range(of: names, options: .regularExpression) != nil
}

@Suite("The runtime and the specification")
struct OracleTests {
  @Test(
    "agree on every output of a long stream", arguments: oraclePlans)
  func golden(plan: NetworkPlan) throws {
    let (network, model) = try makeModel(plan)
    try compare(network, model, inputs(plan, count: oracleSteps))
  }

  @Test(
    "agree whatever the widths leave of a block",
    arguments: [
      QuantizedLayer.Kind.lstm, .gruResetAfter, .gruResetBefore, .rnnTanh,
    ], [(1, 1), (3, 2), (4, 4), (8, 33), (33, 5)])
  func widths(kind: QuantizedLayer.Kind, sizes: (Int, Int)) throws {
    for (weightBits, activationBits) in [(8, 16), (16, 8)] {
      let plan = NetworkPlan(
        name: "\(kind)", inputSize: sizes.0,
        layers: [(kind, sizes.1), (.denseLinear, 3)], weightBits: weightBits,
        activationBits: activationBits, gapPolicy: .hold)
      let (network, model) = try makeModel(plan, seed: 21)
      try compare(network, model, inputs(plan, count: 20 * stepFactor))
    }
  }

  @Test("agree where rows come within one operand of their bound")
  func extremes() throws {
    for activationBits in [8, 16] {
      let plan = NetworkPlan(
        name: "", inputSize: 9, layers: [(.denseLinear, 6), (.lstm, 5)],
        activationBits: activationBits)
      var (network, _) = try makeModel(plan)
      stretch(&network.layers[0])
      let model = try QuantizedModel(bytes: .init(network.fileBytes()))
      let extreme = network.layers[0].rows.flatMap { row in
        [1, -1].map { sign in
          row.inputWeights.map { Int16($0 < 0 ? -32767 : 32767) * sign }
        }
      }
      let largest = try compare(network, model, extreme)
      let bound = try #require(network.layers[0].accumulatorBound)
      #expect(bound > 2_000_000_000)
      #expect(largest <= Int(bound))
      #expect(largest > Int(Double(bound) * 0.98))
    }
  }

  /// Enlarges the biases until the rows can just not overflow.
  private func stretch(_ layer: inout QuantizedLayer) {
    for index in layer.rows.indices {
      let sum = layer.rows[index].inputWeights.reduce(0) {
        $0 + Int($1.magnitude)
      }
      let room = 2_147_483_647 - (sum << layer.inputShift) * 32768
      layer.rows[index].bias = Int32(room)
    }
  }

  /// Runs both and returns the largest magnitude of a sum.
  @discardableResult
  private func compare(
    _ network: QuantizedNetwork, _ model: QuantizedModel, _ steps: [[Int16]]
  ) throws -> Int {
    var oracle = Oracle(network, .shared)
    let stream = QuantizedStream(model)
    for (index, input) in steps.enumerated() {
      let expected = oracle.step(input)
      let output = try stream.step(input)
      try #require(output == expected, "step \(index)")
    }
    #expect(oracle.largestSum < 1 << 31)
    return oracle.largestSum
  }
}

@Suite("Activations")
struct ActivationTests {
  @Test("tanh and sigmoid are monotone and near the real functions everywhere")
  func accuracy() {
    let functions = OracleActivation.shared
    var worst = (tanh: 0.0, sigmoid: 0.0)
    var last = (tanh: -32768, sigmoid: -1)
    var isMonotone = true
    for v in -140_000...140_000 {
      let exact = tanh(Double(v) / 24576) * 32768
      let (t, s) = (functions.tanh(v), functions.sigmoid(v))
      worst.tanh = max(worst.tanh, abs(Double(t) - exact))
      worst.sigmoid = max(
        worst.sigmoid, abs(Double(s) - 16384 - exact / 2))
      isMonotone = isMonotone && t >= last.tanh && s >= last.sigmoid
      last = (t, s)
    }
    #expect(isMonotone)
    #expect(worst.tanh <= 1.37)
    #expect(worst.sigmoid <= 0.95)
  }

  @Test("tanh is odd, sigmoid is symmetric, both end within their ranges")
  func symmetry() throws {
    let functions = OracleActivation.shared
    for v in 1...140_000 {
      try #require(functions.tanh(-v) == -functions.tanh(v), "v = \(v)")
      try #require(
        functions.sigmoid(-v) + functions.sigmoid(v) == 32768, "v = \(v)")
    }
    #expect(functions.tanh(.max / 2) == 32767)
    #expect(functions.sigmoid(1 << 30) == 32767)
    #expect(functions.sigmoid(-1 << 30) == 1)
  }

  @Test(
    "the runtime gives them for every pre-activation",
    arguments: [QuantizedLayer.Kind.denseTanh, .denseSigmoid])
  func exhaustive(kind: QuantizedLayer.Kind) throws {
    // v = scale(32 x + 2 k, 2^31 - 1) = 16 x + k for |v| below 2^29.
    for offset in 0..<16 {
      var layer = QuantizedLayer(
        kind: kind, inputSize: 1, outputSize: 1, weightBits: 8)
      layer.rows = [
        QuantizedRow(
          inputWeights: [32], hiddenWeights: [], bias: Int32(2 * offset),
          multiplier: .max)
      ]
      let network = QuantizedNetwork(
        layers: [layer], activationBits: 16,
        inputs: [
          .init(name: "x", zero: 0, multiplier: 1, fractionBits: 0, shift: 0)
        ],
        outputs: [
          .init(name: "y", multiplier: 1, offset: 0, fractionBits: 0)
        ], task: .regression, scoring: .everyStep, gapPolicy: .refuse)
      let stream = QuantizedStream(
        try QuantizedModel(bytes: .init(network.fileBytes())))
      for x in Int16(-8800)...8800 {
        let v = 16 * Int(x) + offset
        let expected =
          kind == .denseTanh
          ? OracleActivation.shared.tanh(v) : OracleActivation.shared.sigmoid(v)
        try #require(try stream.step([x]) == [Int16(expected)], "v = \(v)")
      }
    }
  }
}
