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
  /// What they take by the core's published timings; nil where the model was
  /// not run, or the core has none.
  public let cycles: Cycles?
  /// Whether this very model was run and counted, or its numbers come from the
  /// measured table.
  public let isCounted: Bool

  /// Estimates of a step's cycles, of memory without wait states
  /// (`tools/lib/cycles.py`).
  public struct Cycles: Sendable {
    /// With the shortest times that a manual gives, with those between, and
    /// with the longest.
    public let low, middle, high: Int
  }

  /// What the measured table says; nil where it does not know the core or one
  /// of the model's layers.
  ///
  /// - Parameter library: What runs the model; the smallest by default.
  public init?(
    estimating model: QuantizedModel, on core: TargetCore,
    in library: DeviceLibrary? = nil, by table: CostTable
  ) {
    let library = library ?? model.library
    guard let code = table.codeSize(library, core),
      let stack = table.stackSize(of: model, core, in: library),
      let opening = table.openingStackSize(library, core),
      let instructions = table.instructions(of: model, core, in: library)
    else { return nil }
    self.core = core
    codeSize = code
    stackSize = stack
    openingStackSize = opening
    self.instructions = instructions
    cycles = nil
    isCounted = false
  }

  /// What `tools/count-steps` counts for this very model.
  ///
  /// - Parameters:
  ///   - path: The model's file.
  ///   - core: A core whose instructions are counted.
  ///   - library: What runs the model; the smallest by default.
  ///   - isQuiet: Whether the reasons of a failure are dropped.
  /// - Throws: `DeviceError` when the tool fails; its reason is on standard
  ///   error, unless `isQuiet`.
  public init(
    counting model: QuantizedModel, at path: String, on core: TargetCore,
    in library: DeviceLibrary? = nil, with project: ProjectFolder,
    isQuiet: Bool = false
  ) throws {
    let library = library ?? model.library
    let line = try project.output(
      of: "tools/count-steps", [core.name, library.name, path],
      purpose: "the steps on \(core.name) are not counted", isQuiet: isQuiet)
    let numbers = line.split(whereSeparator: \.isWhitespace).compactMap {
      Int($0)
    }
    guard [4, 7].contains(numbers.count) else {
      throw DeviceError("tools/count-steps answers '\(line)'")
    }
    self.core = core
    instructions = numbers[0]
    stackSize = numbers[1]
    openingStackSize = numbers[2]
    codeSize = numbers[3]
    cycles =
      numbers.count == 7
      ? Cycles(low: numbers[4], middle: numbers[5], high: numbers[6]) : nil
    isCounted = true
  }

  /// What is counted for this very model where QEMU is at hand, else what the
  /// measured table says; nil where neither knows: the core is not counted, or
  /// the table lacks one of the model's layers.
  ///
  /// - Parameters:
  ///   - path: The model's file.
  ///   - library: What runs the model; the smallest by default.
  public init?(
    of model: QuantizedModel, at path: String, on core: TargetCore,
    in library: DeviceLibrary? = nil, by table: CostTable,
    with project: ProjectFolder
  ) {
    let counted =
      core.isCounted
      ? try? Budget(
        counting: model, at: path, on: core, in: library, with: project,
        isQuiet: true) : nil
    let budget =
      counted
      ?? Budget(estimating: model, on: core, in: library, by: table)
    guard let budget else { return nil }
    self = budget
  }

  /// The clock in Hz at which `rate` steps a second take the whole of a core
  /// that executes one instruction a cycle.
  public func clock(rate: Double) -> Double { Double(instructions) * rate }

  /// That clock in MHz, with three digits that count.
  public func megahertz(rate: Double) -> String {
    String(format: "%.3g", clock(rate: rate) / 1e6)
  }
}
