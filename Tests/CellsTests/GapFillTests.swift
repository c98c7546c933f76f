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
  func policies() {
    let means: [[Double]] = [[10, 1], [2, 20], [10, 20], [3, 4], [10, 5]]
    for (policy, expected) in [
      (GapPolicy.mean, means), (.refuse, means),
      (.hold, [[10, 1], [2, 1], [2, 1], [3, 4], [3, 5]]),
    ] {
      var gaps = GapFill(policy, means: [10.0, 20])
      #expect(Self.rows.map { gaps.fill($0) } == expected, "\(policy)")
      gaps.reset()
      #expect(gaps.fill([.nan, .nan]) == [10, 20])
    }
  }

  @Test("features hold values of their own, of any kind")
  func features() {
    var gaps = GapFill<Int16>(.hold, means: [0, 0])
    #expect(gaps.fill(7, feature: 1) == 7)
    #expect(gaps.fill(nil, feature: 0) == 0)
    #expect(gaps.fill(nil, feature: 1) == 7)
  }

  @Test("a float model's stream fills gaps before it normalises")
  func stream() throws {
    let network = try Network([
      .dense(inputSize: 1, outputSize: 1, activation: .linear)
    ])
    let model = try FloatModel(
      network: network, parameters: [1, 0],
      inputs: [.init(name: "x", mean: 10, deviation: 2)],
      outputs: [.init(name: "y")], task: .regression, scoring: .everyStep)
    for (policy, held) in [(GapPolicy.hold, 3.0), (.mean, 0), (.refuse, 0)] {
      var stream = FloatStream(model, gapPolicy: policy)
      #expect(stream.step([.nan]) == [0])
      #expect(stream.step([16]) == [3])
      #expect(stream.step([.nan]) == [held])
      stream.reset()
      #expect(stream.step([.nan]) == [0])
    }
    var training = FloatStream(model)
    _ = training.step([16])
    #expect(training.step([.nan]) == [0])
  }
}
