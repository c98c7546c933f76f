import SwiftletFormat
import SwiftletRuntime
import SwiftletTraining

/// Lets streams start from different states on the same input, until they
/// agree.
struct WarmUpProbe {
  let network: QuantizedNetwork
  /// By how much outputs may differ, in their integers.
  let tolerance: Int
  private static let limit = 10_000
  private static let trials = 4

  /// Trials from several places of the data.
  func run(
    _ inputs: (_ trial: Int) -> LaneInputs
  ) throws -> RecurrentReport.WarmUp {
    var report = RecurrentReport.WarmUp()
    report.limit = Self.limit
    report.exactSteps = 0
    var lengths: [Int] = []
    for trial in 0..<Self.trials {
      var inputs = inputs(trial)
      let result = try run(&inputs, seed: UInt64(trial))
      lengths += result.near
      report.exactSteps = report.exactSteps.flatMap { longest in
        result.exact.map { max(longest, $0) }
      }
    }
    lengths.sort()
    report.medianSteps = lengths[lengths.count / 2]
    report.longestSteps = lengths.last ?? 0
    return report
  }

  /// One trial: lane 0 starts from zeros, the others from random states.
  ///
  /// - Returns: for each other lane the step after which its outputs stay near
  ///   those of lane 0, and the step at which all states are the same.
  private func run(
    _ inputs: inout LaneInputs, seed: UInt64
  ) throws -> (near: [Int], exact: Int?) {
    let stream = IntegerStream(network)
    scatter(stream, seed)
    var near = Array(repeating: 0, count: 7)
    for step in 1...Self.limit {
      let values = try inputs.next()
      // The first step would reset what is scattered: nothing is held yet.
      if step > 1 { stream.reset(inputs.resets) }
      stream.step(values)
      for lane in 1..<8 where differs(stream.outputs, lane) {
        near[lane - 1] = step
      }
      if agrees(stream) { return (near, step) }
    }
    return (near, nil)
  }

  private func differs(_ outputs: [SIMD8<Int16>], _ lane: Int) -> Bool {
    outputs.contains { abs(Int($0[lane]) - Int($0[0])) > tolerance }
  }

  private func agrees(_ stream: IntegerStream) -> Bool {
    network.layers.indices.allSatisfy { index in
      guard network.layers[index].kind.isRecurrent else { return true }
      let (hidden, cell) = stream[index]
      return hidden.allSatisfy { $0 == SIMD8(repeating: $0[0]) }
        && cell.allSatisfy { $0 == SIMD8(repeating: $0[0]) }
    }
  }

  /// Sets every lane but the first to a state of its own.
  private func scatter(_ stream: IntegerStream, _ seed: UInt64) {
    var random = RandomSource(seed: seed, for: .scatteredStates)
    for (index, layer) in network.layers.enumerated()
    where layer.kind.isRecurrent {
      let isPositive =
        layer.kind == .rnnReLU || layer.activations.candidate == .relu
      let lowest = isPositive ? 0.0 : -1.0
      func spread(_ largest: Double) -> [Double] {
        [0]
          + (1..<8).map { _ in
            largest * (lowest + (1 - lowest) * random.uniform())
          }
      }
      stream[index] = (
        (0..<layer.outputSize).map { _ in
          SIMD8(spread(32767).map { Int16($0) })
        },
        (0..<layer.outputSize).map { _ in
          SIMD8(spread(Double(1 << 29)).map { Int32($0) })
        }
      )
    }
  }
}
