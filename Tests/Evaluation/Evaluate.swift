import Cells
import Foundation
import Quantization
import Training

/// `evaluate adding`: what quantization leaves of networks that solve the
/// adding problem, as a tab-separated table.
@main
struct Evaluate {
  static func main() throws {
    guard CommandLine.arguments.dropFirst() == ["adding"] else {
      FileHandle.standardError.write(Data("usage: evaluate adding\n".utf8))
      exit(64)
    }
    print("cell\tseed\tfloat\tint8\tint8 qat\tint4 qat\tseconds")
    for seed in 1...3 {
      for (name, cell) in [
        ("gru", Layer.gru(inputSize: 2, hiddenSize: 32, resetAfter: true)),
        ("lstm", Layer.lstm(inputSize: 2, hiddenSize: 32)),
      ] {
        try adding(name, AddingProblem(cell: cell, seed: UInt64(seed)))
      }
    }
  }

  private static func adding(_ name: String, _ problem: AddingProblem) throws {
    let start = ContinuousClock.now
    let model = try problem.train(updates: 4000)
    let test = problem.sequences(2000, stream: 1)
    let training = problem.sequences(5000, stream: 2)
    let int8 = try Quantizer(model, QuantizationOptions())
      .quantize(calibration: Array(training.prefix(200)))
    var scores = [
      problem.score(model, test), try problem.score(int8, test),
    ]
    for (bits, epochs) in [(8, 8), (4, 16)] {
      let training = try QuantizationAwareTraining(
        model, QuantizationOptions(weightBits: bits),
        TrainingConfiguration(
          epochs: epochs, batchSize: 50, threads: 2, learningRate: 1e-3,
          seed: problem.seed)
      ).run(training)
      scores.append(try problem.score(training, test))
    }
    let seconds = start.duration(to: .now) / .seconds(1)
    let fields =
      [name, "\(problem.seed)"]
      + scores.map { String(format: "%.3f", $0) }
      + [String(format: "%.0f", seconds)]
    print(fields.joined(separator: "\t"))
  }
}
