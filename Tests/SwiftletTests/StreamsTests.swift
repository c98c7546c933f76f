import Swiftlet
import Testing

/// Timesteps of some streams in the data's units.
private func timesteps(_ step: Int, _ count: Int) -> [[Double]] {
  (0..<count).map { stream in
    (0..<3).map { Double((7 * step + 5 * $0 + 3 * stream) % 11) / 4 - 1 }
  }
}

@Suite("Streams of a model that step together")
struct StreamsTests {
  @Test("answer as streams alone, all and some of them")
  func answers() throws {
    let model = try makeModel()
    for number in 0..<5 {
      var streams = model.makeStreams(5)
      #expect(streams.count == 5)
      var alone = model.makeStream()
      for step in 0..<6 {
        let values = timesteps(step, 5)
        let all = try streams.step(values)
        #expect(try alone.step(values[number]) == all[number])
        let others = [4, 0, 2].filter { $0 != number }
        _ = try streams.step(others, others.map { values[$0] })
        let numbers = others + [number]
        let some = try streams.step(numbers, numbers.map { values[$0] })
        #expect(try alone.step(values[number]) == some.last)
      }
      #expect(streams.save(number) == alone.save())
    }
  }

  @Test("take and give integers as a stream does")
  func integers() throws {
    let model = try makeModel()
    var streams = model.makeStreams(2)
    var alone = model.makeStream()
    let input: [Int16] = [100, -200, Model.gap, 5, 6, 7]
    var together = [Int16](repeating: 0, count: 2 * model.outputCount)
    var single = [Int16](repeating: 0, count: model.outputCount)
    var span = together.mutableSpan
    try streams.step([1, 0], input.span, into: &span)
    var one = single.mutableSpan
    try alone.step(Array(input[3...]).span, into: &one)
    #expect(Array(together[model.outputCount...]) == single)
  }

  @Test("go on from a saved state, their own or a stream's")
  func snapshots() throws {
    let model = try makeModel()
    var streams = model.makeStreams(2)
    var alone = model.makeStream()
    _ = try alone.step([1, 2, 3])
    try streams.restore(1, alone.save())
    #expect(
      try streams.step([1], [[3, 2, 1]]) == [try alone.step([3, 2, 1])])
    try alone.restore(streams.save(0))
    #expect(
      try streams.step([0], [[3, 2, 1]]) == [try alone.step([3, 2, 1])])
  }

  @Test("refuse wrong numbers of streams and values, and keep their states")
  func refusals() throws {
    let model = try makeModel(gaps: .refuse)
    var streams = model.makeStreams(3)
    let before = (0..<3).map { streams.save($0) }
    let row = [1.0, 2, 3]
    func refused(_ numbers: [Int], _ rows: [[Double]]) -> String? {
      do {
        _ = try streams.step(numbers, rows)
        return nil
      } catch {
        return error.description
      }
    }
    #expect(
      refused([0, 3], [row, row])
        == "there is no stream 3; 3 have numbers from 0")
    #expect(
      refused([2, 0, 2], [row, row, row])
        == "stream 2 comes twice; a step takes each stream once")
    #expect(
      refused([0, 1], [row]) == "a step of 2 streams takes 6 values, not 3")
    #expect(refused([0, 1], [row, [1]]) == "a step takes 3 values, not 1")
    #expect(
      refused([0, 1], [row, [1, .nan, 2]])?.hasPrefix("a value is missing")
        == true)
    #expect(throws: ModelError.self) { try streams.step([row, row]) }
    #expect((0..<3).map { streams.save($0) } == before)
    #expect(refused([2, 0], [row, row]) == nil)
  }
}
