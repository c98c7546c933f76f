import Foundation
import SwiftletFormat
import SwiftletQuantization

extension HTMLReport {
  /// The part of the page about a stream that is never reset.
  func section(_ report: RecurrentReport) -> String {
    """
    <h2>Never reset</h2>
    \(table(["", "rms error", "largest", "mean"], drift(report)))
    \(table(layerTitles, layers(report)))
    <p>Streams that start from different states agree to a hundredth of the
    outputs' range after \(report.warmUp.medianSteps) steps (at most
    \(report.warmUp.longestSteps)), and to the bit \(exact(report.warmUp)).</p>
    <ul>\(report.warnings.map { "<li>\($0.escaped)</li>" }.joined())</ul>
    """
  }

  private func drift(_ report: RecurrentReport) -> [[String]] {
    report.drift.map {
      [
        "up to \($0.steps) steps", number($0.rmsError),
        number($0.maxAbsError), number($0.meanError),
      ]
    }
  }

  private var layerTitles: [String] {
    [
      "layer", "saturated outputs", "saturated gates",
      "longest memory, steps", "the integers hold",
    ]
  }

  private func layers(_ report: RecurrentReport) -> [[String]] {
    report.layers.map { layer in
      let slowest = layer.units.max {
        $0.trainedTimeConstant < $1.trainedTimeConstant
      }
      return [
        layer.kind.rawValue, percent(layer.saturatedOutputs),
        percent(layer.saturatedGates),
        slowest.map { String(format: "%.0f", $0.trainedTimeConstant) } ?? "",
        slowest.map { String(format: "%.0f", $0.longestTimeConstant) } ?? "",
      ]
    }
  }

  private func exact(_ warmUp: RecurrentReport.WarmUp) -> String {
    warmUp.exactSteps.map { "after \($0) steps" }
      ?? "not within \(warmUp.limit) steps"
  }
}
