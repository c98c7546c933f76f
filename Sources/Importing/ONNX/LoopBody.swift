/// The loop whose body is being read.
struct LoopBody {
  /// The graph's layers from here on are the body's.
  let start: Int
  /// The states before a timestep.
  var states: [[Wire]] = []
  /// The input of a timestep.
  private(set) var input: [Wire] = []
  private var taken: Set<Wire> = []
  /// The axis over which the loop runs, once it takes a timestep.
  var time: [Signal.Atom]?

  init(start: Int) { self.start = start }

  /// Adds wires to the input that are not there yet.
  mutating func take(_ wires: [Wire]) {
    for wire in wires where taken.insert(wire).inserted { input.append(wire) }
  }

  /// What messages call the number of a timestep.
  static let counter = "the loop's counter"
}

/// A function of each value that only bodies of loops have.
enum StepFunction {
  /// `factors x + terms`.
  case scale([Float], [Float])
  /// The value brought into a range.
  case clip(ClosedRange<Float>)
}
