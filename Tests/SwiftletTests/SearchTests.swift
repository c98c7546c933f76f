import Swiftlet
import SwiftletCells
import SwiftletDevices
import Testing

@Suite("A search")
struct SearchTests {
  private static let source = Result {
    try DataSource(named: "japanese_vowels")
  }

  @Test("knows what a candidate costs before it is trained")
  func costs() throws {
    let core = try #require(TargetCore(name: "cortex-m0"))
    let search = try Search(
      on: Self.source.get(), budget: SearchBudget(core: core))
    let short = TrainingOptions(epochs: 1, threads: 1)
    let candidates = [
      SearchCandidate(Architecture(hiddenSize: 8)),
      SearchCandidate(
        Architecture(.lstm, hiddenSize: 12, layers: 2),
        quantization: QuantizationOptions(weightBits: 16)),
      SearchCandidate(
        Architecture(.simpleRNN(), hiddenSize: 9),
        quantization: QuantizationOptions(weightBits: 4, activationBits: 8),
        fineTuning: FineTuning(options: short)),
      SearchCandidate(
        Architecture(.lstm, hiddenSize: 24),
        fineTuning: FineTuning(density: 0.25, options: short)),
    ]
    for var candidate in candidates {
      candidate.training = short
      let cost = try search.cost(of: candidate)
      let trained = try search.run(candidate).cost
      #expect(trained.flashSize == cost.flashSize)
      #expect(trained.ramSize == cost.ramSize)
      // Where weights of a layer's two operands differ much in size, a row
      // takes a shift more.
      let ratio =
        Double(try #require(trained.instructions))
        / Double(try #require(cost.instructions))
      #expect((0.85...1.15).contains(ratio))
    }
  }

  @Test("a budget limits flash, RAM and instructions")
  func budget() {
    let cost = ModelCost(flashSize: 100, ramSize: 20, instructions: 1000)
    #expect(SearchBudget().admits(cost))
    #expect(SearchBudget(flash: 100, ram: 20, instructions: 1000).admits(cost))
    #expect(!SearchBudget(flash: 99).admits(cost))
    #expect(!SearchBudget(ram: 19).admits(cost))
    #expect(!SearchBudget(instructions: 999).admits(cost))
    let unknown = ModelCost(flashSize: 1, ramSize: 1, instructions: nil)
    #expect(!SearchBudget(instructions: 999).admits(unknown))
  }

  @Test("the last steps of a single sequence are held out")
  func single() throws {
    let search = try Search(on: DataSource(named: "sunspots_monthly"))
    let held = try search.heldOut(SearchCandidate())
    #expect(held.count == 1)
    let missing = held[0].targets.prefix { $0.isNaN }.count
    #expect(missing == held[0].timesteps - Int(Double(held[0].timesteps) * 0.2))
    #expect(held[0].targets[missing...].allSatisfy { !$0.isNaN })
  }
}
