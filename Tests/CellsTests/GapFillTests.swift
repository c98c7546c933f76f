import SwiftletCells
import SwiftletRuntime
import Testing

@Suite("Gaps")
struct GapFillTests {
  /// Two features of means 10 and 20; each row is a timestep.
  static let rows: [[Double]] = [
    [.nan, 1], [2, .nan], [.nan, .nan], [3, 4], [.nan, 5],
  ]

  @Test("a gap takes the mean, or the last value once there is one")
  func policies() throws {
    let means: [[Double]] = [[10, 1], [2, 20], [10, 20], [3, 4], [10, 5]]
    for (policy, expected) in [
      (GapPolicy.mean, means),
      (.hold, [[10, 1], [2, 1], [2, 1], [3, 4], [3, 5]]),
      (
        .holdThenMean(steps: 1),
        [[10, 1], [2, 1], [2, 20], [3, 4], [3, 5]]
      ),
      (.holdThenReset(steps: 0), means),
    ] {
      var gaps = GapFill(policy, means: [10.0, 20])
      var filled = Self.rows
      for index in filled.indices { _ = try gaps.fill(&filled[index]) }
      #expect(filled == expected, "\(policy)")
      gaps.reset()
      var last = [Double.nan, .nan]
      _ = try gaps.fill(&last)
      #expect(last == [10, 20])
    }
  }

  @Test("a gap that is refused is an error")
  func refused() throws {
    var gaps = GapFill(.refuse, means: [10.0, 20])
    var row = [1.0, .nan]
    #expect(throws: GapError.self) { try gaps.fill(&row) }
    var whole = [1.0, 2]
    #expect(try !gaps.fill(&whole) && whole == [1, 2])
  }

  @Test("a stream is reset where every feature is missing for too long")
  func resets() throws {
    var gaps = GapFill(.holdThenReset(steps: 1), means: [10.0, 20])
    let steps: [([Double], Bool)] = [
      ([1, .nan], true), ([1, 2], false), ([.nan, 3], false),
      ([.nan, .nan], false), ([.nan, .nan], true), ([.nan, .nan], true),
      ([5, .nan], true), ([.nan, .nan], false), ([.nan, 7], true),
    ]
    for (index, (row, expected)) in steps.enumerated() {
      var row = row
      #expect(try gaps.fill(&row) == expected, "step \(index)")
    }
  }

  @Test("policies have names, and texts that are none have no policy")
  func names() {
    for (name, policy) in [
      ("hold", GapPolicy.hold), ("mean", .mean), ("refuse", .refuse),
      ("hold:10,mean", .holdThenMean(steps: 10)),
      ("hold:0,reset", .holdThenReset(steps: 0)),
      ("hold:65534,mean", .holdThenMean(steps: 65_534)),
    ] {
      #expect(GapPolicy(name: name) == policy && policy.name == name)
    }
    for name in [
      "", "hold:", "hold:10", "hold:,mean", "hold:-1,mean", "hold:65535,mean",
      "hold:1,mean,", "hold:1,hold", "Hold", "hold,mean", "mean:3,hold",
    ] {
      #expect(GapPolicy(name: name) == nil, "\(name)")
    }
  }

  @Test("a sequence falls into the parts between its resets")
  func parts() {
    let sequence = DataSequence(
      id: "a", features: [1, 2, 3, 4, 5, 6], targets: [7, 8, 9],
      featureCount: 2)
    #expect(sequence.parts(from: []) == [sequence])
    #expect(sequence.parts(from: [0]) == [sequence])
    let parts = sequence.parts(from: [0, 1])
    #expect(parts.map(\.features) == [[1, 2], [3, 4, 5, 6]])
    #expect(parts.map(\.targets) == [[7], [8, 9]])
  }

  @Test("a float model's stream fills gaps before it normalises")
  func stream() throws {
    let network = try Network([
      .dense(inputSize: 1, outputSize: 1, activation: .linear)
    ])
    func model(_ policy: GapPolicy) throws -> FloatModel {
      try FloatModel(
        network: network, parameters: [1, 0],
        inputs: [.init(name: "x", mean: 10, deviation: 2)],
        outputs: [.init(name: "y")], task: .regression, scoring: .everyStep,
        gapPolicy: policy)
    }
    for (policy, held) in [(GapPolicy.hold, 3.0), (.mean, 0)] {
      for var stream in [
        FloatStream(try model(policy)),
        FloatStream(try model(.refuse), gapPolicy: policy),
      ] {
        #expect(try stream.step([.nan]) == [0])
        #expect(try stream.step([16]) == [3])
        #expect(try stream.step([.nan]) == [held])
        stream.reset()
        #expect(try stream.step([.nan]) == [0])
      }
    }
    var refusing = FloatStream(try model(.refuse))
    #expect(throws: GapError.self) { try refusing.step([.nan]) }
  }

  @Test("a float model's stream refuses what is no symbol, and goes on")
  func symbols() throws {
    func model(mean: Double) throws -> FloatModel {
      try FloatModel(
        network: Network([.embedding(vocabularySize: 2, outputSize: 1)]),
        parameters: [3, 5], inputs: [.init(name: "c", mean: mean)],
        outputs: [.init(name: "y")], task: .regression, scoring: .everyStep)
    }
    var stream = FloatStream(try model(mean: 0))
    for symbol in [-1, 2, 0.5, 1e30, -.infinity, .infinity] {
      #expect(throws: SymbolError.self) { try stream.step([symbol]) }
    }
    #expect(try stream.step([1]) == [5])
    #expect(try stream.step([.nan]) == [5])
    #expect(throws: NetworkError.self) { try model(mean: 1) }
  }

  @Test("a float model's stream starts again where its policy resets it")
  func reset() throws {
    let network = try Network([
      .simpleRNN(inputSize: 1, hiddenSize: 1, activation: .relu)
    ])
    let model = try FloatModel(
      network: network, parameters: [1, 1, 0], inputs: [.init(name: "x")],
      outputs: [.init(name: "sum")], task: .regression, scoring: .everyStep,
      gapPolicy: .holdThenReset(steps: 1))
    var stream = FloatStream(model)
    let steps = [1, 2, .nan, .nan, .nan, 3, .nan, 4]
    #expect(
      try steps.map { try stream.step([$0])[0] } == [1, 3, 5, 0, 0, 3, 6, 10])
  }
}
