import SwiftletTraining

extension TrainingProgress {
  /// A line about an epoch.
  func line(scoreName: String) -> String {
    [
      "epoch \(epoch)/\(epochs)",
      "loss \(Console.number(trainingLoss, digits: 4))",
      "\(scoreName) \(Console.number(validationScore, digits: 4))",
      "\(Console.number(timestepsPerSecond, digits: 0)) steps/s",
      "\(Console.duration(secondsLeft)) left",
    ].joined(separator: "  ")
  }
}
