import SwiftletBudget
import SwiftletDevices
import SwiftletFormat
import Testing

@Suite("What a model costs")
struct BudgetTests {
  /// Numbers that no measurement gives, of a layer of 5 inputs and 7 units.
  private static let table = CostTable(
    text: [
      "# A comment", "quantity library activations term cortex-m4 riscv32",
      "text lstm - - 4000 -", "opening lstm - - 300 -",
      "stack lstm - lstm/8 200 -", "error - - - 1.5 -",
      "step lstm 16 step 100 -", "step lstm 16 input 10 -",
      "step lstm 16 output 0.25 -", "step lstm 16 lstm/8/layer 1000 -",
      "step lstm 16 lstm/8/input 2 -", "step lstm 16 lstm/8/unit 3 -",
      "step lstm 16 lstm/8/tile 0 -", "step lstm 16 lstm/8/shift 0 -",
      "step lstm 16 lstm/8/byte 0 -",
    ].map { $0.replacing(" ", with: "\t") }.joined(separator: "\n"))

  @Test("is the sum of a table's terms")
  func sum() throws {
    let model = try goldenModel("lstm-w8-a16")
    let core = try #require(TargetCore(name: "cortex-m4"))
    try #require(model.inputCount == 5 && model.outputCount == 7)
    let budget = try #require(
      Budget(estimating: model, on: core, by: Self.table))
    // 100 + 5 * 10 + 7 / 4 + 1000 + 5 * 2 + 7 * 3, rounded
    #expect(budget.instructions == 1183)
    #expect(budget.codeSize == 4000)
    #expect(budget.stackSize == 200)
    #expect(budget.openingStackSize == 300)
    #expect(!budget.isCounted)
    #expect(budget.clock(rate: 100) == 118_300)
    #expect(budget.megahertz(rate: 100) == "0.118")
    #expect(Self.table.largestError(core) == 1.5)
  }

  @Test("is not known where the table lacks the core or the layer")
  func unknown() throws {
    let lstm = try goldenModel("lstm-w8-a16")
    let gru = try goldenModel("gru-reset-after-w8-a16")
    for (model, name) in [
      (lstm, "riscv32"), (lstm, "cortex-m0"), (gru, "cortex-m4"),
    ] {
      let core = try #require(TargetCore(name: name))
      #expect(Budget(estimating: model, on: core, by: Self.table) == nil)
    }
  }

  @Test("is measured on every core whose instructions are counted")
  func measured() throws {
    let table = try CostTable.measured()
    let model = try goldenModel("loud-lstm-gru-rnn-w8-a16")
    for core in TargetCore.all {
      let budget = Budget(estimating: model, on: core, by: table)
      #expect((budget != nil) == core.isCounted, "\(core.name)")
    }
  }
}
