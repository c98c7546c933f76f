internal import CSwiftlet
internal import CSwiftletKernels

/// A running instance of a model: the model's bytes, and an arena that holds
/// the state and behind it the scratch memory.
struct Stream {
  let model: ModelView
  let arena: UnsafeMutableRawPointer

  /// Sets the state, and the scratch memory, to zeros.
  func reset() {
    let words = arena.assumingMemoryBound(to: Int16.self)
    let count = (model.stateSize &+ model.scratchSize) &>> 1
    for index in 0..<count { words[index] = 0 }
  }

  /// Whether a step would accept the input.
  func check(_ input: UnsafePointer<Int16>) -> swiftlet_status {
    var gaps: Int32 = 0
    for index in 0..<model.inputCount { gaps |= gapMask(input[index]) }
    if model.gapPolicy != GapPolicy.refuse { gaps = 0 }
    if swiftlet_opaque(gaps) != 0 { return SWIFTLET_GAP_REFUSED }
    let symbols = Supported.all ? model.vocabularySize : 0
    guard symbols != 0 else { return SWIFTLET_OK }
    let symbol = input[0] & ~Int16(truncatingIfNeeded: gapMask(input[0]))
    return Int(UInt16(bitPattern: symbol)) < symbols
      ? SWIFTLET_OK : SWIFTLET_SYMBOL_OUT_OF_RANGE
  }

  /// Runs one timestep on an input that `check` accepts. The outputs lie in
  /// the arena and are good until the next step.
  func step(_ input: UnsafePointer<Int16>) -> UnsafePointer<Int16> {
    var memory = StepMemory(self)
    fillGaps(input, memory.input)
    var values = UnsafePointer(memory.input)
    for index in 0..<model.layerCount {
      values = step(model.layer(index), values, &memory)
    }
    return values
  }

  /// Runs one layer and returns its output.
  @inline(__always)
  private func step(
    _ layer: LayerView, _ values: UnsafePointer<Int16>,
    _ memory: inout StepMemory
  ) -> UnsafePointer<Int16> {
    let kind = layer.kind
    if Supported.all && kind == LayerKind.embedding {
      embeddingStep(layer, symbol: values[0], output: memory.output)
      return UnsafePointer(memory.output)
    }
    loadOperand(values, layer.inputSize, into: memory.input, bits)
    var tiles = TileReader(
      layer, x: UnsafePointer(memory.input), h: UnsafePointer(memory.hidden))
    if kind == LayerKind.dense {
      rowStep(layer, &tiles, output: memory.output)
      return UnsafePointer(memory.output)
    }
    let (cell, hidden) = memory.takeState(of: layer)
    loadOperand(hidden, layer.outputSize, into: memory.hidden, bits)
    if Supported.lstm && kind == LayerKind.lstm {
      lstmStep(layer, &tiles, hidden: hidden, cell: cell)
    } else if Supported.gru && kind == LayerKind.gru {
      gruStep(
        layer, &tiles, hidden: hidden, operand: UnsafePointer(memory.hidden),
        reset: memory.reset, bits)
    } else if Supported.all {
      rowStep(layer, &tiles, output: hidden)
    }
    return UnsafePointer(hidden)
  }

  /// Writes the input to the input operand, with the model's fill for gaps.
  private func fillGaps(
    _ input: UnsafePointer<Int16>, _ operand: UnsafeMutablePointer<Int16>
  ) {
    let holds = model.gapPolicy == GapPolicy.hold
    let held = arena.assumingMemoryBound(to: Int16.self)
    for index in 0..<model.inputCount {
      let gap = Int16(truncatingIfNeeded: gapMask(input[index]))
      let last = holds ? held[index] : 0
      let value = (input[index] & ~gap) | (last & gap)
      operand[index] = value
      if holds { held[index] = value }
    }
  }

  /// All ones where a value is `SWIFTLET_GAP`, zero elsewhere.
  @inline(__always)
  private func gapMask(_ value: Int16) -> Int32 {
    swiftlet_opaque((Int32(value) &+ 32767) &>> 31)
  }

  private var bits: Int { model.activationBits }
}

/// The places of a step in the arena: the scratch areas, and the state of the
/// next layer that has any.
private struct StepMemory {
  let input: UnsafeMutablePointer<Int16>
  let hidden: UnsafeMutablePointer<Int16>
  let reset: UnsafeMutablePointer<Int16>
  let output: UnsafeMutablePointer<Int16>
  private var state: UnsafeMutableRawPointer

  init(_ stream: Stream) {
    let plan = MemoryPlan(stream.model)
    let layout = plan.scratch
    input = (stream.arena + plan.stateSize)
      .assumingMemoryBound(to: Int16.self)
    hidden = input + layout.inputCount
    reset = hidden + layout.hiddenCount
    output = reset + layout.resetCount
    state = stream.arena + plan.heldSize
  }

  /// The layer's state, c (an LSTM's alone) and h; moves on to the next.
  mutating func takeState(
    of layer: LayerView
  ) -> (UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int16>) {
    let cell = state.assumingMemoryBound(to: Int32.self)
    let size = paddedToBlock(layer.outputSize)
    if layer.kind == LayerKind.lstm { state += 4 &* size }
    let hidden = state.assumingMemoryBound(to: Int16.self)
    state += 2 &* size
    return (cell, hidden)
  }
}
