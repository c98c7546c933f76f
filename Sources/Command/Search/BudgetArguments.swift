import ArgumentParser
import Swiftlet
import SwiftletDevices

/// What a device has for a model.
struct BudgetArguments: ParsableArguments {
  @Option(
    help: """
      The core, whose library's code, stack and instructions count: \
      \(TargetCore.counted.map(\.name).joined(separator: ", ")).
      """)
  var core: TargetCore?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Bytes of flash, such as 8192 or 8k: of the model, and with --core of the \
      library too.
      """, valueName: "bytes"))
  var flash: ByteCount?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Bytes of RAM: of state and scratch, and with --core of the stack of a \
      step, or of opening the model where that is more.
      """, valueName: "bytes"))
  var ram: ByteCount?

  @Option(
    parsing: .unconditional, help: "Steps a second; goes with --clock.")
  var stepRate: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      The clock that the steps may take, such as 16M, at one instruction a \
      cycle; a core's cycles an instruction and its flash's wait states \
      multiply what they take, so give less than the core has.
      """, valueName: "hertz"))
  var clock: Frequency?

  func validate() throws {
    guard core?.isCounted != false else {
      throw ValidationError(
        "--core takes one of "
          + TargetCore.counted.map(\.name).joined(separator: ", ")
          + "; nothing is counted on '\(core?.name ?? "")'.")
    }
    guard (stepRate == nil) == (clock == nil) else {
      throw ValidationError("Give --step-rate and --clock, or neither.")
    }
    guard stepRate == nil || core != nil else {
      throw ValidationError("--step-rate needs --core.")
    }
    if let stepRate, !(stepRate > 0 && stepRate.isFinite) {
      throw ValidationError("--step-rate takes a number above 0.")
    }
  }

  /// The budget as the library takes it.
  var budget: SearchBudget {
    SearchBudget(
      core: core, flash: flash?.bytes, ram: ram?.bytes,
      instructions: instructions)
  }

  /// The budget as it is given.
  var text: [String] {
    [
      core.map { "--core \($0.name)" }, flash.map { "--flash \($0.bytes)" },
      ram.map { "--ram \($0.bytes)" },
      instructions.map { "instructions \($0)" },
    ].compactMap { $0 }
  }

  private var instructions: Int? {
    guard let stepRate, let clock else { return nil }
    return Int(min(clock.hertz / stepRate, 1e15))
  }
}
