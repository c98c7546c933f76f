import ArgumentParser
import Foundation
import SwiftletBudget
import SwiftletCells
import SwiftletDevices
import SwiftletFiles
import SwiftletFormat
import SwiftletRuntime

/// `inspect`: what a model file holds and costs.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show a quantized model's layers, sizes and costs.",
    discussion: """
      Code, stack and instructions of each core come from a measured table, \
      and instructions are estimates; with --count this very model is run and \
      counted in QEMU, which takes seconds a core, and its cycles on \
      Cortex-M0, M3 and M4 are estimated by the published timings.
      """)

  @Argument(help: "The quantized model, a .swlt file.")
  var model: String

  @Flag(help: "Count a step's instructions and stack in QEMU.")
  var count = false

  @Option(
    help: """
      The core to show: \(InspectCommand.cores); all of them by default.
      """)
  var target: String?

  @Option(
    parsing: .unconditional,
    help: "Steps a second: shows the clock that they need.")
  var stepRate: Double?

  @OptionGroup var output: OutputOptions

  func validate() throws {
    if let stepRate, !(stepRate > 0 && stepRate.isFinite) {
      throw ValidationError("--step-rate takes a number above 0.")
    }
    if let target, !TargetCore.counted.contains(where: { $0.name == target }) {
      throw ValidationError(
        "--target takes one of \(InspectCommand.cores); nothing is counted on "
          + "'\(target)'.")
    }
  }

  func run() throws {
    try OutputRule.check(reading: [("the model", [model])])
    let model = try QuantizedModel(contentsOf: URL(fileURLWithPath: model))
    let report = try budgetReport(of: model)
    if output.json {
      try output.print(
        model.summary.merging(report.record) { first, _ in first })
    } else {
      try Console.print(([model.table] + report.lines).joined(separator: "\n"))
    }
  }

  /// Counted where that is asked for, else from the measured table.
  private func budgetReport(of model: QuantizedModel) throws -> BudgetReport {
    let cores = TargetCore.counted.filter { target ?? $0.name == $0.name }
    if count {
      let project = try ProjectFolder.find()
      let path = URL(fileURLWithPath: self.model).path
      return BudgetReport(
        budgets: try cores.map {
          try Budget(counting: model, at: path, on: $0, with: project)
        }, largestError: nil, stepRate: stepRate, isCountable: true)
    }
    let table = try CostTable.measured()
    let budgets = cores.compactMap {
      Budget(estimating: model, on: $0, by: table)
    }
    return BudgetReport(
      budgets: budgets,
      largestError: budgets.compactMap { table.largestError($0.core) }.max(),
      stepRate: stepRate, isCountable: model.runsOnDevices)
  }

  private static let cores = TargetCore.counted.map(\.name)
    .joined(separator: ", ")
}

extension QuantizedModel {
  /// The JSON object of `inspect`.
  fileprivate var summary: [String: any Sendable] {
    [
      "activations": "int\(activationBits)",
      "classes": classNames,
      "flash_bytes": flashSize,
      "gap_policy": gapPolicy.name,
      "golden_steps": goldenStepCount,
      "initial_state": hasInitialState,
      "inputs": inputNames,
      "kept_values": keptCount,
      "layers": layers.map(\.record),
      "macs_per_step": macsPerStep,
      "model_id": String(id, radix: 16),
      "outputs": outputNames,
      "overflow_proof": layers.allSatisfy { $0.accumulatorBound < 1 << 31 },
      "scratch_bytes": scratchSize,
      "state_bytes": stateSize,
      "task": task.name,
      "window": window ?? 0,
    ]
  }

  private var start: String {
    hasInitialState ? "the model's own state" : "a state of zeros"
  }

  private var keptLines: [String] {
    keptCount == 0
      ? []
      : ["kept         \(keptCount) values of a step, for layers further on"]
  }

  /// The text of `inspect`.
  fileprivate var table: String {
    var lines = [
      "inputs       \(inputCount): \(inputNames.joined(separator: " "))",
      "outputs      \(outputCount): \(outputNames.joined(separator: " "))",
      "activations  int\(activationBits)",
      "gaps         \(gapPolicy.name)",
    ]
    if let window {
      lines.append("window       \(window) steps, each from \(start)")
    }
    if hasInitialState { lines.append("start        \(start)") }
    lines += [
      "",
      "layer                 size  weights  blocks    bytes     MACs  "
        + "largest sum",
    ]
    for layer in layers {
      lines.append(
        [
          layer.title.padded(to: 18),
          "\(layer.inputSize)→\(layer.outputSize)".leftPadded(to: 8),
          "int\(layer.weightBits)".leftPadded(to: 9),
          layer.blocks.leftPadded(to: 8),
          "\(layer.weightsSize)".leftPadded(to: 9),
          "\(layer.macs)".leftPadded(to: 9),
          (String(
            format: "%.0f %% of 2^31",
            100 * Double(layer.accumulatorBound) / 2_147_483_648))
            .leftPadded(to: 14),
        ].joined())
    }
    lines +=
      [
        "",
        "flash        \(flashSize) bytes, the model",
        "RAM          \(stateSize + scratchSize) bytes a stream: \(stateSize) "
          + "of state, \(scratchSize) of scratch",
      ] + keptLines + [
        "work         \(macsPerStep) multiply-accumulates a step",
        "overflow     impossible: proven for every row",
      ]
    return lines.joined(separator: "\n")
  }
}

extension QuantizedModel.LayerSummary {
  /// Columns of a block, and the share that was kept; or panels.
  fileprivate var blocks: String {
    let blocks = layout == .panels ? "panels" : "\(blockWidth)"
    return keptBlocks.map {
      String(format: "%@, %.0f %%", blocks, 100 * $0.density)
    } ?? blocks
  }

  fileprivate var record: [String: any Sendable] {
    [
      "accumulator_bound": Int(accumulatorBound),
      "block_width": blockWidth,
      "cell_range": cellRange,
      "density": keptBlocks?.density ?? 1,
      "input_shift": inputShift,
      "input_size": inputSize,
      "kind": title,
      "layout": layout.rawValue,
      "macs": macs,
      "output_scale": Double(outputScale),
      "output_size": outputSize,
      "sources": sources.map { $0 ?? -1 },
      "weights": "int\(weightBits)",
      "weights_bytes": weightsSize,
    ]
  }
}

extension String {
  /// The string, with spaces after it up to `width` characters.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  /// The string, with spaces before it up to `width` characters.
  func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
