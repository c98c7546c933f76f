import Dispatch
import SwiftletCells
import SwiftletRuntime

/// The arithmetic of training: eight sequences in lockstep.
typealias Lanes = SIMD8<Float>

/// The groups of a batch, each with its own memory.
///
/// A batch is cut into groups of eight sequences, whatever the number of
/// threads. A group's work depends on nothing but its own sequences and the
/// parameters, so the threads may take the groups in any order; what they give
/// is added up in the order of the groups afterwards.
struct Groups {
  // Each element is used by the one thread that works on that group.
  private final class Slot: @unchecked Sendable {
    let pass: GroupPass<Lanes>
    var sequences: [TrainingSequence] = []
    var loss = LossSum()

    init(_ pass: GroupPass<Lanes>) { self.pass = pass }
  }

  private let network: Network
  private let window: Int
  private let learns: Bool
  private let simulation: (any SimulatedNetwork)?
  private let classWeights: [Float]
  private var slots: [Slot] = []
  private var used = 0

  init(
    _ network: Network, window: Int, learns: Bool,
    simulation: (any SimulatedNetwork)?, classWeights: [Float]
  ) {
    self.network = network
    self.window = window
    self.learns = learns
    self.simulation = simulation
    self.classWeights = classWeights
  }

  /// Deals sequences out to groups, in their order, with zero state.
  mutating func load(_ sequences: [TrainingSequence]) {
    let lanes = Lanes.laneCount
    used = (sequences.count + lanes - 1) / lanes
    while slots.count < used {
      slots.append(
        Slot(
          GroupPass(
            network, window: window, learns: learns,
            simulation: simulation?.makeGroup(),
            teacher: learns ? simulation?.teacher : nil,
            classWeights: classWeights)))
    }
    for (index, slot) in slots.prefix(used).enumerated() {
      let end = min((index + 1) * lanes, sequences.count)
      slot.sequences = Array(sequences[index * lanes..<end])
      slot.pass.reset()
    }
  }

  /// The number of timesteps of the longest sequence.
  var longest: Int {
    slots.prefix(used).flatMap(\.sequences)
      .map { $0.length(outputSize: network.outputSize) }.max() ?? 0
  }

  /// Runs every group over the window that begins at `start`.
  ///
  /// - Parameters:
  ///   - noise: gives a group's noise, or nothing.
  ///   - gradient: where the gradient of the summed loss is added, if any.
  func run(
    start: Int, parameters: [Float], scoring: Scoring,
    threads: Int, noise: InputNoise? = nil,
    gradient: inout [Float]
  ) -> LossSum {
    let (slots, network, window) = (slots.prefix(used), network, window)
    let learns = learns
    forEach(used, threads: threads) { index in
      let slot = slots[index]
      var packed = GroupWindow<Lanes>(
        slot.sequences, start: start, window: window, network: network,
        scoring: scoring)
      noise?.add(to: &packed, group: index, start: start)
      slot.loss =
        learns
        ? slot.pass.learn(packed, parameters: parameters)
        : slot.pass.forward(packed, parameters: parameters)
    }
    return slots.reduce(into: LossSum()) { sum, slot in
      sum += slot.loss
      guard learns else { return }
      for (k, value) in slot.pass.lossGradient.enumerated() {
        gradient[k] += value
      }
    }
  }

  private func forEach(
    _ count: Int, threads: Int, _ body: @Sendable (Int) -> Void
  ) {
    let workers = min(threads, count)
    guard workers > 1 else { return (0..<count).forEach(body) }
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      for index in stride(from: worker, to: count, by: workers) { body(index) }
    }
  }
}

/// Gaussian noise on inputs that depends on a group's place alone.
struct InputNoise: Sendable {
  let deviation: Double
  let seed: UInt64
  let stream: [UInt64]

  func add(to window: inout GroupWindow<Lanes>, group: Int, start: Int) {
    var random = RandomSource(
      seed: seed, stream: stream + [UInt64(group), UInt64(start)])
    window.addNoise(deviation: deviation, &random)
  }
}
