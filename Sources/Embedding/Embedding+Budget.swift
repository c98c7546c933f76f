import SwiftletBudget
import SwiftletDevices
import SwiftletFormat

/// The budget, as the README of a folder shows it.
extension Embedding {
  var budgetTable: String {
    let rows =
      [("flash, the model", "\(model.flashSize) B")] + libraryRows + [
        ("RAM, state of a stream", "\(model.stateSize) B"),
        ("RAM, scratch of a stream", "\(model.scratchSize) B"),
      ] + stackRows + [("multiply-accumulates a step", "\(model.macsPerStep)")]
      + instructionRows
    return """
      | budget | |
      |---|---|
      \(rows.map { "| \($0) | \($1) |" }.joined(separator: "\n"))

      \(remark)
      """
  }

  private var libraryRows: [(String, String)] {
    guard let budget else { return [] }
    return [("flash, code and tables of the library", "\(budget.codeSize) B")]
  }

  private var stackRows: [(String, String)] {
    guard let budget else { return [] }
    return [
      ("stack of `swiftlet_step`, at worst", "\(budget.stackSize) B"),
      ("stack of `swiftlet_open`, once", "\(budget.openingStackSize) B"),
    ]
  }

  private var instructionRows: [(String, String)] {
    guard let budget else { return [] }
    let about = budget.isCounted ? "" : "about "
    return [
      ("instructions a step", about + "\(budget.instructions)"),
      (
        "clock for 100 steps a second",
        about + "\(budget.megahertz(rate: 100)) MHz"
      ),
    ]
  }

  private var remark: String {
    guard let budget else {
      return target.isCounted
        ? """
        Stack and instructions are not estimated, as the measured table lacks a
        kind of layer; `swiftlet inspect --count` counts them in QEMU.
        """
        : "Stack and instructions are not counted on \(target.name)."
    }
    return (budget.isCounted ? countedRemark : estimatedRemark) + "\n"
      + clockRemark
  }

  private var countedRemark: String {
    """
    Instructions and stack of this model are counted in QEMU; every step takes
    the same, whatever the inputs.
    """
  }

  private var estimatedRemark: String {
    """
    Instructions are an estimate from counted models; `swiftlet inspect --count`
    counts this one in QEMU. Every step takes the same, whatever the inputs.
    """
  }

  private var clockRemark: String {
    """
    The clock is that of one instruction a cycle: multiply it by the core's
    cycles an instruction, and by its flash's wait states. It grows with the
    steps a second.
    """
  }
}
