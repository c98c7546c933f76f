internal import CSwiftlet
internal import CSwiftletKernels

/// A running instance of a model: the model's bytes, and an arena that holds
/// the state and after it the scratch memory.
struct Stream {
  let model: ModelView
  let arena: UnsafeMutableRawPointer
  /// The kernels that run, where the machine has a choice.
  var level: Core.KernelLevel = Core.kernelLevel

  /// Sets the state to that of a start, and the scratch memory to zeros.
  func reset() {
    clear(arena, arena + (model.stateSize &+ model.scratchSize))
    restart()
  }

  /// Sets the layers' state, which is zeros, to the model's initial one.
  @inline(__always)
  private func restart() {
    guard model.hasInitialState else { return }
    Core.copy(
      UnsafeRawPointer(model.bytes + model.initialState)
        .assumingMemoryBound(to: Int16.self),
      to: layerState.assumingMemoryBound(to: Int16.self),
      model.layerStateSize &>> 1)
  }

  /// Sets the memory between two addresses to zeros.
  @inline(never)
  private func clear(
    _ start: UnsafeMutableRawPointer, _ end: UnsafeMutableRawPointer
  ) {
    var word = start
    while word != end {
      word.storeBytes(of: 0, as: Int16.self)
      word += 2
    }
  }

  /// Takes a timestep's input, with the model's fill for gaps. An input that
  /// is refused leaves the state as it was.
  #if SWIFTLET_VECTORS
    // A host's step is short enough to feel a call.
    @inline(__always)
  #endif
  func load(_ input: UnsafePointer<Int16>) -> swiftlet_status {
    let status = fill(input)
    if status == SWIFTLET_OK { holdInputs(input) }
    return status
  }

  /// The first half of it, which leaves the state as it is.
  @inline(__always)
  func fill(_ input: UnsafePointer<Int16>) -> swiftlet_status {
    let operands = operands
    let count = model.inputCount
    var (done, gaps) = Core.loadFirst(count, of: input, to: operands)
    while done < count {
      let gap = gapMask(input[done])
      operands[done] = input[done] & ~Int16(truncatingIfNeeded: gap)
      gaps |= gap
      done &+= 1
    }
    if !model.hasPolicy(.refuse) { gaps = 0 }
    if swiftlet_sign(gaps) != 0 { return SWIFTLET_GAP_REFUSED }
    let symbols = model.vocabularySize
    if symbols != 0 && !(0..<symbols ~= Int(operands[0])) {
      return SWIFTLET_SYMBOL_OUT_OF_RANGE
    }
    return SWIFTLET_OK
  }

  /// The second half, on an input that is taken.
  @inline(__always)
  func holdInputs(_ input: UnsafePointer<Int16>) {
    if model.hasPolicy(.hold) { hold(input) }
  }

  /// Takes a timestep of which every input is missing.
  func loadMissing() -> swiftlet_status {
    guard !model.hasPolicy(.refuse) else { return SWIFTLET_GAP_REFUSED }
    let held = arena.assumingMemoryBound(to: Int16.self)
    for index in 0..<model.inputCount { operands[index] = .min }
    if model.limitsHolding { giveUp(operands) }
    for index in 0..<model.inputCount {
      operands[index] = model.hasPolicy(.hold) ? held[index] : 0
    }
    return SWIFTLET_OK
  }

  /// Fills gaps with the last value of their input, and holds the new one.
  private func hold(_ input: UnsafePointer<Int16>) {
    if model.limitsHolding { giveUp(input) }
    let held = arena.assumingMemoryBound(to: Int16.self)
    for index in 0..<model.inputCount {
      let gap = Int16(truncatingIfNeeded: gapMask(input[index]))
      operands[index] |= held[index] & gap
      held[index] = operands[index]
    }
  }

  /// Forgets the values that have been held for long enough; where none is
  /// left, and the model wants it, the layers' state too.
  @inline(__always)
  private func giveUp(_ input: UnsafePointer<Int16>) {
    let size = heldInputSize(holdsGaps: true, inputCount: model.inputCount)
    // From a held value to what is left of its time.
    let distance = model.stateSize &- size
    var isHeld = Int32(bitPattern: model.features & Feature.holdThenMean)
    for index in 0..<model.inputCount {
      let held = arena + 2 &* index
      let gap = gapMask(input[index])
      var rest = Int32((held + distance).load(as: UInt16.self)) &+ gap
      if rest <= 0 {
        rest = 0
        held.storeBytes(of: 0, as: Int16.self)
      }
      isHeld |= rest
      if gap == 0 { rest = Int32(truncatingIfNeeded: model.gapLimit) }
      (held + distance).storeBytes(
        of: Int16(truncatingIfNeeded: rest), as: Int16.self)
    }
    if isHeld == 0 {
      clear(arena + size, arena + distance)
      restart()
    }
  }

  /// All ones where a value is `SWIFTLET_GAP`, zero elsewhere.
  @inline(__always)
  private func gapMask(_ value: Int16) -> Int32 {
    swiftlet_sign(Int32(value) &+ 32767)
  }

  /// Runs one timestep on the input that `load` has taken. The outputs lie in
  /// the arena and are good until the next step.
  #if SWIFTLET_VECTORS
    @inline(__always)
  #endif
  func step() -> UnsafePointer<Int16> {
    var place = firstPlace
    let first = Core.firstSteps(self, &place)
    let count = model.layerCount
    if first < count { steps(first..<count, &place) }
    return UnsafePointer(place.values)
  }

  /// Runs some layers, the first of them at a place, and moves on to the next
  /// one's.
  #if SWIFTLET_VECTORS
    // Apart from the first ones, which need few registers.
    @inline(never)
  #else
    @inline(__always)
  #endif
  func steps(_ layers: Range<Int>, _ place: inout LayerPlace) {
    for index in layers {
      let layer = model.layer(index)
      if layer.shape.isKept {
        keptStep(layer, &place)
      } else {
        place.values = step(layer, from: place.values, &place.state)
      }
    }
  }

  /// Where a layer's memory lies.
  struct LayerPlace {
    /// Its state.
    var state: UnsafeMutableRawPointer
    /// What the layer before gave.
    var values: UnsafeMutablePointer<Int16>
    /// Where what it gives is kept.
    var kept: UnsafeMutablePointer<Int16>

    /// The same place in another stream's arena.
    ///
    /// - Parameter distance: Bytes from this one to that.
    func moved(by distance: Int) -> LayerPlace {
      func moved(
        _ values: UnsafeMutablePointer<Int16>
      ) -> UnsafeMutablePointer<Int16> {
        (UnsafeMutableRawPointer(values) + distance)
          .assumingMemoryBound(to: Int16.self)
      }
      return LayerPlace(
        state: state + distance, values: moved(values), kept: moved(kept))
    }
  }

  /// That of the first layer, on the input that `load` has taken.
  @inline(__always)
  var firstPlace: LayerPlace {
    LayerPlace(state: layerState, values: operands, kept: memory)
  }

  /// Runs a layer whose output is kept, and moves on to the next one's place.
  @inline(__always)
  func keptStep(_ layer: LayerView, _ place: inout LayerPlace) {
    keptStep(layer, place.values, &place.state, output: place.kept)
    place.values = place.kept
    place.kept += layer.outputSize
  }

  @inline(__always)
  private func keptStep(
    _ layer: LayerView, _ values: UnsafeMutablePointer<Int16>,
    _ state: inout UnsafeMutableRawPointer,
    output: UnsafeMutablePointer<Int16>
  ) {
    let first = operand(layer.source, values)
    guard layer.kind == .history else {
      let second = operand(layer.secondSource, values)
      return pointwiseStep(layer, first, second, output: output)
    }
    historyStep(
      layer, state: state.assumingMemoryBound(to: Int16.self), first,
      output: output)
    state += layer.shape.stateSize
  }

  /// Runs a layer whose output is not kept; a convolution at each frame that it
  /// gives.
  ///
  /// - Parameter values: What the layer before gave.
  @inline(__always)
  private func step(
    _ layer: LayerView, from values: UnsafeMutablePointer<Int16>,
    _ state: inout UnsafeMutableRawPointer
  ) -> UnsafeMutablePointer<Int16> {
    let x = operand(layer.source, values)
    var result = output
    var frame = 0
    repeat {
      let input = input(of: layer, x, values, frame)
      let place = Supported.all ? frame &* layer.outputSize : 0
      result = step(layer, input, &state, output + place)
      frame &+= 1
    } while frame < layer.outputFrames
    return layer.isConvolution ? output : result
  }

  /// What a layer takes at a frame: what the layer before gave, or what is
  /// collected from x.
  @inline(__always)
  func input(
    of layer: LayerView, _ x: UnsafePointer<Int16>,
    _ values: UnsafeMutablePointer<Int16>, _ frame: Int
  ) -> UnsafeMutablePointer<Int16> {
    guard Supported.all && layer.source != 0 else { return values }
    collect(layer, x, frame, into: operands)
    return operands
  }

  /// Collects what a layer takes from the memory at a frame.
  @inline(never)
  private func collect(
    _ layer: LayerView, _ x: UnsafePointer<Int16>, _ frame: Int,
    into operand: UnsafeMutablePointer<Int16>
  ) {
    if layer.isConvolution {
      layer.convolution.collect(x, output: frame, into: operand)
    } else {
      Core.copy(x, to: operand, layer.inputSize)
    }
  }

  /// Where an operand is: what the layer before gave, or a place in the memory.
  @inline(__always)
  func operand(
    _ source: UInt32, _ values: UnsafeMutablePointer<Int16>
  ) -> UnsafePointer<Int16> {
    UnsafePointer(
      source == 0 ? values : memory + (Int(truncatingIfNeeded: source) &- 1))
  }

  /// Runs one layer, moves `state` on to the next one's and returns the output.
  @inline(__always)
  private func step(
    _ layer: LayerView, _ values: UnsafeMutablePointer<Int16>,
    _ state: inout UnsafeMutableRawPointer,
    _ output: UnsafeMutablePointer<Int16>
  ) -> UnsafeMutablePointer<Int16> {
    if tableStep(layer, values, output: output) { return output }
    let sizes = layer.stateSizes
    let cell = state.assumingMemoryBound(to: Int32.self)
    var hidden = (state + sizes.cell).assumingMemoryBound(to: Int16.self)
    if !layer.shape.isRecurrent { hidden = output }
    state += sizes.whole
    let form = OperandForm(layer, model.activationBits)
    if Core.step(
      self, layer, form, input: values, hidden: hidden, cell: cell)
    {
      return hidden
    }
    let loaded = loadOperands(values, hidden, into: operands, layer, form)
    var tiles = TileReader(layer, loaded, form, level)
    step(layer, &tiles, form, hidden: hidden, cell: cell, layer.outputSize)
    return hidden
  }

  /// Runs an embedding or a layer normalization; gives whether the layer is one.
  @inline(__always)
  func tableStep(
    _ layer: LayerView, _ x: UnsafePointer<Int16>,
    output: UnsafeMutablePointer<Int16>
  ) -> Bool {
    if layer.kind == .embedding {
      embeddingStep(layer, symbol: x[0], output: output)
      return true
    }
    guard Supported.all && layer.kind == .layerNorm else { return false }
    layerNormStep(layer, x, output: output)
    return true
  }

  /// Runs the next units of a layer with weights on its loaded operands: all of
  /// a reset-before GRU's.
  @inline(__always)
  func step(
    _ layer: LayerView, _ tiles: inout TileReader, _ form: OperandForm,
    hidden: UnsafeMutablePointer<Int16>, cell: UnsafeMutablePointer<Int32>,
    _ unitCount: Int
  ) {
    if Core.step(
      self, layer, &tiles, form, hidden: hidden, cell: cell, unitCount)
    {
      return
    }
    switch layer.kind {
    case .embedding, .dense, .pointwise, .conv1D, .history, .layerNorm:
      rowStep(&tiles, layer.denseActivation, output: hidden, unitCount)
    case .simpleRNN:
      rowStep(&tiles, layer.simpleRNNActivation, output: hidden, unitCount)
    case .gru:
      gruStep(
        layer, &tiles, hidden: hidden, reset: resetHidden, form, unitCount)
    case .lstm:
      lstmStep(layer, &tiles, form, hidden: hidden, cell: cell, unitCount)
    }
  }

  /// The layers' state.
  private var layerState: UnsafeMutableRawPointer {
    arena
      + heldInputSize(
        holdsGaps: model.hasPolicy(.hold), inputCount: model.inputCount)
  }

  /// The scratch memory's parts: the operands, the first of which takes the
  /// input; the reset hidden state; the output of a layer without state; what
  /// layers keep.
  var operands: UnsafeMutablePointer<Int16> {
    (arena + model.stateSize).assumingMemoryBound(to: Int16.self)
  }
  var resetHidden: UnsafeMutablePointer<Int16> {
    (arena + model.stateSize + model.operandsSize)
      .assumingMemoryBound(to: Int16.self)
  }
  var output: UnsafeMutablePointer<Int16> {
    (arena + model.stateSize + model.operandsSize + model.resetSize)
      .assumingMemoryBound(to: Int16.self)
  }
  private var memory: UnsafeMutablePointer<Int16> {
    (arena + model.stateSize + model.scratchSize - model.memorySize)
      .assumingMemoryBound(to: Int16.self)
  }
}
