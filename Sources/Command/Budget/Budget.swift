import SwiftletFormat

/// What a model costs on a core, beside its own flash and RAM.
struct Budget: Sendable {
  /// The core's name.
  let core: String
  /// Bytes of code and tables of the library that runs the model.
  var codeSize: Int
  /// Bytes of stack of a step, and of opening the model.
  var stackSize: Int
  var openingStackSize: Int
  /// Instructions of a step, which are the same whatever the inputs.
  var instructions: Int
  /// Whether this very model was run and counted, or its numbers come from the
  /// measured table.
  var isCounted = false

  /// What the measured table says; nil where it does not know the core or one
  /// of the model's layers.
  init?(
    estimating model: QuantizedModel, on core: String,
    by table: CostTable = .measured
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
  }

  /// What `tools/count-steps` counts for this very model.
  ///
  /// - Throws: `CommandError` when the tool fails; its reason is on standard
  ///   error, unless `isQuiet`.
  init(
    counting model: QuantizedModel, at path: String, on core: String,
    with project: ProjectFolder, isQuiet: Bool = false
  ) throws {
    let line = try project.output(
      of: "tools/count-steps", [core, model.library.rawValue, path],
      purpose: "the steps on \(core) are not counted", isQuiet: isQuiet)
    let numbers = line.split(whereSeparator: \.isWhitespace).compactMap {
      Int($0)
    }
    guard numbers.count == 4 else {
      throw CommandError("tools/count-steps answers '\(line)'")
    }
    self.core = core
    instructions = numbers[0]
    stackSize = numbers[1]
    openingStackSize = numbers[2]
    codeSize = numbers[3]
    isCounted = true
  }

  /// The clock in Hz at which `rate` steps a second take the whole of a core
  /// that executes one instruction a cycle.
  func clock(rate: Double) -> Double { Double(instructions) * rate }
}
