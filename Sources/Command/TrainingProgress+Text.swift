import SwiftletTraining

extension TrainingProgress {
  /// Shows where a training stands: on a terminal a line with a bar, drawn
  /// again at every epoch, elsewhere a line for each epoch.
  func show(scoreName: String) {
    if Console.isTerminal {
      Console.redraw(bar + "  " + line(scoreName: scoreName))
    } else {
      Console.message(line(scoreName: scoreName))
    }
  }

  private func line(scoreName: String) -> String {
    [
      "epoch \(epoch)/\(epochs)",
      "loss \(Console.number(trainingLoss, digits: 4))",
      "\(scoreName) \(Console.number(validationScore, digits: 4))",
      "\(Console.number(timestepsPerSecond, digits: 0)) steps/s",
      "\(Console.duration(secondsLeft)) left",
    ].joined(separator: "  ")
  }

  private var bar: String {
    let width = 20
    let done = width * epoch / max(epochs, 1)
    return "[" + String(repeating: "=", count: done)
      + String(repeating: " ", count: width - done) + "]"
  }
}
