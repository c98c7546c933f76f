import CSwiftlet
import RandomNetworks
import SwiftletFormat
import SwiftletRuntime
import Testing

/// Steps of some streams by `swiftlet_step_many`; nil stands for a stream that
/// is missing.
private func stepMany(
  _ streams: [UnsafeMutablePointer<swiftlet_stream>?], _ input: [Int16],
  _ inputCount: Int, _ output: inout [Int16], _ outputCount: Int
) -> swiftlet_status {
  swiftlet_step_many(
    streams, streams.count, input, inputCount, &output, outputCount)
}

extension QuantizedStreams {
  /// The outputs of a step of some streams, one after the other.
  fileprivate func step(
    _ numbers: [Int], _ rows: [[Int16]]
  ) throws -> [Int16] {
    let input = rows.flatMap { $0 }
    var output = [Int16](repeating: 0, count: rows.count * model.outputCount)
    var span = output.mutableSpan
    try step(numbers, input.span, into: &span)
    return output
  }
}

/// Plans with a layer whose weights streams share, and with layers of all kinds
/// around it.
private let sharing: [NetworkPlan] = [
  (.lstm, 8), (.lstm, 16), (.gruResetAfter, 8), (.gruResetAfter, 16),
].flatMap { kind, weightBits in
  [8, 16].map { activationBits in
    var plan = NetworkPlan(
      name: "\(kind) w\(weightBits) a\(activationBits)", inputSize: 3,
      layers: [(kind, 70), (.gruResetBefore, 5), (.denseLinear, 2)],
      weightBits: weightBits, activationBits: activationBits)
    plan.layout = .panels
    return plan
  }
}

@Suite("Streams that step together")
struct StreamGroupTests {
  @Test(
    "give the bits that each gives alone, whatever the others do",
    arguments: NetworkPlan.small + NetworkPlan.graphs + NetworkPlan.normalized
      + sharing)
  func alone(plan: NetworkPlan) throws {
    let model = try makeModel(plan).1
    for count in [1, 2, 3, 4, 7, 16, 17, 37] {
      let together = QuantizedStreams(model, count: count)
      let alone = (0..<count).map { _ in QuantizedStream(model) }
      for step in 0..<4 {
        // The first streams step more often than the last.
        let stepping = Array((0..<max(1, count - step)).reversed())
        let rows = inputs(plan, count: stepping.count, seed: UInt32(step + 9))
        let output = try together.step(stepping, rows)
        for (row, number) in stepping.enumerated() {
          let expected = try alone[number].step(rows[row])
          let first = row * model.outputCount
          try #require(
            output[first..<first + model.outputCount] == expected[...],
            "stream \(number) of \(count), step \(step)")
        }
      }
      for (number, stream) in alone.enumerated() {
        try #require(together.streams[number].save() == stream.save())
      }
    }
  }

  @Test("no streams take no step")
  func none() throws {
    let model = try makeModel(NetworkPlan.small[0]).1
    var output: [Int16] = [1]
    #expect(stepMany([], [], model.inputCount, &output, 1) == SWIFTLET_OK)
    #expect(output == [1])
    #expect(swiftlet_step_many(nil, 0, nil, 0, nil, 0) == SWIFTLET_OK)
  }

  @Test("are refused where one is missing, another model's or has other counts")
  func misuse() throws {
    let plan = NetworkPlan(
      name: "", inputSize: 3, layers: [(.lstm, 4), (.denseLinear, 2)])
    let (model, other) = (try makeModel(plan).1, try makeModel(plan, seed: 8).1)
    let streams = QuantizedStreams(model, count: 2)
    let foreign = QuantizedStreams(other, count: 1)
    let before = streams.streams.map { $0.save() }
    let input: [Int16] = [1, 2, 3, 4, 5, 6]
    var output: [Int16] = [7, 7, 7, 7]
    let (first, second) = (streams.streams[0].stream, streams.streams[1].stream)
    let stranger = foreign.streams[0].stream
    let unstarted = UnsafeMutablePointer<swiftlet_stream>.allocate(capacity: 1)
    unstarted.initialize(to: swiftlet_stream())
    defer { unstarted.deallocate() }
    #expect(
      stepMany([first, nil], input, 3, &output, 2) == SWIFTLET_NULL_ARGUMENT)
    #expect(
      stepMany([first, unstarted], input, 3, &output, 2)
        == SWIFTLET_NULL_ARGUMENT)
    #expect(
      stepMany([first, stranger], input, 3, &output, 2)
        == SWIFTLET_COUNT_MISMATCH)
    #expect(
      stepMany([first, second], input, 2, &output, 2)
        == SWIFTLET_COUNT_MISMATCH)
    #expect(
      stepMany([first, second], input, 3, &output, 1)
        == SWIFTLET_COUNT_MISMATCH)
    for count in [2, -1] {
      #expect(
        swiftlet_step_many(nil, count, input, 3, &output, 2)
          == SWIFTLET_NULL_ARGUMENT)
    }
    #expect(
      swiftlet_step_many([first], 1, nil, 3, &output, 2)
        == SWIFTLET_NULL_ARGUMENT)
    #expect(
      swiftlet_step_many([first], 1, input, 3, nil, 2)
        == SWIFTLET_NULL_ARGUMENT)
    #expect(output == [7, 7, 7, 7])
    #expect(streams.streams.map { $0.save() } == before)
  }

  @Test("keep their states where the last of them refuses its input")
  func refusal() throws {
    let refusing = NetworkPlan(
      name: "", inputSize: 2, layers: [(.gruResetAfter, 4), (.denseLinear, 2)],
      gapPolicy: .refuse)
    let symbols = try #require(NetworkPlan.small.first { $0.vocabulary > 0 })
    let unknown = Int16(symbols.vocabulary)
    for (plan, row, sentence) in [
      (refusing, [1, QuantizedStream.gap], "a value is missing"),
      (symbols, [unknown], "the symbol \(unknown) is not in the model's"),
    ] {
      let model = try makeModel(plan).1
      let streams = QuantizedStreams(model, count: 20)
      let accepted = [Int16](repeating: 1, count: 19 * row.count)
      var output = [Int16](repeating: 7, count: 20 * model.outputCount)
      let before = streams.streams.map { $0.save() }
      let handles = streams.streams.map { Optional($0.stream) }
      let status = stepMany(
        handles, accepted + row, row.count, &output, model.outputCount)
      #expect(status != SWIFTLET_OK)
      #expect(output.allSatisfy { $0 == 7 })
      let rows = (0..<19).map { _ in [Int16](repeating: 1, count: row.count) }
      let error = #expect(throws: ModelError.self) {
        try streams.step(Array(0..<20), rows + [row])
      }
      #expect(error?.description.hasPrefix(sentence) == true)
      #expect(streams.streams.map { $0.save() } == before)
    }
  }
}
