import Swiftlet
import Testing

/// Timesteps in the data's units.
private let steps: [[Double]] = (0..<20).map { step in
  (0..<3).map { feature in
    let phase = (7 * step + 5 * feature) % 11
    return Double(phase) / 4 - 1
  }
}

@Suite("Streams of models")
struct StreamTests {
  @Test("numbers and int16 spans give the same answers")
  func spans() throws {
    let model = try makeModel()
    var numbers = model.makeStream()
    var integers = model.makeStream()
    let (inputs, outputs) = (model.inputs, model.outputs)
    for step in steps {
      let input = zip(inputs, step).map { $0.int16(for: $1) }
      var output = [Int16](repeating: 0, count: model.outputCount)
      var span = output.mutableSpan
      try integers.step(input.span, into: &span)
      let values = zip(outputs, output).map { $0.value(of: $1) }
      #expect(try numbers.step(step) == values)
    }
  }

  @Test("a class is the largest of the outputs, by index and by name")
  func classes() throws {
    let model = try makeModel()
    var numbers = model.makeStream()
    var classes = model.makeStream()
    for step in steps {
      let output = try numbers.step(step)
      let answer = try classes.classify(step)
      #expect(output.max() == output[answer.index])
      #expect(answer.name == "y\(answer.index)")
    }
  }

  @Test("a model that predicts values does not classify")
  func regression() throws {
    var stream = try makeModel(.regression).makeStream()
    #expect(throws: ModelError.self) { try stream.classify([1, 2, 3]) }
  }

  @Test("nil is a gap, as NaN is")
  func gaps() throws {
    let model = try makeModel()
    var with = model.makeStream()
    var without = model.makeStream()
    _ = try with.step([1, 2, 3])
    _ = try without.step([1, 2, 3])
    #expect(try with.step([nil, 5, nil]) == without.step([.nan, 5, .nan]))
    #expect(
      try with.classify([1, nil, 2]) == without.classify([1, .nan, 2]))
    // The model holds the last values.
    #expect(try with.step([nil, 5, nil]) == without.step([1, 5, 2]))
  }

  @Test("a missing step is one of gaps alone")
  func missingSteps() throws {
    for gaps in [GapPolicy.hold, .mean, .holdThenReset(steps: 1)] {
      let model = try makeModel(gaps: gaps)
      #expect(model.gapPolicy == gaps)
      var with = model.makeStream()
      var without = model.makeStream()
      for step in steps {
        #expect(try with.step(step) == without.step(step))
        for _ in 0..<2 {
          #expect(try with.stepMissing() == without.step([nil, nil, nil]))
        }
        #expect(
          try with.classifyMissing() == without.classify([nil, nil, nil]))
      }
      var output = [Int16](repeating: 0, count: 4)
      var span = output.mutableSpan
      try with.stepMissing(into: &span)
      let expected = try without.step([nil, nil, nil])
      #expect(zip(model.outputs, output).map { $0.value(of: $1) } == expected)
      #expect(with.save() == without.save())
    }
    var refusing = try makeModel(gaps: .refuse).makeStream()
    #expect(throws: ModelError.self) { try refusing.stepMissing() }
    #expect {
      var short: [Int16] = [0]
      var span = short.mutableSpan
      try refusing.stepMissing(into: &span)
    } throws: { "\($0)" == "a step gives 4 values, not 1" }
  }

  @Test("a refused step leaves the state as it was")
  func refusals() throws {
    let model = try makeModel(gaps: .refuse)
    var stream = model.makeStream()
    _ = try stream.step(steps[0])
    let state = stream.save()
    for wrong: [Double] in [[], [1, 2], [1, 2, 3, 4], [1, .nan, 3]] {
      #expect(throws: ModelError.self) { try stream.step(wrong) }
    }
    var short: [Int16] = [0, 0, 0]
    #expect {
      var span = short.mutableSpan
      try stream.step([1, 2, 3].span, into: &span)
    } throws: { "\($0)" == "a step gives 4 values, not 3" }
    #expect(stream.save() == state)
  }

  @Test("a stream goes on from a saved state, and from zeros after a reset")
  func states() throws {
    let model = try makeModel()
    var stream = model.makeStream()
    let whole = try run(&stream, steps)
    stream.reset()
    #expect(try run(&stream, steps[..<8]) == Array(whole[..<8]))
    let snapshot = stream.save()
    var other = model.makeStream()
    try other.restore(snapshot)
    #expect(try run(&other, steps[8...]) == Array(whole[8...]))
    var foreign = try makeModel(seed: 8).makeStream()
    #expect(throws: ModelError.self) { try foreign.restore(snapshot) }
  }

  @Test("streams run in tasks of their own")
  func concurrency() async throws {
    let model = try makeModel()
    var stream = model.makeStream()
    let expected = try run(&stream, steps)
    try await withThrowingTaskGroup(of: [[Double]].self) { group in
      for _ in 0..<8 {
        group.addTask {
          var stream = model.makeStream()
          return try run(&stream, steps)
        }
      }
      for try await outputs in group { #expect(outputs == expected) }
    }
  }
}

private func run(
  _ stream: inout Model.Stream, _ steps: some Sequence<[Double]>
) throws -> [[Double]] {
  var outputs: [[Double]] = []
  for step in steps { outputs.append(try stream.step(step)) }
  return outputs
}
