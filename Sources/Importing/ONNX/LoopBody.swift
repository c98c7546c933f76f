/// The loop whose body is being read.
struct LoopBody {
  /// The graph's layers from here on are the body's.
  let start: Int
  /// The states before a timestep.
  var states: [[Wire]] = []
  /// The input of a timestep.
  var input: [Wire] = []
  /// The axis over which the loop runs, once it takes a timestep.
  var time: [Signal.Atom]?

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
