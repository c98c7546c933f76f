import SwiftletCells

/// What a network's layers keep of each step of a window, and the
/// gradient by it, a row for each sequence's step.
struct GroupMemory<Value: CellValue> {
  private let network: Network
  private let offsets: [Int]
  private let values: StepWorkspace<Value>
  private let gradients: StepWorkspace<Value>
  // The operands of the layer that runs, where it has two.
  private let operands: StepWorkspace<Value>

  /// Memory for windows.
  ///
  /// - Parameters:
  ///   - window: The most rows a window has.
  ///   - gradientSteps: For how many of them there are gradients.
  init(_ network: Network, window: Int, gradientSteps: Int) {
    self.network = network
    offsets = network.layers.indices.map(network.memoryOffset)
    let pairs = network.layers.filter { $0.operandCount > 1 }
    values = StepWorkspace(width: network.memorySize, steps: window)
    gradients = StepWorkspace(width: network.memorySize, steps: gradientSteps)
    operands = StepWorkspace(
      width: pairs.map(\.inputSize).max() ?? 0, steps: window)
  }

  /// What a layer takes at each step, its operands one after the other.
  ///
  /// - Parameter before: what the layer before gives, or the network's input.
  func input(
    of layer: Int, before: StepSeries<Value>, steps: Int
  ) -> StepSeries<Value> {
    let kind = network.layers[layer]
    let sources = network.sources[layer].offsets(of: kind).map { offset in
      offset.map { values.series().dropping($0) } ?? before
    }
    guard sources.count > 1 else { return sources[0] }
    for step in 0..<steps {
      for (index, source) in sources.enumerated() {
        (operands[step] + index * kind.operandSize).update(
          from: source[step], count: kind.operandSize)
      }
    }
    return operands.series()
  }

  /// Keeps what a layer has given, if it is one that is kept.
  func keep(_ layer: Int, _ outputs: StepSeries<Value>, steps: Int) {
    let count = network.layers[layer].keptSize
    for step in 0..<steps where count > 0 {
      (values[step] + offsets[layer]).update(from: outputs[step], count: count)
    }
  }

  /// Sets the gradient to zero.
  func clearGradients(steps: Int) {
    let count = network.memorySize
    for step in 0..<steps where count > 0 {
      clear(gradients[step], count: count)
    }
  }

  /// Adds the gradient by what a layer keeps to that by what it gives.
  func addKept(_ layer: Int, to outputs: StepWorkspace<Value>, steps: Int) {
    let count = network.layers[layer].keptSize
    for step in 0..<steps where count > 0 {
      add(gradients[step] + offsets[layer], to: outputs[step], count)
    }
  }

  /// Brings the gradient by a layer's operands to where they come from: adds
  /// it to the memory's, and leaves that by what the layer before gives.
  func distribute(_ layer: Int, _ inputs: StepWorkspace<Value>, steps: Int) {
    let kind = network.layers[layer]
    guard layer > 0,
      network.sources[layer] != .before || kind.operandCount > 1
    else { return }
    let sources = network.sources[layer].offsets(of: kind)
    let size = network.layers[layer - 1].outputSize
    for step in 0..<steps {
      let gradient = inputs[step]
      for (index, offset) in sources.enumerated() {
        guard let offset else { continue }
        let operand = gradient + index * kind.operandSize
        add(operand, to: gradients[step] + offset, kind.operandSize)
        clear(operand, count: kind.operandSize)
      }
      if sources.count > 1 {
        add(gradient + size, to: gradient, sources[1] == nil ? size : 0)
      }
      if sources.allSatisfy({ $0 != nil }) { clear(gradient, count: size) }
    }
  }

  private func add(
    _ values: UnsafePointer<Value>, to sums: UnsafeMutablePointer<Value>,
    _ count: Int
  ) {
    for k in 0..<count { sums[k] += values[k] }
  }
}
