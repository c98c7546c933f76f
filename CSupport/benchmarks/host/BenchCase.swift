import CSwiftlet
import Foundation
import RandomNetworks
import SwiftletFormat
import SwiftletRuntime

/// A stream of one layer, as a C program runs it, and its best times.
final class BenchCase {
  /// The row's first columns.
  let name: String
  /// Nanoseconds of a step, the least of all runs.
  private(set) var best = Double.infinity
  /// The same with the kernels of levels.
  private(set) var bestOfLevels: [Int32: Double] = [:]
  private let model: QuantizedModel
  private let arena: UnsafeMutableRawBufferPointer
  private let stream = UnsafeMutablePointer<swiftlet_stream>.allocate(
    capacity: 1)
  private let input: UnsafeMutablePointer<Int16>
  private let output: UnsafeMutablePointer<Int16>

  init(_ plan: NetworkPlan) throws {
    name = plan.name + String(format: "\t%g", plan.density)
    var generator = Generator(seed: 1)
    let network = generator.network(plan)
    model = try QuantizedModel(bytes: Data(network.fileBytes()))
    var handle = model.handle
    arena = .allocate(
      byteCount: swiftlet_arena_size(&handle), alignment: 16)
    let values = generator.input(
      count: model.inputCount, vocabulary: 0, allowsGaps: false)
    input = .allocate(capacity: model.inputCount)
    input.initialize(from: values, count: values.count)
    output = .allocate(capacity: model.outputCount)
    swiftlet_start(stream, &handle, arena.baseAddress, arena.count)
  }

  deinit {
    arena.deallocate()
    input.deallocate()
    output.deallocate()
    stream.deallocate()
  }

  /// Measures a run of steps.
  func run() {
    let inputs = model.inputCount, outputs = model.outputCount
    best = min(
      best,
      nanoseconds { swiftlet_step(stream, input, inputs, output, outputs) })
  }

  /// Measures a run of steps with the kernels of a level.
  func run(level: Int32) {
    let time = nanoseconds { step(stream, input, output, level: level) }
    bestOfLevels[level] = min(bestOfLevels[level] ?? .infinity, time)
  }

  /// What a step takes on average.
  @inline(__always)
  private func nanoseconds(_ step: () -> swiftlet_status) -> Double {
    let steps = 300
    let time = ContinuousClock().measure {
      for _ in 0..<steps { _ = step() }
    }
    return time / .nanoseconds(1) / Double(steps)
  }
}
