import SwiftletCells

/// Forward and backward passes of one group of sequences, window by window.
///
/// The state carries over from window to window, detached: the gradient stops
/// at the window's start. Not to be used by two threads at once.
final class GroupPass<Value: CellValue> {
  private let network: Network
  private let simulation: (any SimulatedGroup<Value>)?
  private let teacher: (pass: GroupPass, parameters: [Value.Weight])?
  private let classWeights: [Value.Weight]
  private let cells: [LayerCell<Value>]
  private let offsets: [Int]
  // Step 0 is the record that the window starts from.
  private let records: [StepWorkspace<Value>]
  private let deltas: [StepWorkspace<Value>]
  private let inputs: StepWorkspace<Value>
  private let memory: GroupMemory<Value>
  // The gradients by a layer's outputs and by its inputs, in turn.
  private let gradients: [StepWorkspace<Value>]
  private let stateGradient: Workspace<Value>
  private let gradient: Workspace<Value.Weight>

  /// Makes a pass with zero state.
  ///
  /// - Parameters:
  ///   - window: the most steps a window has.
  ///   - learns: whether there will be backward passes.
  ///   - simulation: what runs the layers in place of the cells.
  ///   - teacher: parameters with which the cells give the answers to learn, in
  ///     place of the targets.
  ///   - classWeights: what a step of each class weighs; none for 1 each.
  init(
    _ network: Network, window: Int, learns: Bool,
    simulation: (any SimulatedGroup<Value>)? = nil,
    teacher: [Value.Weight]? = nil, classWeights: [Value.Weight] = []
  ) {
    self.network = network
    self.simulation = simulation
    self.classWeights = classWeights
    self.teacher = teacher.map {
      let pass = GroupPass(
        network, window: window, learns: true, classWeights: classWeights)
      return (pass, $0)
    }
    cells = network.layers.map(LayerCell.init)
    offsets = network.layers.indices.map {
      network.parameterOffset(ofLayer: $0)
    }
    records = cells.map {
      StepWorkspace(width: $0.recordSize, steps: window + 1)
    }
    inputs = StepWorkspace(width: network.inputSize, steps: window)
    let steps = learns ? window : 1
    deltas = cells.map { StepWorkspace(width: $0.deltaSize, steps: steps) }
    memory = GroupMemory(network, window: window, gradientSteps: steps)
    let widest = network.layers.map { max($0.inputSize, $0.outputSize) }.max()
    gradients = (0..<2).map { _ in
      StepWorkspace(width: widest ?? 0, steps: steps)
    }
    let state = network.layers.map(\.stateSize).max() ?? 0
    stateGradient = Workspace(repeating: .zero, count: state)
    gradient = Workspace(repeating: 0, count: network.parameterCount)
  }

  /// Sets the state to the network's initial one.
  func reset() {
    var initial = network.initialState[...]
    for (layer, records) in zip(network.layers, records) {
      clear(records[0], count: layer.stateSize)
      for (k, value) in initial.prefix(layer.stateSize).enumerated() {
        records[0][k] = Value(repeating: Value.Weight(value))
      }
      initial = initial.dropFirst(layer.stateSize)
    }
    simulation?.reset()
    teacher?.pass.reset()
  }

  /// Runs a window forward and returns its loss.
  func forward(
    _ window: GroupWindow<Value>, parameters: [Value.Weight]
  ) -> LossSum {
    run(window, parameters, learns: false)
  }

  /// Runs a window forward and backward.
  ///
  /// `lossGradient` then holds the
  /// gradient of the sum, not the mean, of the losses.
  func learn(
    _ window: GroupWindow<Value>, parameters: [Value.Weight]
  ) -> LossSum {
    gradient.fill(0)
    if let teacher {
      _ = teacher.pass.forward(window, parameters: teacher.parameters)
    }
    return run(window, parameters, learns: window.hasTargets)
  }

  /// The gradient of the last window's loss by the parameters.
  var lossGradient: UnsafeBufferPointer<Value.Weight> {
    UnsafeBufferPointer(start: gradient.base, count: network.parameterCount)
  }

  private func run(
    _ window: GroupWindow<Value>, _ parameters: [Value.Weight], learns: Bool
  ) -> LossSum {
    parameters.withUnsafeBufferPointer { buffer in
      guard let parameters = buffer.baseAddress else { return LossSum() }
      copyInputs(window)
      for layer in cells.indices { forward(layer, window, parameters) }
      let sum = loss(window)
      if learns {
        followTeacher(window.steps)
        backward(window.steps, parameters)
      }
      carryState(from: window.steps)
      return sum
    }
  }

  private func copyInputs(_ window: GroupWindow<Value>) {
    let width = network.inputSize
    for step in 0..<window.steps {
      for k in 0..<width { inputs[step][k] = window.inputs[step * width + k] }
    }
  }

  private func input(of layer: Int, steps: Int) -> StepSeries<Value> {
    let before =
      layer == 0 ? inputs.series() : records[layer - 1].series(from: 1)
    return memory.input(of: layer, before: before, steps: steps)
  }

  private func forward(
    _ layer: Int, _ window: GroupWindow<Value>,
    _ parameters: UnsafePointer<Value.Weight>
  ) {
    let (cell, records) = (cells[layer], records[layer])
    let input = input(of: layer, steps: window.steps)
    defer { memory.keep(layer, records.series(from: 1), steps: window.steps) }
    if let simulation {
      return simulation.run(
        layer: layer, steps: window.steps, inputs: input,
        records: records.mutableSeries(from: 1))
    }
    let firstEnd = window.activeSteps.min() ?? 0
    for step in 0..<window.steps {
      cell.step(
        parameters + offsets[layer], input: input[step],
        previous: records[step], record: records[step + 1])
      if step >= firstEnd { holdState(layer, step, window.activeSteps) }
    }
  }

  /// Keeps the state of the lanes that have ended.
  private func holdState(_ layer: Int, _ step: Int, _ activeSteps: [Int]) {
    let (previous, record) = (records[layer][step], records[layer][step + 1])
    for lane in activeSteps.indices where step >= activeSteps[lane] {
      for k in 0..<network.layers[layer].stateSize {
        record[k][lane: lane] = previous[k][lane: lane]
      }
    }
  }

  /// Sums the loss and leaves its gradient by the network's outputs.
  private func loss(_ window: GroupWindow<Value>) -> LossSum {
    let (outputs, size) = (records[cells.count - 1], network.outputSize)
    // Without backward passes there is room for one step only.
    let oneStep = gradients[0].capacity < window.steps
    var sum = LossSum()
    for step in 0..<window.steps {
      let gradient = gradients[0][oneStep ? 0 : step]
      switch window.targets {
      case .classes(let classes):
        let lanes = Value.laneCount
        softmaxCrossEntropy(
          outputs[step + 1], count: size,
          classes: classes[step * lanes..<(step + 1) * lanes],
          weights: classWeights, gradient: gradient, sum: &sum)
      case .values(let values):
        squaredError(
          outputs[step + 1], count: size,
          targets: values[step * size..<(step + 1) * size],
          gradient: gradient, sum: &sum)
      }
    }
    return sum
  }

  /// Takes the teacher's answers for the targets: the gradients of both losses
  /// are linear in the target.
  private func followTeacher(_ steps: Int) {
    guard let teacher else { return }
    for step in 0..<steps {
      let (gradient, error) = (
        gradients[0][step], teacher.pass.gradients[0][step]
      )
      for k in 0..<network.outputSize {
        gradient[k] = gradient[k] - error[k]
      }
    }
  }

  private func backward(
    _ steps: Int, _ parameters: UnsafePointer<Value.Weight>
  ) {
    memory.clearGradients(steps: steps)
    for (turn, layer) in cells.indices.reversed().enumerated() {
      let inputGradients = gradients[(turn + 1) % 2]
      memory.addKept(layer, to: gradients[turn % 2], steps: steps)
      let trace = LayerTrace(
        steps: steps, inputs: input(of: layer, steps: steps),
        previous: records[layer].series(),
        records: records[layer].series(from: 1),
        deltas: deltas[layer].series())
      stateGradient.fill(.zero)
      cells[layer].backward(
        parameters + offsets[layer], trace: trace,
        outputGradients: gradients[turn % 2].series(),
        inputGradients: layer == 0 ? nil : inputGradients.series(),
        stateGradient: stateGradient.base,
        gradient: gradient.base + offsets[layer])
      memory.distribute(layer, inputGradients, steps: steps)
    }
  }

  private func carryState(from step: Int) {
    for (layer, records) in zip(network.layers, records) where step > 0 {
      records[0].update(from: records[step], count: layer.stateSize)
    }
  }
}
