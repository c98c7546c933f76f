import CSwiftlet
import Foundation
import RandomNetworks
import SwiftletFormat

/// A stream of one layer, as a C program runs it, and its best time.
final class BenchCase {
  /// The row's first columns.
  let name: String
  /// Nanoseconds of a step, the least of all runs.
  private(set) var best = Double.infinity
  private let model: QuantizedModel
  private let arena: UnsafeMutableRawBufferPointer
  private let stream = UnsafeMutablePointer<swiftlet_stream>.allocate(
    capacity: 1)
  private let input: [Int16]
  private let output: UnsafeMutableBufferPointer<Int16>

  init(_ plan: NetworkPlan) throws {
    name = plan.name + String(format: "\t%g", plan.density)
    var generator = Generator(seed: 1)
    let network = generator.network(plan)
    model = try QuantizedModel(bytes: Data(network.fileBytes()))
    var handle = model.handle
    arena = .allocate(
      byteCount: swiftlet_arena_size(&handle), alignment: 16)
    input = generator.input(
      count: plan.inputSize, vocabulary: 0, allowsGaps: false)
    output = .allocate(capacity: model.outputCount)
    swiftlet_start(stream, &handle, arena.baseAddress, arena.count)
  }

  deinit {
    arena.deallocate()
    output.deallocate()
    stream.deallocate()
  }

  /// Measures a run of steps.
  func run() {
    let steps = 300
    let clock = ContinuousClock()
    let time = input.withUnsafeBufferPointer { input in
      clock.measure {
        for _ in 0..<steps {
          swiftlet_step(
            stream, input.baseAddress, input.count, output.baseAddress,
            output.count)
        }
      }
    }
    best = min(best, time / .nanoseconds(1) / Double(steps))
  }
}
