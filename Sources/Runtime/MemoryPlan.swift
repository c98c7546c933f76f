/// The memory that a stream of a model needs, summed over its layers.
struct MemoryPlan {
  /// Bytes of state before the layers' own: the inputs held for gaps.
  let heldSize: Int
  /// Bytes of state, with those.
  private(set) var stateSize: Int
  private(set) var scratch = ScratchLayout()

  @inline(never)
  init(_ model: ModelView) {
    heldSize = heldInputSize(
      gapPolicy: model.gapPolicy, inputCount: model.inputCount)
    stateSize = heldSize
    for index in 0..<model.layerCount {
      let shape = model.layer(index).shape
      stateSize &+= shape.stateSize
      scratch.add(shape)
    }
  }

  /// Whether a model states these sizes.
  func matches(_ model: ModelView) -> Bool {
    stateSize == model.stateSize && scratch.size == model.scratchSize
      && 2 &* scratch.operandCount == model.operandsSize
      && 2 &* scratch.resetCount == model.resetSize
  }
}
