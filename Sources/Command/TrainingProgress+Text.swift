import SwiftletTraining

extension TrainingProgress {
  /// Shows where a training stands: on a terminal a line with a bar, drawn
  /// again at every epoch, elsewhere a line for each epoch.
  func show(scoreName: String) {
    let losses = [
      "loss \(Console.number(trainingLoss, digits: 4))",
      "\(scoreName) \(Console.number(validationScore, digits: 4))",
    ]
    let left = "\(Console.duration(secondsLeft)) left"
    if Console.isTerminal {
      // What matters most comes first: a terminal may be narrow.
      Console.redraw(([bar, count, left] + losses).joined(separator: "  "))
    } else {
      let speed = "\(Console.number(timestepsPerSecond, digits: 0)) steps/s"
      Console.message(
        ([count] + losses + [speed, left]).joined(separator: "  "))
    }
  }

  private var count: String { "epoch \(epoch)/\(epochs)" }

  private var bar: String {
    let width = 20
    let done = width * epoch / max(epochs, 1)
    return "[" + String(repeating: "=", count: done)
      + String(repeating: " ", count: width - done) + "]"
  }
}
