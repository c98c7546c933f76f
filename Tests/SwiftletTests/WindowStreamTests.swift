import Swiftlet
import Testing

/// Timesteps in the data's units.
private let steps: [[Double]] = (0..<40).map { step in
  (0..<3).map { feature in
    let phase = (7 * step + 5 * feature) % 11
    return Double(phase) / 4 - 1
  }
}

@Suite("Streams of windows")
struct WindowStreamTests {
  @Test(
    "answer as a stream that is started for each window",
    arguments: [(1, 1), (5, 5), (5, 1), (5, 2), (6, 4)])
  func answers(size: Int, hop: Int) throws {
    let model = try makeModel()
    var windows = try model.makeWindowStream(size: size, hop: hop)
    var classes = try model.makeWindowStream(size: size, hop: hop)
    #expect(windows.size == size && windows.hop == hop)
    for end in steps.indices {
      let first = end - size + 1
      var expected: [Double]?
      if first >= 0, first % hop == 0 {
        var fresh = model.makeStream()
        for step in steps[first...end] { expected = try fresh.step(step) }
      }
      #expect(try windows.step(steps[end]) == expected)
      let answer = try classes.classify(steps[end])
      #expect(answer.flatMap { expected?[$0.index] } == expected?.max())
    }
  }

  @Test("start again after a reset, and pass over a step that is refused")
  func reset() throws {
    let model = try makeModel(gaps: .refuse)
    var windows = try model.makeWindowStream(size: 4, hop: 3)
    let whole = try steps.map { try windows.step($0) }
    windows.reset()
    for (step, expected) in zip(steps, whole) {
      #expect(throws: ModelError.self) { try windows.step([1, nil, 2]) }
      #expect(throws: ModelError.self) { try windows.step([1, 2]) }
      #expect(try windows.step(step) == expected)
    }
  }

  @Test("are the model's own windows, where nothing else is said")
  func ownWindow() throws {
    #expect {
      _ = try makeModel().makeWindowStream()
    } throws: { "\($0)" == "the model has no window; give its size" }
    #expect {
      _ = try makeModel().makeWindowStream(size: 4, hop: 5)
    } throws: {
      "\($0)" == "windows of 4 timesteps have a hop of 1 to 4, not 5"
    }
    var regression = try makeModel(.regression).makeWindowStream(size: 2)
    #expect(throws: ModelError.self) { try regression.classify([1, 2, 3]) }
  }
}
