import Foundation
import SwiftletFormat
import SwiftletQuantization

extension RecurrentReport {
  /// The object `recurrent` of the JSON of `verify`.
  var record: [String: any Sendable] {
    [
      "clipped_inputs": clippedInputs,
      "drift": drift.map(\.record),
      "layers": layers.map(\.record),
      "warm_up": [
        "exact_steps": warmUp.exactSteps ?? -1, "limit": warmUp.limit,
        "longest_steps": warmUp.longestSteps,
        "median_steps": warmUp.medianSteps,
      ] as [String: any Sendable],
      "warnings": warnings,
    ]
  }

  /// The text of `verify`.
  var text: String {
    var lines = ["never reset       rms error   largest     mean"]
    lines += drift.map {
      [
        "  \($0.steps) steps".padded(to: 18), number($0.rmsError),
        number($0.maxAbsError), number($0.meanError),
      ].joined()
    }
    lines += ["", "layer                 outputs            saturated   gates"]
    lines += layers.enumerated().map(layerLine)
    lines += memoryLines + ["", warmUpLine] + warnings.map { "warning: \($0)" }
    return lines.joined(separator: "\n")
  }

  private func layerLine(_ index: Int, _ layer: LayerReport) -> String {
    let range = layer.outputRange
    return [
      "  \(index) \(layer.title) ".padded(to: 22),
      String(format: "%.3g … %.3g", range.lowerBound, range.upperBound)
        .padded(to: 18), percent(layer.saturatedOutputs),
      percent(layer.saturatedGates),
    ].joined()
  }

  /// The units of each layer that remember longest.
  private var memoryLines: [String] {
    let gated = layers.enumerated().filter { !$1.units.isEmpty }
    guard !gated.isEmpty else { return [] }
    return ["", "memory, in steps    trained      held   longest   dead zone"]
      + gated.compactMap { index, layer in
        layer.units.max {
          $0.trainedTimeConstant < $1.trainedTimeConstant
        }.map { unit in
          "  layer \(index)".padded(to: 17) + steps(unit.trainedTimeConstant)
            + steps(unit.heldTimeConstant) + steps(unit.longestTimeConstant)
            + String(format: "%.1g", unit.deadZone).leftPadded(to: 12)
        }
      }
  }

  private var warmUpLine: String {
    let exact = warmUp.exactSteps.map { "\($0)" } ?? "more than \(warmUp.limit)"
    return "warm-up           \(warmUp.medianSteps) steps, at most "
      + "\(warmUp.longestSteps); the same bits after \(exact)"
  }

  private func number(_ value: Double) -> String {
    String(format: "%.3g", value).padded(to: 12)
  }

  private func percent(_ share: Double) -> String {
    String(format: "%.2f %%", 100 * share).leftPadded(to: 10)
  }

  private func steps(_ count: Double) -> String {
    String(format: "%.0f", min(count, 999_999_999)).leftPadded(to: 10)
  }
}

extension RecurrentReport.Drift {
  fileprivate var record: [String: any Sendable] {
    [
      "max_abs_error": maxAbsError, "mean_error": meanError,
      "rms_error": rmsError, "steps": steps,
    ]
  }
}

extension RecurrentReport.LayerReport {
  fileprivate var record: [String: any Sendable] {
    [
      "cell_limit": cellLimit, "kind": title,
      "largest_cell": largestCell, "largest_output": outputRange.upperBound,
      "least_output": outputRange.lowerBound,
      "saturated_cells": saturatedCells, "saturated_gates": saturatedGates,
      "saturated_outputs": saturatedOutputs,
      "units": units.map(\.record),
    ]
  }
}

extension RecurrentReport.UnitReport {
  fileprivate var record: [String: any Sendable] {
    [
      "dead_zone": deadZone, "held_time_constant": heldTimeConstant,
      "longest_time_constant": longestTimeConstant,
      "trained_time_constant": trainedTimeConstant,
    ]
  }
}
