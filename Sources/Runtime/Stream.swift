internal import CSwiftlet

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
    let symbols = model.vocabularySize
    let refusesGaps = model.gapPolicy == GapPolicy.refuse
    var gaps: UInt32 = 0
    var strangers: UInt32 = 0
    for index in 0..<model.inputCount {
      let gap = gapMask(input[index])
      let value = Int32(input[index])
      gaps |= UInt32(bitPattern: gap)
      strangers |= UInt32(
        bitPattern: ~gap & (value | (Int32(symbols) &- 1 &- value)))
    }
    if refusesGaps && gaps != 0 { return SWIFTLET_GAP_REFUSED }
    if symbols != 0 && strangers &>> 31 != 0 {
      return SWIFTLET_SYMBOL_OUT_OF_RANGE
    }
    return SWIFTLET_OK
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
    var operands = Operands(layer, memory.input)
    operands.loadInput(values, layer, bits)
    if kind == LayerKind.dense {
      var tiles = TileReader(layer, operands)
      rowStep(layer, &tiles, output: memory.output)
      return UnsafePointer(memory.output)
    }
    let (cell, hidden) = memory.takeState(of: layer)
    operands.loadHidden(hidden, layer, bits)
    var tiles = TileReader(layer, operands)
    if Supported.lstm && kind == LayerKind.lstm {
      lstmStep(layer, &tiles, hidden: hidden, cell: cell)
    } else if Supported.gru && kind == LayerKind.gru {
      gruStep(
        layer, &tiles, hidden: hidden, operands, reset: memory.reset, bits)
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
    ((Int32(value) &+ 32768) &- 1) &>> 31
  }

  private var bits: Int { model.activationBits }
}

/// The places of a step in the arena: the scratch areas, and the state of the
/// next layer that has any.
private struct StepMemory {
  let input: UnsafeMutablePointer<Int16>
  let reset: UnsafeMutablePointer<Int16>
  let output: UnsafeMutablePointer<Int16>
  private var state: UnsafeMutableRawPointer

  init(_ stream: Stream) {
    let model = stream.model
    let operands = stream.arena + model.stateSize
    let reset = operands + model.operandsSize
    let output = reset + model.resetSize
    input = operands.assumingMemoryBound(to: Int16.self)
    self.reset = reset.assumingMemoryBound(to: Int16.self)
    self.output = output.assumingMemoryBound(to: Int16.self)
    state =
      stream.arena
      + heldInputSize(
        gapPolicy: model.gapPolicy, inputCount: model.inputCount)
  }

  /// The layer's state, c (an LSTM's alone) and h; moves on to the next.
  mutating func takeState(
    of layer: LayerView
  ) -> (UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int16>) {
    let cell = state.assumingMemoryBound(to: Int32.self)
    let size = paddedToFour(layer.outputSize)
    if layer.kind == LayerKind.lstm { state += 4 &* size }
    let hidden = state.assumingMemoryBound(to: Int16.self)
    state += 2 &* size
    return (cell, hidden)
  }
}
