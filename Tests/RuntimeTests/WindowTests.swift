import CSwiftlet
import Foundation
import RandomNetworks
import SwiftletFormat
import SwiftletRuntime
import Testing

@Suite("Windows in C")
struct WindowTests {
  private func model(gaps: GapPolicy = .refuse) throws -> QuantizedModel {
    var generator = Generator(seed: 3)
    let network = generator.network(
      NetworkPlan(
        name: "", inputSize: 2,
        layers: [(.gruResetAfter, 5), (.denseLinear, 3)],
        gapPolicy: gaps))
    return try QuantizedModel(bytes: Data(network.fileBytes()))
  }

  private let steps: [[Int16]] = (0..<30).map { step in
    let first = Int16(7919 * step % 3001)
    return [first, 2000 - first]
  }

  /// Windows of a model, in memory of their own.
  private func withWindows(
    _ model: QuantizedModel, size: UInt32, hop: UInt32, spare: Int = 0,
    _ body: (inout swiftlet_windows, swiftlet_status) throws -> Void
  ) rethrows {
    var handle = model.handle
    let count = Int((size + hop - 1) / max(hop, 1))
    let part = (swiftlet_arena_size(&handle) + 3) / 4 * 4
    let arena = UnsafeMutableRawBufferPointer.allocate(
      byteCount: count * part + spare, alignment: 4)
    defer { arena.deallocate() }
    var streams = [swiftlet_stream](
      repeating: swiftlet_stream(), count: count)
    try streams.withUnsafeMutableBufferPointer { streams in
      var windows = swiftlet_windows()
      let status = swiftlet_windows_start(
        &windows, streams.baseAddress, &handle, arena.baseAddress, arena.count,
        size, hop)
      try body(&windows, status)
    }
  }

  @Test(
    "answer as a stream that is started for each window",
    arguments: [(1, 1), (4, 4), (4, 1), (5, 2), (5, 3)] as [(UInt32, UInt32)])
  func answers(size: UInt32, hop: UInt32) throws {
    let model = try model()
    try withWindows(model, size: size, hop: hop) { windows, status in
      #expect(status == SWIFTLET_OK)
      for round in 0..<2 {
        for end in steps.indices {
          var output: [Int16] = [0, 0, 0]
          var isAnswer: Int32 = -1
          // A refused timestep leaves everything as it was.
          #expect(
            swiftlet_windows_step(
              &windows, [0, QuantizedStream.gap], 2, &output, 3, &isAnswer)
              == SWIFTLET_GAP_REFUSED)
          #expect(isAnswer == 0)
          #expect(
            swiftlet_windows_step(
              &windows, steps[end], 2, &output, 3, &isAnswer) == SWIFTLET_OK)
          let first = end - Int(size) + 1
          #expect((isAnswer == 1) == (first >= 0 && first % Int(hop) == 0))
          guard isAnswer == 1 else { continue }
          let fresh = QuantizedStream(model)
          let expected = try steps[first...end].map { try fresh.step($0) }
          #expect(expected.last == output, "round \(round)")
        }
        swiftlet_windows_reset(&windows)
      }
    }
  }

  @Test("are refused where they leave timesteps out, or memory is short")
  func refusals() throws {
    let model = try model()
    for (size, hop, spare, expected) in [
      (3, 0, 0, SWIFTLET_COUNT_MISMATCH), (3, 4, 0, SWIFTLET_COUNT_MISMATCH),
      (4, 1, -4, SWIFTLET_ARENA_TOO_SMALL), (4, 1, 0, SWIFTLET_OK),
    ] as [(UInt32, UInt32, Int, swiftlet_status)] {
      withWindows(model, size: size, hop: hop, spare: spare) { _, status in
        #expect(status == expected)
      }
    }
  }
}
