import Foundation
import SwiftletCells
import SwiftletRuntime
import SwiftletTraining

/// A training of one recurrent layer and a dense one that gives a class a
/// timestep, and its best time.
struct TrainingCase {
  private static let timesteps = 100
  private static let classes = 8
  private let name: String
  private let batch: [TrainingSequence]
  private let updates: Int
  private let threads: Int
  private var trainer: BatchTrainer
  private var best = Double.infinity

  /// Every case, with one thread and with as many as the machine has cores.
  static func all(threads cores: Int) throws -> [TrainingCase] {
    let kinds: [(String, RecurrentKind)] = [
      ("lstm", .lstm), ("gru", .gru()), ("rnn", .simpleRNN()),
    ]
    var cases = try kinds.flatMap { name, kind in
      try Set([1, cores]).sorted().map {
        try TrainingCase(name, kind, sizes: (32, 64), batch: 32, threads: $0)
      }
    }
    cases.append(
      try TrainingCase("gru", .gru(), sizes: (8, 16), batch: 1, threads: 1))
    return cases
  }

  private init(
    _ cell: String, _ kind: RecurrentKind, sizes: (input: Int, hidden: Int),
    batch: Int, threads: Int
  ) throws {
    let network = try Network([
      kind.layer(inputSize: sizes.input, hiddenSize: sizes.hidden),
      .dense(
        inputSize: sizes.hidden, outputSize: Self.classes, activation: .linear),
    ])
    name = [
      cell, "\(sizes.input)", "\(sizes.hidden)", "\(Self.timesteps)",
      "\(batch)", "\(threads)",
    ].joined(separator: "\t")
    self.threads = threads
    updates = batch == 1 ? 10 : 1
    var random = RandomSource(seed: 1)
    self.batch = (0..<batch).map { _ in
      TrainingSequence(
        inputs: (0..<Self.timesteps * sizes.input).map { _ in
          Float(random.normal())
        },
        targets: .classes(
          (0..<Self.timesteps).map { _ in
            Int32(random.uniform() * Double(Self.classes))
          }))
    }
    var settings = TrainingConfiguration(learningRate: 1e-3)
    settings.window = Self.timesteps
    settings.threads = threads
    trainer = try BatchTrainer(network, scoring: .everyStep, settings)
  }

  /// Measures some updates: of one thread by the processor's time, which other
  /// programs do not take from it.
  mutating func run() throws {
    let clock = threads == 1 ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC
    let start = Self.seconds(clock)
    for _ in 0..<updates { _ = try trainer.update(batch) }
    let elapsed = Self.seconds(clock) - start
    best = min(best, elapsed / Double(updates * batch.count * Self.timesteps))
  }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }

  /// The row of the table.
  var row: String { name + String(format: "\t%.0f", 1 / best) }
}
