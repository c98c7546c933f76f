internal import CSwiftlet
internal import CSwiftletKernels

/// A timestep that stops after some units and goes on later. Between two parts
/// the layer's operands lie in the scratch memory, and its state is half new.
struct StepInParts {
  private(set) var stream: Stream
  /// The layer in hand, its memory, and its frame where it is a convolution.
  private var index: Int
  private var place: Stream.LayerPlace
  private var frame: Int
  /// The units of it that are done, and after some what gives the next ones.
  private var done: Int
  private var tiles: TileReader

  /// Sets this memory to a step on the input that a stream has loaded.
  mutating func begin(_ stream: Stream) {
    self.stream = stream
    index = 0
    place = stream.firstPlace
    frame = 0
    done = 0
  }

  /// The outputs of a step that is done.
  var output: UnsafePointer<Int16> { UnsafePointer(place.values) }

  /// Does up to `units` units more, or up to one layer more where that cannot
  /// stop.
  ///
  /// - Returns: Whether the step is done.
  mutating func run(_ units: Int) -> Bool {
    let count = stream.model.layerCount
    var left = units
    while left > 0 && index < count {
      let layer = stream.model.layer(index)
      if layer.shape.isKept {
        stream.keptStep(layer, &place)
        left &-= layer.outputSize
        index &+= 1
      } else {
        left &-= runUnits(of: layer, layer.stops ? left : layer.outputSize)
      }
    }
    return index == count
  }

  /// Runs up to `limit` units of a layer, rounded up to a multiple of 4, and
  /// gives how many.
  private mutating func runUnits(of layer: LayerView, _ limit: Int) -> Int {
    let size = layer.outputSize
    let output = stream.output + frame &* size
    let state = layer.stateSizes
    let hidden =
      layer.shape.isRecurrent
      ? (place.state + state.cell).assumingMemoryBound(to: Int16.self) : output
    let count = min(paddedToFour(min(limit, size)), size &- done)
    if done != 0 || !tableStep(layer, output) {
      let form = OperandForm(layer, stream.model.activationBits)
      if done == 0 { load(layer, hidden, form) }
      // A kernel of a whole layer need not leave the reader behind its last tile.
      if layer.hasStorage(.allBlocks) {
        let tile = layer.shape.tilesAreUnits ? done : done &>> 2
        tiles.tile.weights = layer.weights + tile &* layer.shape.tileSize
      }
      stream.step(
        layer, &tiles, form, hidden: hidden + done,
        cell: place.state.assumingMemoryBound(to: Int32.self) + done, count)
    }
    done &+= count
    guard done == size else { return count }
    done = 0
    frame &+= 1
    guard frame == layer.outputFrames else { return count }
    frame = 0
    index &+= 1
    place.values = layer.isConvolution ? stream.output : hidden
    place.state += state.whole
    return count
  }

  /// What the layer in hand takes.
  @inline(__always)
  private func input(of layer: LayerView) -> UnsafeMutablePointer<Int16> {
    let x = stream.operand(layer.source, place.values)
    return stream.input(of: layer, x, place.values, frame)
  }

  /// Runs a layer that is a table; gives whether the layer is one.
  @inline(__always)
  private func tableStep(
    _ layer: LayerView, _ output: UnsafeMutablePointer<Int16>
  ) -> Bool {
    layer.isTable
      && stream.tableStep(layer, input(of: layer), output: output)
  }

  /// Loads a layer's operands.
  private mutating func load(
    _ layer: LayerView, _ hidden: UnsafeMutablePointer<Int16>,
    _ form: OperandForm
  ) {
    let operands = loadOperands(
      input(of: layer), hidden, into: stream.operands, layer, form)
    tiles = TileReader(layer, operands, form, stream.level)
  }
}

extension LayerView {
  /// Whether a step may stop between the layer's units: where it has weights,
  /// and its units need nothing of one another.
  fileprivate var stops: Bool { !isTable && !shape.isResetBefore }

  /// Whether the layer has no weights to multiply with.
  fileprivate var isTable: Bool { kind == .embedding || kind == .layerNorm }
}
