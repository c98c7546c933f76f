import Foundation
import SwiftletBudget
import SwiftletDevices

/// How `inspect` shows what a model costs on each core.
struct BudgetReport {
  let budgets: [Budget]
  /// The largest error of the estimated instructions, in percent; nil where
  /// none is estimated.
  let largestError: Double?
  /// Steps a second, where the clock for them is asked for.
  let stepRate: Double?
  /// Whether a core could count the model's steps.
  let isCountable: Bool

  /// The keys that `inspect --json` adds: objects with a key a core.
  var record: [String: any Sendable] {
    var record: [String: any Sendable] = [
      "code_bytes": byCore { $0.codeSize },
      "stack_bytes": byCore { $0.stackSize },
      "open_stack_bytes": byCore { $0.openingStackSize },
      "instructions_per_step": byCore { $0.instructions },
      "instructions_source": byCore { $0.source },
    ]
    let cycles = budgets.compactMap { budget in
      budget.cycles.map { (budget.core.name, $0.record) }
    }
    if !cycles.isEmpty {
      record["cycles_per_step"] = Dictionary(uniqueKeysWithValues: cycles)
    }
    if let stepRate {
      record["step_rate_hz"] = stepRate
      record["clock_hz"] = byCore { $0.clock(rate: stepRate) }
    }
    return record
  }

  private func byCore<Value: Sendable>(
    _ value: (Budget) -> Value
  ) -> [String: Value] {
    Dictionary(
      uniqueKeysWithValues: budgets.map { ($0.core.name, value($0)) })
  }

  /// A table, and what its numbers mean.
  var lines: [String] {
    guard !budgets.isEmpty else {
      return isCountable ? ["", BudgetReport.unknown] : []
    }
    let cycles = hasCycles ? "          cycles" : ""
    let clock = stepRate.map { "  clock at \(BudgetReport.plain($0)) Hz" } ?? ""
    return [
      "",
      "core           code  stack  to open    instructions" + cycles + clock,
    ] + budgets.map(line) + [""] + notes
  }

  /// Whether a core's cycles are estimated.
  private var hasCycles: Bool { budgets.contains { $0.cycles != nil } }

  private func line(_ budget: Budget) -> String {
    var cells = [
      budget.core.name.padded(to: 11), "\(budget.codeSize)".leftPadded(to: 8),
      "\(budget.stackSize)".leftPadded(to: 7),
      "\(budget.openingStackSize)".leftPadded(to: 9),
      ((budget.isCounted ? "" : "about ") + "\(budget.instructions)")
        .leftPadded(to: 16),
    ]
    if hasCycles {
      let cycles = budget.cycles.map { "about \($0.middle)" } ?? "-"
      cells.append(cycles.leftPadded(to: 16))
    }
    let clock = stepRate.map {
      "\(budget.megahertz(rate: $0)) MHz".leftPadded(to: 16)
    }
    return cells.joined() + (clock ?? "")
  }

  private var notes: [String] {
    var notes = ["Code is the library's, stack that of a step and of opening."]
    notes.append(
      largestError.map {
        "Instructions are estimated: the largest error over counted models is "
          + "\($0) %; --count counts this one."
      } ?? "Instructions are counted in QEMU: every step takes the same.")
    if hasCycles {
      notes.append(
        "Cycles are those of the manuals' timings, of memory without wait "
          + "states: the middle of three estimates, which --json has.")
    }
    if stepRate != nil {
      notes.append(
        "The clock is that of one instruction a cycle; the core's cycles an "
          + "instruction and its flash's wait states multiply it.")
    }
    return notes
  }

  private static let unknown =
    "What a step costs is not estimated, as the measured table lacks a kind of "
    + "layer; --count counts it in QEMU."

  /// A number without a point that says nothing.
  static func plain(_ value: Double) -> String { String(format: "%g", value) }
}

extension Budget.Cycles {
  /// The estimates, for programs.
  fileprivate var record: [String: Int] {
    ["low": low, "middle": middle, "high": high]
  }
}

extension Budget {
  /// Where the instructions come from, for programs.
  var source: String { isCounted ? "counted" : "estimated" }
}
