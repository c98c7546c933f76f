import SwiftletCells

/// Forward and backward passes of one group of sequences, window by window.
///
/// The state carries over from window to window, detached: the gradient stops
/// at the window's start. Not to be used by two threads at once.
final class GroupPass<Value: TrainingValue> {
  private let network: Network
  private let layers: [any LayerPass<Value>]
  private let classWeights: [Value]
  // Before a window's records stand those that it starts from.
  private let records: [StepWorkspace<Value>]
  private let deltas: [StepWorkspace<Value>]
  private let memory: GroupMemory<Value>
  /// What the layers do not pass up; nil where they pass everything.
  let dropout: LayerDropout<Value>?
  // The gradients by a layer's outputs and by its inputs, in turn.
  private let gradients: [StepWorkspace<Value>]
  // The gradient by a layer's state, a row for each sequence.
  private let stateGradient: StepWorkspace<Value>
  private let gradient: Workspace<Value>
  // The gradients by the states of each layer, where they are kept.
  private let stateGradients: [StepWorkspace<Value>]

  /// Makes a pass with zero state.
  ///
  /// - Parameters:
  ///   - layers: what runs each layer.
  ///   - window: the most steps a window has.
  ///   - sequences: the most sequences it has.
  ///   - learns: whether there will be backward passes.
  ///   - classWeights: what a step of each class weighs; none for 1 each.
  ///   - dropout: the share of a recurrent layer's outputs that the next layer
  ///     does not take, as `dropout.draw` chooses before each window.
  ///   - keepsStateGradients: whether `states` is asked for, of layers that
  ///     their cells run.
  init(
    _ network: Network, _ layers: [any LayerPass<Value>], window: Int,
    sequences: Int, learns: Bool, classWeights: [Value] = [],
    dropout: Double = 0, keepsStateGradients: Bool = false
  ) {
    self.network = network
    self.layers = layers
    self.classWeights = classWeights
    let rows = window * sequences
    let learned = learns ? rows : 1
    records = layers.map {
      StepWorkspace(width: $0.recordSize, steps: sequences + rows)
    }
    deltas = layers.map { StepWorkspace(width: $0.deltaSize, steps: learned) }
    memory = GroupMemory(network, window: rows, gradientSteps: learned)
    self.dropout =
      dropout > 0 ? LayerDropout(network, rate: dropout, rows: rows) : nil
    let widest = network.layers.map { max($0.inputSize, $0.outputSize) }.max()
    gradients = (0..<2).map { _ in
      StepWorkspace(width: widest ?? 0, steps: learned)
    }
    let state = network.layers.map(\.stateSize).max() ?? 0
    stateGradient = StepWorkspace(width: state, steps: sequences)
    gradient = Workspace(repeating: .zero, count: network.parameterCount)
    stateGradients = network.layers.map {
      StepWorkspace(width: $0.stateSize, steps: keepsStateGradients ? rows : 0)
    }
    reset(sequences)
  }

  /// Sets the state of so many sequences to the network's initial one.
  func reset(_ sequences: Int) {
    var initial = network.initialState[...]
    for (layer, records) in zip(network.layers, records) {
      for sequence in 0..<sequences {
        let state = records[sequence]
        clear(state, count: layer.stateSize)
        for (k, value) in initial.prefix(layer.stateSize).enumerated() {
          state[k] = Value(value)
        }
      }
      initial = initial.dropFirst(layer.stateSize)
    }
  }

  /// Runs a window forward and returns its loss.
  ///
  /// - Parameter simulation: what runs the layers in place of their passes.
  func forward(
    _ window: GroupWindow<Value>, _ parameters: NetworkParameters<Value>,
    simulation: (any RowSimulation<Value>)? = nil
  ) -> LossSum {
    run(window, parameters, simulation)
    let sum = loss(window)
    carryState(window.rows)
    return sum
  }

  /// Runs a window forward and backward.
  ///
  /// `lossGradient` then holds the gradient of the sum, not the mean, of the
  /// losses.
  ///
  /// - Parameter teacher: what gives the answers to learn, in place of the
  ///   targets, and has run over the window.
  func learn(
    _ window: GroupWindow<Value>, _ parameters: NetworkParameters<Value>,
    simulation: (any RowSimulation<Value>)? = nil, teacher: GroupPass? = nil
  ) -> LossSum {
    gradient.fill(.zero)
    run(window, parameters, simulation)
    let sum = loss(window)
    if window.hasTargets {
      if let teacher { follow(teacher, window.rows.count) }
      backward(window, parameters)
    }
    carryState(window.rows)
    return sum
  }

  /// The number of values of each layer's records.
  var recordSizes: [Int] { layers.map(\.recordSize) }

  /// The gradient of the last window's loss by the parameters.
  var lossGradient: UnsafeBufferPointer<Value> {
    UnsafeBufferPointer(start: gradient.base, count: network.parameterCount)
  }

  /// The gradients of the last window's loss by the states that a layer's
  /// steps gave, in the window's rows.
  func states(_ layer: Int) -> StepSeries<Value> {
    stateGradients[layer].series()
  }

  /// The records of a layer's steps, in the window's rows.
  ///
  /// - Parameter sequences: how many sequences the window has.
  func records(_ layer: Int, sequences: Int) -> StepSeries<Value> {
    records[layer].series(from: sequences)
  }

  private func run(
    _ window: GroupWindow<Value>, _ parameters: NetworkParameters<Value>,
    _ simulation: (any RowSimulation<Value>)?
  ) {
    let rows = window.rows
    for (index, layer) in layers.enumerated() {
      let input = input(of: index, window)
      let records = records[index].mutableSeries()
      if let simulation {
        simulation.run(index, rows, inputs: input, records: records)
      } else {
        layer.forward(
          parameters.layers[index], rows, inputs: input, records: records)
      }
      let outputs = records.series.from(rows.sequences)
      memory.keep(index, outputs, steps: rows.count)
      dropout?.drop(index, outputs, rows: rows.count)
    }
  }

  private func input(
    of layer: Int, _ window: GroupWindow<Value>
  ) -> StepSeries<Value> {
    let before =
      layer == 0
      ? window.inputs.series()
      : dropout?.outputs(of: layer - 1)
        ?? records[layer - 1].series(from: window.rows.sequences)
    return memory.input(of: layer, before: before, steps: window.rows.count)
  }

  /// Sums the loss and leaves its gradient by the network's outputs.
  private func loss(_ window: GroupWindow<Value>) -> LossSum {
    let size = network.outputSize
    let outputs = records[layers.count - 1].series(from: window.rows.sequences)
    // Without backward passes there is room for one row only.
    let oneRow = gradients[0].capacity < window.rows.count
    var sum = LossSum()
    for row in 0..<window.rows.count {
      let gradient = gradients[0][oneRow ? 0 : row]
      if window.values.isEmpty {
        softmaxCrossEntropy(
          outputs[row], count: size, label: window.classes[row],
          weights: classWeights, gradient: gradient, sum: &sum)
      } else {
        squaredError(
          outputs[row], count: size,
          targets: window.values[row * size..<(row + 1) * size],
          gradient: gradient, sum: &sum)
      }
    }
    return sum
  }

  /// Takes the teacher's answers for the targets: the gradients of both losses
  /// are linear in the target.
  private func follow(_ teacher: GroupPass, _ rows: Int) {
    for row in 0..<rows {
      let (gradient, error) = (gradients[0][row], teacher.gradients[0][row])
      for k in 0..<network.outputSize {
        gradient[k] = gradient[k] - error[k]
      }
    }
  }

  private func backward(
    _ window: GroupWindow<Value>, _ parameters: NetworkParameters<Value>
  ) {
    let rows = window.rows
    memory.clearGradients(steps: rows.count)
    for (turn, layer) in layers.indices.reversed().enumerated() {
      let inputGradients = gradients[(turn + 1) % 2]
      memory.addKept(layer, to: gradients[turn % 2], steps: rows.count)
      for sequence in 0..<rows.sequences {
        clear(
          stateGradient[sequence], count: network.layers[layer].stateSize)
      }
      layers[layer].backward(
        parameters.layers[layer], rows, inputs: input(of: layer, window),
        records: records[layer].series(),
        gradients: LayerGradients(
          outputs: gradients[turn % 2].series(),
          inputs: layer == 0 ? nil : inputGradients.mutableSeries(),
          deltas: deltas[layer].mutableSeries(),
          state: stateGradient.mutableSeries(),
          states: stateGradients[layer].capacity > 0
            ? stateGradients[layer].mutableSeries() : nil),
        gradient: gradient.base + network.parameterOffset(ofLayer: layer))
      memory.distribute(layer, inputGradients, steps: rows.count)
      if layer > 0 {
        dropout?.goBack(layer - 1, inputGradients, rows: rows.count)
      }
    }
  }

  /// The sequences that run at the last step start the next window there.
  private func carryState(_ rows: WindowRows) {
    guard rows.steps > 0 else { return }
    let last = rows.rows(of: rows.steps - 1)
    for (layer, records) in zip(network.layers, records) {
      for (sequence, row) in last.enumerated() {
        records[sequence].update(
          from: records[rows.sequences + row], count: layer.stateSize)
      }
    }
  }
}
