import Dispatch
import SwiftletCells
import SwiftletRuntime

/// The groups of a batch, each with its own memory.
///
/// A batch is cut into groups of eight sequences, whatever the number of
/// threads. A group's work depends on nothing but its own sequences and the
/// parameters, so the threads may take the groups in any order; what they give
/// is added up in the order of the groups afterwards.
struct Groups {
  /// The sequences of a group: as many as a simulated device runs at once.
  static let size = 8

  private let network: Network
  private let kernels: TrainingKernels
  private let window: Int
  private let learns: Bool
  private let simulation: (any SimulatedNetwork)?
  private let classWeights: [Float]
  private let dropout: Double
  private let parameters: NetworkParameters<Float>
  private let teacher: NetworkParameters<Float>?
  private var slots: [GroupSlot] = []
  private var used = 0

  init(
    _ network: Network, _ kernels: TrainingKernels, window: Int, learns: Bool,
    simulation: (any SimulatedNetwork)?, classWeights: [Float],
    dropout: Double = 0
  ) {
    self.network = network
    self.kernels = kernels
    self.window = window
    self.learns = learns
    self.simulation = simulation
    self.classWeights = classWeights
    self.dropout = dropout
    parameters = NetworkParameters(network)
    teacher = (learns ? simulation?.teacher : nil).map {
      let teacher = NetworkParameters<Float>(network)
      teacher.load($0)
      return teacher
    }
  }

  /// Deals sequences out to groups, the longest first, with zero state.
  mutating func load(_ sequences: [TrainingSequence]) {
    let lengths = sequences.map { $0.length(outputSize: network.outputSize) }
    let order = Batching.byLength(lengths: lengths, batchSize: Self.size)
    used = order.count
    while slots.count < used { slots.append(makeSlot()) }
    for (slot, indices) in zip(slots, order) {
      slot.load(indices.map { sequences[$0] })
    }
  }

  private func makeSlot() -> GroupSlot {
    let pass = makePass(dropout: dropout)
    return GroupSlot(
      pass, GroupWindow(network, window: window, sequences: Self.size),
      simulation: simulation.map {
        SimulatedRows(
          $0.makeGroup(), network, window: window,
          recordSizes: pass.recordSizes)
      },
      teacher: teacher.map { (makePass(), $0) })
  }

  private func makePass(dropout: Double = 0) -> GroupPass<Float> {
    GroupPass(
      network, kernels.passes(network), window: window, sequences: Self.size,
      learns: learns, classWeights: classWeights, dropout: dropout)
  }

  /// The number of timesteps of the longest sequence.
  var longest: Int {
    slots.first?.sequences.first?.length(outputSize: network.outputSize) ?? 0
  }

  /// Runs every group over the window that begins at `start`.
  ///
  /// - Parameters:
  ///   - window: how many steps it has at most.
  ///   - noise: gives a group's noise, or nothing.
  ///   - masks: chooses what a group's layers drop, where they do.
  ///   - gradient: where the gradient of the summed loss is added, if any.
  func run(
    start: Int, window: Int, parameters: [Float], scoring: Scoring,
    threads: Int, noise: InputNoise? = nil, masks: DropoutMasks? = nil,
    gradient: inout [Float]
  ) -> LossSum {
    self.parameters.load(parameters)
    let (slots, learns, vector) = (slots, learns, self.parameters)
    forEach(used, threads: threads) { index in
      let slot = slots[index]
      slot.window.load(
        slot.sequences, start: start, steps: window, scoring: scoring)
      noise?.add(to: slot.window, group: index, start: start)
      masks?.draw(for: slot, group: index, start: start)
      slot.run(vector, learns: learns)
    }
    return slots.prefix(used).reduce(into: LossSum()) { sum, slot in
      sum += slot.loss
      if learns { add(slot.pass.lossGradient, to: &gradient) }
    }
  }

  private func add(
    _ values: UnsafeBufferPointer<Float>, to sums: inout [Float]
  ) {
    sums.withUnsafeMutableBufferPointer { sums in
      for k in 0..<min(sums.count, values.count) { sums[k] += values[k] }
    }
  }

  private func forEach(
    _ count: Int, threads: Int, _ body: @Sendable (Int) -> Void
  ) {
    let workers = min(threads, count)
    guard workers > 1, RunningThread.isAvailable else {
      return (0..<count).forEach(body)
    }
    // Its threads wait for the next batch, so that none begins anew.
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

  func add(to window: GroupWindow<Float>, group: Int, start: Int) {
    var random = RandomSource(
      seed: seed, stream: stream + [UInt64(group), UInt64(start)])
    window.addNoise(deviation: deviation, &random)
  }
}

/// Dropout's choices that depend on a group's place alone.
struct DropoutMasks: Sendable {
  let seed: UInt64
  let stream: [UInt64]

  func draw(for slot: GroupSlot, group: Int, start: Int) {
    var random = RandomSource(
      seed: seed,
      stream: [RandomPurpose.dropout.rawValue] + stream
        + [UInt64(group), UInt64(start)])
    slot.pass.dropout?.draw(rows: slot.window.rows.count, &random)
  }
}
