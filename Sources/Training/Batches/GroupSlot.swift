import SwiftletCells

/// A group of a batch and its memory; the one thread that works on the group
/// uses it.
final class GroupSlot: @unchecked Sendable {
  let pass: GroupPass<Float>
  var window: GroupWindow<Float>
  private(set) var sequences: [TrainingSequence] = []
  /// The loss of the last window.
  private(set) var loss = LossSum()
  private let simulation: SimulatedRows?
  private let teacher: (GroupPass<Float>, NetworkParameters<Float>)?

  /// A group of no sequences yet.
  ///
  /// - Parameters:
  ///   - simulation: what runs the layers in place of their passes.
  ///   - teacher: what gives the answers to learn, in place of the targets.
  init(
    _ pass: GroupPass<Float>, _ window: GroupWindow<Float>,
    simulation: SimulatedRows?,
    teacher: (GroupPass<Float>, NetworkParameters<Float>)?
  ) {
    self.pass = pass
    self.window = window
    self.simulation = simulation
    self.teacher = teacher
  }

  /// Takes sequences on, the longest first, with zero state.
  func load(_ sequences: [TrainingSequence]) {
    self.sequences = sequences
    pass.reset(sequences.count)
    teacher?.0.reset(sequences.count)
    simulation?.reset()
  }

  /// Runs over the window.
  func run(_ parameters: NetworkParameters<Float>, learns: Bool) {
    guard learns else {
      loss = pass.forward(window, parameters, simulation: simulation)
      return
    }
    if let teacher { _ = teacher.0.forward(window, teacher.1) }
    loss = pass.learn(
      window, parameters, simulation: simulation, teacher: teacher?.0)
  }
}
