import SwiftletBudget
public import SwiftletDevices
import SwiftletFormat

/// What a device has for a model: limits of what ``ModelCost`` counts.
public struct SearchBudget: Sendable {
  /// The core, whose library and stack count then; nil counts the model's own
  /// bytes alone.
  public var core: TargetCore?
  /// Bytes of flash; nil for no limit.
  public var flash: Int?
  /// Bytes of RAM; nil for no limit.
  public var ram: Int?
  /// Instructions of a step on the core; nil for no limit.
  public var instructions: Int?

  /// Makes a budget; by default without limits.
  public init(
    core: TargetCore? = nil, flash: Int? = nil, ram: Int? = nil,
    instructions: Int? = nil
  ) {
    self.core = core
    self.flash = flash
    self.ram = ram
    self.instructions = instructions
  }

  /// Whether a cost is within the limits. Where instructions have one and are
  /// not known, it is not.
  public func admits(_ cost: ModelCost) -> Bool {
    cost.flashSize <= flash ?? .max && cost.ramSize <= ram ?? .max
      && (instructions == nil
        || cost.instructions.map { $0 <= instructions ?? .max } ?? false)
  }
}

/// What a model costs on a device.
public struct ModelCost: Equatable, Sendable {
  /// Bytes of flash: the model's, and of a core the library's that runs it.
  public var flashSize: Int
  /// Bytes of RAM: state and scratch of a stream, and of a core the stack of a
  /// step, or of opening the model where that is more.
  public var ramSize: Int
  /// Instructions of a step, estimated from measured parts; nil without a core.
  public var instructions: Int?

  /// Makes a cost.
  public init(flashSize: Int, ramSize: Int, instructions: Int? = nil) {
    self.flashSize = flashSize
    self.ramSize = ramSize
    self.instructions = instructions
  }

  /// What a model costs by itself, or on a core; nil where the table of costs
  /// does not know the core or one of the model's layers.
  init?(_ model: QuantizedModel, on core: TargetCore?, by table: CostTable?) {
    flashSize = model.flashSize
    ramSize = model.stateSize + model.scratchSize
    guard let core else { return }
    guard let table,
      let budget = Budget(estimating: model, on: core, by: table)
    else { return nil }
    flashSize += budget.codeSize
    ramSize += max(budget.stackSize, budget.openingStackSize)
    instructions = budget.instructions
  }
}
