import RandomNetworks
import SwiftletFormat
import SwiftletRuntime
import Testing

/// Expects that a stream that is saved and restored after any step goes on bit
/// for bit.
func splitAnywhere(_ model: QuantizedModel, _ steps: [[Int16]]) throws {
  let stream = QuantizedStream(model)
  let whole = try steps.map(stream.step)
  for split in 0...steps.count {
    stream.reset()
    let head = try steps[..<split].map(stream.step)
    let snapshot = stream.save()
    stream.reset()
    _ = try stream.step(steps[0])
    try stream.restore(snapshot)
    let tail = try steps[split...].map(stream.step)
    #expect(head + tail == whole)
  }
}

@Suite("Streams")
struct StreamTests {
  @Test(
    "a stream split anywhere by save and restore goes on bit for bit",
    arguments: NetworkPlan.golden)
  func splits(plan: NetworkPlan) throws {
    try splitAnywhere(try makeModel(plan).1, inputs(plan, count: 24))
  }

  @Test("two streams of one model do not disturb each other")
  func independence() throws {
    for plan in NetworkPlan.small {
      let (_, model) = try makeModel(plan)
      let (a, b) = (QuantizedStream(model), QuantizedStream(model))
      let steps = inputs(plan, count: 40)
      let alone = try steps.map(a.step)
      a.reset()
      for (index, input) in steps.enumerated() {
        _ = try b.step(steps[(3 * index) % steps.count])
        #expect(try a.step(input) == alone[index])
      }
    }
  }

  @Test("reset brings the first answers back")
  func reset() throws {
    for plan in NetworkPlan.golden {
      let (_, model) = try makeModel(plan)
      let steps = inputs(plan, count: 10)
      let stream = QuantizedStream(model)
      let first = try steps.map(stream.step)
      stream.reset()
      #expect(try steps.map(stream.step) == first)
    }
  }

  @Test("a snapshot of another model, or a damaged one, changes nothing")
  func foreignSnapshots() throws {
    for plan in NetworkPlan.small {
      let (_, model) = try makeModel(plan, seed: 1)
      let (_, other) = try makeModel(plan, seed: 2)
      let stream = QuantizedStream(model)
      let steps = inputs(plan, count: 10)
      _ = try steps.map(stream.step)
      let snapshot = stream.save()
      #expect(throws: ModelError.self) {
        try stream.restore(QuantizedStream(other).save())
      }
      #expect(throws: ModelError.self) {
        try stream.restore(Array(snapshot.dropLast()))
      }
      for bit in 0..<8 * snapshot.count {
        var damaged = snapshot
        damaged[bit / 8] ^= 1 << (bit % 8)
        #expect(throws: ModelError.self) { try stream.restore(damaged) }
      }
      #expect(stream.save() == snapshot)
    }
  }

  @Test("a refused step changes nothing")
  func refusedSteps() throws {
    let plan = NetworkPlan(
      name: "", inputSize: 1, layers: [(.embedding, 3), (.lstm, 4)],
      vocabulary: 5)
    let (_, model) = try makeModel(plan)
    let stream = QuantizedStream(model)
    _ = try stream.step([4])
    let before = stream.save()
    for input in [[5], [-1], [32767], [QuantizedStream.gap], [], [1, 2]] {
      #expect(throws: ModelError.self) {
        try stream.step(input.map { Int16($0) })
      }
    }
    #expect(stream.save() == before)
  }

  @Test("a snapshot that holds a cell beyond 2^30 is refused")
  func foreignCell() throws {
    let plan = NetworkPlan(
      name: "", inputSize: 2, layers: [(.gruResetAfter, 3), (.lstm, 5)],
      gapPolicy: .hold)
    let (_, model) = try makeModel(plan)
    let stream = QuantizedStream(model)
    _ = try stream.step([4, 5])
    let snapshot = stream.save()
    let ends: ClosedRange<Int32> = -(1 << 30)...(1 << 30) - 1
    // The header, two held inputs and three units, padded to four each.
    for unit in 0..<5 {
      for cell in [
        .min, ends.lowerBound - 1, ends.lowerBound,
        ends.upperBound, ends.upperBound + 1, .max,
      ] {
        var forged = snapshot
        store(
          UInt32(bitPattern: cell), at: 24 + 8 + 8 + 4 * unit, in: &forged)
        store(crc(forged[..<20]) ^ crc(forged[24...]), at: 20, in: &forged)
        stream.reset()
        let before = stream.save()
        if ends ~= cell {
          try stream.restore(forged)
          #expect(stream.save() == forged)
        } else {
          #expect(throws: ModelError.self) { try stream.restore(forged) }
          #expect(stream.save() == before)
        }
      }
    }
  }

  @Test("a snapshot that holds a symbol beyond the vocabulary is refused")
  func foreignSymbol() throws {
    let plan = NetworkPlan(
      name: "", inputSize: 1, layers: [(.embedding, 3), (.lstm, 4)],
      gapPolicy: .hold, vocabulary: 5)
    let (_, model) = try makeModel(plan)
    let stream = QuantizedStream(model)
    _ = try stream.step([4])
    let snapshot = stream.save()
    for (symbol, isKnown) in [(4, true), (5, false), (0x7FFF, false)] {
      var forged = snapshot
      forged[24] = UInt8(symbol & 255)
      forged[25] = UInt8(symbol >> 8)
      store(crc(forged[..<20]) ^ crc(forged[24...]), at: 20, in: &forged)
      if isKnown {
        try stream.restore(forged)
      } else {
        #expect(throws: ModelError.self) { try stream.restore(forged) }
      }
    }
  }
}
