import SwiftletCells
import SwiftletFormat
import SwiftletQuantization
import SwiftletRuntime
import Testing

@Suite("A model of windows that runs on")
struct WindowVerificationTests {
  private func sequence(_ steps: Int, phase: Int, width: Int) -> DataSequence {
    let features = (0..<steps * width).map { index in
      let place: Int = (index * index + phase) % 17
      return Double(place) / 8 - 1
    }
    let targets = (0..<steps).map { Double(($0 + phase) % 3) }
    return DataSequence(
      features: features, targets: targets, featureCount: width)
  }

  @Test("is compared with its windows, each computed anew")
  func report() throws {
    var random = RandomModel(seed: 1)
    var model = try random.model(
      [
        .lstm(inputSize: 2, hiddenSize: 6),
        .dense(inputSize: 6, outputSize: 3, activation: .linear),
      ], task: .classification)
    let sequences = [(30, 1), (4, 2), (12, 3)].map {
      sequence($0.0, phase: $0.1, width: 2)
    }
    #expect(WindowVerification(model, gapPolicy: .hold) == nil)
    model.window = 5
    let report = try #require(
      try WindowVerification(model, gapPolicy: .hold)?.run(sequences))
    var (same, steps, largest) = (0, 0, 0.0)
    var (windowed, streamed) = (0, 0)
    for sequence in sequences where sequence.timesteps >= 5 {
      var stream = FloatStream(model, gapPolicy: .hold)
      for timestep in 0..<sequence.timesteps {
        let on = try stream.step(sequence.features(at: timestep))
        guard timestep >= 4 else { continue }
        var fresh = FloatStream(model, gapPolicy: .hold)
        let window = try (timestep - 4...timestep).map {
          try fresh.step(sequence.features(at: $0))
        }[4]
        steps += 1
        same += window.largestIndex == on.largestIndex ? 1 : 0
        largest = max(largest, zip(window, on).map { abs($0 - $1) }.max() ?? 0)
        let target = Int(sequence.targets(at: timestep)[0])
        windowed += window.largestIndex == target ? 1 : 0
        streamed += on.largestIndex == target ? 1 : 0
      }
    }
    #expect(report.window == 5 && report.steps == steps && steps == 34)
    #expect(report.agreement == Double(same) / Double(steps))
    #expect(report.maxAbsError == largest && largest > 0)
    #expect(report.windowedScore == Double(windowed) / Double(steps))
    #expect(report.streamedScore == Double(streamed) / Double(steps))
  }

  @Test("is compared at a bounded number of steps, and at none of short data")
  func bounds() throws {
    var random = RandomModel(seed: 1)
    var model = try random.model(
      [.simpleRNN(inputSize: 1, hiddenSize: 2, activation: .tanh)],
      task: .classification)
    model.window = 1000
    let verification = try #require(
      WindowVerification(model, gapPolicy: .mean))
    let long = sequence(3_000, phase: 0, width: 1)
    let report = try #require(try verification.run([long]))
    #expect(report.steps > 50 && report.steps <= 100)
    #expect(try verification.run([sequence(999, phase: 0, width: 1)]) == nil)
  }
}
