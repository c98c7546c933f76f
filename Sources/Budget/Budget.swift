import Foundation
public import SwiftletDevices
public import SwiftletFormat

/// What a model costs on a core, besides its own flash and RAM.
public struct Budget: Sendable {
  /// The core.
  public let core: TargetCore
  /// Bytes of code and tables of the library that runs the model.
  public let codeSize: Int
  /// Bytes of stack of a step.
  public let stackSize: Int
  /// Bytes of stack of opening the model.
  public let openingStackSize: Int
  /// Instructions of a step, which are the same whatever the inputs.
  public let instructions: Int
  /// Whether this very model was run and counted, or its numbers come from the
  /// measured table.
  public let isCounted: Bool

  /// What the measured table says; nil where it does not know the core or one
  /// of the model's layers.
  public init?(
    estimating model: QuantizedModel, on core: TargetCore,
    by table: CostTable
  ) {
    guard let code = table.codeSize(model.library, core),
      let stack = table.stackSize(of: model, core),
      let opening = table.openingStackSize(model.library, core),
      let instructions = table.instructions(of: model, core)
    else { return nil }
    self.core = core
    codeSize = code
    stackSize = stack
    openingStackSize = opening
    self.instructions = instructions
    isCounted = false
  }

  /// What `tools/count-steps` counts for this very model.
  ///
  /// - Parameters:
  ///   - path: The model's file.
  ///   - core: A core whose instructions are counted.
  ///   - isQuiet: Whether the reasons of a failure are dropped.
  /// - Throws: `DeviceError` when the tool fails; its reason is on standard
  ///   error, unless `isQuiet`.
  public init(
    counting model: QuantizedModel, at path: String, on core: TargetCore,
    with project: ProjectFolder, isQuiet: Bool = false
  ) throws {
    let line = try project.output(
      of: "tools/count-steps", [core.name, model.library.name, path],
      purpose: "the steps on \(core.name) are not counted", isQuiet: isQuiet)
    let numbers = line.split(whereSeparator: \.isWhitespace).compactMap {
      Int($0)
    }
    guard numbers.count == 4 else {
      throw DeviceError("tools/count-steps answers '\(line)'")
    }
    self.core = core
    instructions = numbers[0]
    stackSize = numbers[1]
    openingStackSize = numbers[2]
    codeSize = numbers[3]
    isCounted = true
  }

  /// What is counted for this very model where QEMU is at hand, else what the
  /// measured table says; nil where the table does not know the core or one of
  /// the model's layers.
  ///
  /// - Parameter path: The model's file.
  public init?(
    of model: QuantizedModel, at path: String, on core: TargetCore,
    by table: CostTable, with project: ProjectFolder
  ) {
    guard let estimate = Budget(estimating: model, on: core, by: table) else {
      return nil
    }
    let counted = try? Budget(
      counting: model, at: path, on: core, with: project, isQuiet: true)
    self = counted ?? estimate
  }

  /// The clock in Hz at which `rate` steps a second take the whole of a core
  /// that executes one instruction a cycle.
  public func clock(rate: Double) -> Double { Double(instructions) * rate }

  /// That clock in MHz, with three digits that count.
  public func megahertz(rate: Double) -> String {
    String(format: "%.3g", clock(rate: rate) / 1e6)
  }
}
