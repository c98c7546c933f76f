/// The memory that a stream of a model needs, summed over its layers.
struct MemoryPlan {
  /// Bytes of state: the inputs held for gaps, the layers', and how long the
  /// inputs are still held.
  private var stateSize: Int
  private var scratch = ScratchLayout()

  /// The plan of no layer.
  @inline(__always)
  init(_ model: ModelView) {
    stateSize = heldInputSize(
      holdsGaps: model.hasPolicy(.hold), inputCount: model.inputCount)
    if model.limitsHolding { stateSize &*= 2 }
  }

  /// Makes room for one more layer.
  @inline(__always)
  mutating func add(_ layer: LayerView) {
    let shape = layer.shape
    stateSize &+= shape.stateSize
    scratch.add(shape, outputFrames: layer.outputFrames)
  }

  /// How many values the layers so far keep.
  @inline(__always)
  var keptCount: Int { scratch.memoryCount }

  /// Whether a model states these sizes.
  @inline(__always)
  func matches(_ model: ModelView) -> Bool {
    stateSize == model.stateSize && scratch.size == model.scratchSize
      && 2 &* scratch.operandCount == model.operandsSize
      && 2 &* scratch.resetCount == model.resetSize
      && (!Supported.all || scratch.memorySize == model.memorySize)
  }
}
