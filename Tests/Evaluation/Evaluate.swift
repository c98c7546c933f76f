import Foundation
import RandomNetworks
import SwiftletCells
import SwiftletQuantization
import SwiftletTraining

/// `evaluate adding [CELL [SEED]]`: what quantization leaves of networks that
/// solve the adding problem; `evaluate drift`: what the integers of slow
/// states add to the error over a million steps; `evaluate flips MODEL FLOAT
/// DATA`: how long a flipped bit of a state has an effect. Tab-separated tables.
@main
struct Evaluate {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "adding": try adding(arguments)
    case "drift": try drift()
    case "flips" where arguments.count == 4: try flips(arguments)
    default:
      FileHandle.standardError.write(
        Data(
          """
          usage: evaluate adding [CELL [SEED]] | drift \
          | flips MODEL FLOAT DATA

          """.utf8))
      exit(64)
    }
  }

  private static func flips(_ arguments: [String]) throws {
    write(FlipTable.header)
    try FlipTable(arguments[1], reference: arguments[2], data: arguments[3])
      .rows().forEach(write)
  }

  private static func drift() throws {
    write(DriftTable.header)
    for (kind, gate) in [
      (SlowModel.Kind.gru, 0.5), (.gru, 0.95), (.gru, 0.993), (.lstm, 0.999),
    ] {
      for bits in [16, 8] {
        try DriftTable(steps: 1_000_000)
          .rows(SlowModel(kind: kind, gate: gate), activationBits: bits)
          .forEach(write)
      }
    }
  }

  private static func adding(_ arguments: [String]) throws {
    write("cell\tseed\tfloat\tint8\tint8 qat\tint4 qat\tseconds")
    for (name, cell) in [
      ("gru", Layer.gru(inputSize: 2, hiddenSize: 32, resetAfter: true)),
      ("lstm", Layer.lstm(inputSize: 2, hiddenSize: 32)),
    ] where arguments.count < 2 || arguments[1] == name {
      for seed in UInt64(1)...3
      where arguments.count < 3 || arguments[2] == "\(seed)" {
        try adding(name, AddingProblem(cell: cell, seed: seed))
      }
    }
  }

  private static func adding(_ name: String, _ problem: AddingProblem) throws {
    let start = ContinuousClock.now
    let model = try problem.train(updates: 6000)
    let test = problem.sequences(2000, stream: 1)
    let training = problem.sequences(20_000, stream: 2)
    let int8 = try Quantizer(
      model, QuantizationOptions(), calibration: Array(training.prefix(200))
    ).quantize()
    var scores = [
      try problem.score(model, test), try problem.score(int8, test),
    ]
    for (bits, epochs) in [(8, 4), (4, 6)] {
      let training = try QuantizationAwareTraining(
        Quantizer(
          model, QuantizationOptions(weightBits: bits), calibration: training),
        TrainingConfiguration(
          epochs: epochs, batchSize: 50, threads: 2, learningRate: 1e-3,
          seed: problem.seed), lesson: .targets
      ).run()
      scores.append(try problem.score(training, test))
    }
    let seconds = start.duration(to: .now) / .seconds(1)
    let fields =
      [name, "\(problem.seed)"]
      + scores.map { String(format: "%.3f", $0) }
      + [String(format: "%.0f", seconds)]
    write(fields.joined(separator: "\t"))
  }

  /// Writes a line at once, as a row takes long.
  private static func write(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }
}
