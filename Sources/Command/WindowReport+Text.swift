import Foundation
import SwiftletQuantization

extension WindowReport {
  /// What `verify` adds to its JSON object.
  var record: [String: any Sendable] {
    var record: [String: any Sendable] = [
      "window": window, "window_agreement": agreement,
      "window_max_abs_error": maxAbsError, "window_steps": steps,
    ]
    record["windowed_score"] = windowedScore
    record["streamed_score"] = streamedScore
    return record
  }

  /// What `verify` adds to its text.
  var text: String {
    func number(_ value: Double) -> String { String(format: "%.6g", value) }
    var lines = [
      "the float model running on, against windows of \(window) steps, each "
        + "from zeros",
      "answers          \(steps)",
      "agreement        \(String(format: "%.2f %%", 100 * agreement))",
      "largest error    \(number(maxAbsError))",
    ]
    if let windowedScore, let streamedScore {
      lines += [
        "windowed score   \(number(windowedScore))",
        "streamed score   \(number(streamedScore))",
      ]
    }
    return lines.joined(separator: "\n")
  }
}
