import CSwiftlet
import RandomNetworks
import SwiftletFormat
import Testing

/// A stream of a model in memory of its own.
private final class Running {
  let model: QuantizedModel
  let arena: AlignedBytes
  var stream = swiftlet_stream()
  var progress = swiftlet_progress()
  var output: [Int16]

  init(_ model: QuantizedModel) {
    self.model = model
    var handle = model.handle
    let size = swiftlet_arena_size(&handle)
    arena = AlignedBytes([UInt8](repeating: 0, count: size))
    output = Array(repeating: 0, count: model.outputCount)
    start()
  }

  /// What `swiftlet_start` answers.
  @discardableResult
  func start() -> swiftlet_status {
    var handle = model.handle
    return swiftlet_start(
      &stream, &handle, arena.memory.baseAddress, arena.count)
  }

  func begin(_ input: [Int16]) -> swiftlet_status {
    swiftlet_step_begin(&stream, &progress, input, input.count)
  }

  func go(_ units: Int) -> swiftlet_status {
    swiftlet_step_some(&stream, &progress, units, &output, output.count)
  }

  func save() -> swiftlet_status {
    var snapshot = [UInt8](repeating: 0, count: arena.count + 24)
    return swiftlet_save(&stream, &snapshot, snapshot.count)
  }
}

@Suite("A step in parts")
struct StepInPartsTests {
  @Test(
    "gives the bits of a whole one for every number of units",
    arguments: NetworkPlan.small + NetworkPlan.graphs + NetworkPlan.normalized)
  func budgets(plan: NetworkPlan) throws {
    let model = try makeModel(plan).1
    for units in [1, 2, 4, 5, 9, 33, 1000, Int.max, -1] {
      let (whole, parts) = (QuantizedStream(model), Running(model))
      for input in inputs(plan, count: 10) {
        try #require(parts.begin(input) == SWIFTLET_OK)
        var status = parts.go(units)
        while status == SWIFTLET_UNFINISHED { status = parts.go(units) }
        try #require(status == SWIFTLET_OK)
        let expected = try whole.step(input)
        try #require(parts.output == expected, "\(units) units")
      }
    }
  }

  @Test("does as many units a call as it is given, in fours")
  func calls() throws {
    let plan = NetworkPlan(
      name: "", inputSize: 3, layers: [(.lstm, 10), (.denseLinear, 6)])
    let running = Running(try makeModel(plan).1)
    for (units, expected) in [
      (1, 5), (4, 4), (5, 3), (8, 2), (10, 2), (12, 2), (16, 1),
    ] {
      #expect(running.begin([1, 2, 3]) == SWIFTLET_OK)
      #expect(running.go(0) == SWIFTLET_UNFINISHED)
      var calls = 1
      while running.go(units) == SWIFTLET_UNFINISHED { calls += 1 }
      #expect(calls == expected, "\(units) units")
    }
  }

  @Test("keeps the stream from other calls until it is done")
  func busy() throws {
    let model = try makeModel(.small[0]).1
    let running = Running(model)
    let input = inputs(.small[0], count: 1)[0]
    #expect(running.go(1) == SWIFTLET_NULL_ARGUMENT)
    #expect(running.begin(input) == SWIFTLET_OK)
    #expect(running.go(1) == SWIFTLET_UNFINISHED)
    #expect(running.save() == SWIFTLET_UNFINISHED)
    #expect(running.begin(input) == SWIFTLET_NULL_ARGUMENT)
    #expect(swiftlet_reset(&running.stream) == SWIFTLET_NULL_ARGUMENT)
    #expect(
      swiftlet_step(
        &running.stream, input, input.count, &running.output,
        running.output.count) == SWIFTLET_NULL_ARGUMENT)
    #expect(running.go(.max) == SWIFTLET_OK)
    #expect(running.save() == SWIFTLET_OK)
    #expect(running.go(1) == SWIFTLET_NULL_ARGUMENT)
  }

  @Test("is given up by a new start")
  func givenUp() throws {
    let plan = NetworkPlan.small[0]
    let model = try makeModel(plan).1
    let (whole, running) = (QuantizedStream(model), Running(model))
    let steps = inputs(plan, count: 2)
    #expect(running.begin(steps[0]) == SWIFTLET_OK)
    #expect(running.go(1) == SWIFTLET_UNFINISHED)
    #expect(running.start() == SWIFTLET_OK)
    #expect(running.begin(steps[1]) == SWIFTLET_OK)
    #expect(running.go(.max) == SWIFTLET_OK)
    #expect(running.output == (try whole.step(steps[1])))
  }

  @Test("is refused as a whole one is, and the stream goes on")
  func refused() throws {
    let plan = NetworkPlan(name: "", inputSize: 2, layers: [(.lstm, 3)])
    let running = Running(try makeModel(plan).1)
    #expect(running.begin([1]) == SWIFTLET_COUNT_MISMATCH)
    #expect(running.begin([1, .min]) == SWIFTLET_GAP_REFUSED)
    #expect(running.save() == SWIFTLET_OK)
    #expect(running.begin([1, 2]) == SWIFTLET_OK)
    running.output.append(0)
    #expect(running.go(.max) == SWIFTLET_COUNT_MISMATCH)
    running.output.removeLast()
    #expect(running.go(.max) == SWIFTLET_OK)
  }
}
