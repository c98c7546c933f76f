import SwiftletBudget
import SwiftletDevices
import SwiftletFormat

extension HTMLReport {
  /// What the model costs on each core, as far as that is known; nil of a model
  /// for hosts.
  var coreSection: ReportSection? {
    guard model.runsOnDevices else { return nil }
    return ReportSection(
      id: "cores", title: "Cost on each core",
      body: budgets.isEmpty ? Self.unknown : known)
  }

  private static let unknown: Markup = """
    <p>What a step costs is not estimated, as the measured table lacks a kind \
    of layer. <code>swiftlet inspect --count</code> counts it in QEMU.</p>
    """

  private var known: Markup {
    """
    \(coreTable.markup)
    <p>Every step takes the same number of instructions, whatever the \
    inputs. The numbers are estimated from measured parts; instructions \
    are within \(largestError.short) % of counted ones. The clock is that \
    of one instruction a cycle: a core's cycles an instruction and its \
    flash's wait states multiply it.</p>
    """
  }

  private var coreTable: DataTable {
    let ram = model.stateSize + model.scratchSize
    return DataTable(
      caption: "Flash is the model and the code; RAM is state, scratch and "
        + "the stack of a step",
      head: [
        "core", "instructions a step", "flash, bytes", "RAM, bytes",
        "of it stack", "stack to open", "clock for 100 steps a second",
      ],
      rows: budgets.map { budget in
        [
          budget.core.name, budget.instructions.grouped,
          (model.flashSize + budget.codeSize).grouped,
          (ram + budget.stackSize).grouped, budget.stackSize.grouped,
          budget.openingStackSize.grouped,
          budget.megahertz(rate: 100) + " MHz",
        ]
      })
  }
}
