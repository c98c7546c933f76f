import CSwiftlet
import Foundation
import RandomNetworks
import SwiftletFormat
import SwiftletRuntime

/// Streams of one layer, as a C program runs them, and their best times.
final class BenchCase {
  /// The row's first columns.
  let name: String
  /// Nanoseconds of a step, the least of all runs.
  private(set) var best = Double.infinity
  /// The same where as many streams step together as there are.
  private(set) var bestTogether = Double.infinity
  /// The same of one, and together, with the kernels of levels.
  private(set) var bestOfLevels: [Int32: Double] = [:]
  private(set) var bestTogetherOfLevels: [Int32: Double] = [:]
  private let model: QuantizedModel
  /// Steps of a run: fewer of a large model.
  private let steps: Int
  private let running: QuantizedStreams
  private let streams: [UnsafeMutablePointer<swiftlet_stream>?]
  private let input: UnsafeMutablePointer<Int16>
  private let output: UnsafeMutablePointer<Int16>

  /// Streams that step together.
  static let streamCount = 16

  init(_ plan: NetworkPlan) throws {
    name = plan.name + String(format: "\t%g", plan.density)
    var generator = Generator(seed: 1)
    let network = generator.network(plan)
    model = try QuantizedModel(bytes: Data(network.fileBytes()))
    steps = min(300, max(40, 10_000_000 / model.bytes.count))
    let values = generator.input(
      count: model.inputCount, vocabulary: 0, allowsGaps: false)
    input = .allocate(capacity: model.inputCount * Self.streamCount)
    output = .allocate(capacity: model.outputCount * Self.streamCount)
    running = QuantizedStreams(model, count: Self.streamCount)
    streams = running.streams.map { $0.stream }
    for index in streams.indices {
      (input + index * model.inputCount).initialize(
        from: values, count: values.count)
    }
  }

  deinit {
    input.deallocate()
    output.deallocate()
  }

  /// Measures a run of steps, and one of steps together.
  func run() {
    let inputs = model.inputCount, outputs = model.outputCount
    let stream = streams[0]
    let time = nanoseconds(steps) {
      swiftlet_step(stream, input, inputs, output, outputs)
    }
    best = min(best, time)
    let together = nanosecondsTogether {
      swiftlet_step_many(
        streams, streams.count, input, inputs, output, outputs)
    }
    bestTogether = min(bestTogether, together)
  }

  /// The same with the kernels of a level.
  func run(level: Int32) {
    guard let stream = streams[0] else { return }
    let time = nanoseconds(steps) { step(stream, input, output, level: level) }
    bestOfLevels[level] = min(bestOfLevels[level] ?? .infinity, time)
    let together = nanosecondsTogether {
      stepMany(streams, streams.count, input, output, level: level)
    }
    bestTogetherOfLevels[level] = min(
      bestTogetherOfLevels[level] ?? .infinity, together)
  }

  /// What a stream's part of steps together takes on average.
  @inline(__always)
  private func nanosecondsTogether(_ step: () -> swiftlet_status) -> Double {
    nanoseconds(max(1, steps / 20), step) / Double(streams.count)
  }

  /// What a step takes on average.
  @inline(__always)
  private func nanoseconds(
    _ steps: Int, _ step: () -> swiftlet_status
  ) -> Double {
    let time = ContinuousClock().measure {
      for _ in 0..<steps { _ = step() }
    }
    return time / .nanoseconds(1) / Double(steps)
  }
}
