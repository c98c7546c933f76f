import SwiftletCells

/// `Conv`, over the frames that a timestep brings or over timesteps.
extension GraphReader {
  mutating func convolution(_ node: GraphNode) throws -> Signal {
    let padding = try signal(node).padding
    let signal = try framed(node)
    var kernel = try ConvolutionKernel(node, shape: signal.shape)
    if let padding {
      guard padding.axis == kernel.axis else {
        throw node.misfit("the padding of axis \(padding.axis)", signal.shape)
      }
      kernel.padding.left += padding.left
      kernel.padding.right += padding.right
    }
    let overTime = signal.axes[kernel.axis].contains { $0.role != .features }
    let frames = overTime ? 1 : signal.shape[kernel.axis]
    guard signal.axes[1].allSatisfy({ $0.role == .features }),
      signal.featureWires.count == kernel.channels * frames
    else {
      throw node.error(
        "its channels are not the features of its input (\(signal.shape)); "
          + "export the model with the axes (sequence, channels, frames)")
    }
    return overTime
      ? try convolution(kernel, overTimesteps: signal, node)
      : try convolution(kernel, overFrames: signal, node)
  }

  /// A convolution over timesteps, of which a history keeps those before.
  private mutating func convolution(
    _ kernel: ConvolutionKernel, overTimesteps signal: Signal,
    _ node: GraphNode
  ) throws -> Signal {
    guard !signal.isLastStep,
      time ?? signal.axes[kernel.axis]
        == signal.axes[kernel.axis]
    else {
      throw node.error(
        "it does not run over the timesteps of the input (\(signal.shape))")
    }
    let ahead = try checkCausal(kernel, node)
    time = signal.axes[kernel.axis]
    batch = signal.axes[0]
    var wires = signal.featureWires
    if kernel.reach > 0 {
      wires = layers.add(
        .history(
          node.outputs[0], size: kernel.reach * kernel.channels,
          inputSize: kernel.channels), to: wires)
    }
    var result = signal.with(
      layers.add(
        .convolution(node, kernel, frames: kernel.reach + 1, padding: (0, 0)),
        to: wires),
      along: 1)
    result.ahead = ahead
    return result
  }

  /// A `Slice` that leaves out the timesteps after the last, as where a causal
  /// convolution is padded at both ends and cut.
  func leavingOut(
    _ ahead: Signal.Ahead, of signal: Signal, _ node: GraphNode
  ) throws -> Signal {
    let shape = signal.wholeShape
    var result = signal
    for operation in try LayoutOperation.operations(of: node, on: shape) ?? [] {
      guard case .take(let axis, let indices) = operation else {
        throw ahead.error
      }
      if indices.elementsEqual(0..<shape[axis]) { continue }
      guard axis == ahead.axis, indices.elementsEqual(0..<signal.shape[axis])
      else { throw ahead.error }
      result.ahead = nil
    }
    return result
  }

  /// Checks that a convolution over timesteps sees the present one and those
  /// before, and no other.
  ///
  /// - Returns: The timesteps that it gives after the last one, which have to
  ///   be left out; nil where there are none.
  private func checkCausal(
    _ kernel: ConvolutionKernel, _ node: GraphNode
  ) throws -> Signal.Ahead? {
    guard kernel.stride == 1 else {
      throw node.error(
        "it answers at every \(kernel.stride)th timestep only; train with a "
          + "stride of 1 over time")
    }
    let right = kernel.padding.right
    let error = node.error(
      "it sees timesteps after its answer's (\(right), by the padding on the "
        + "right), which a stream does not have; train with a padding of "
        + "\(kernel.reach) on the left alone, as "
        + "nn.ConstantPad1d((\(kernel.reach), 0), 0.0) is")
    guard right == 0 || kernel.padding.left == kernel.reach else { throw error }
    guard kernel.padding.left == kernel.reach else {
      throw node.error(
        "its answers do not begin with the stream: it sees \(kernel.reach) "
          + "timesteps before an answer's, and \(kernel.padding.left) of them "
          + "are padded; train with a padding of \(kernel.reach) on the left, "
          + "as nn.ConstantPad1d((\(kernel.reach), 0), 0.0) is")
    }
    return right == 0
      ? nil : Signal.Ahead(axis: kernel.axis, count: right, error: error)
  }

  /// A convolution over frames that one timestep brings.
  private mutating func convolution(
    _ kernel: ConvolutionKernel, overFrames signal: Signal, _ node: GraphNode
  ) throws -> Signal {
    let frames = signal.shape[kernel.axis]
    let layer = ImportedLayer.convolution(
      node, kernel, frames: frames, padding: kernel.padding)
    let outputFrames = layer.layer.outputSize / kernel.outputChannels
    guard outputFrames > 0 else {
      throw node.misfit("a kernel of \(kernel.size) frames", signal.shape)
    }
    guard layer.layer.outputSize <= LayerRecord.sizeLimit else {
      throw node.error(
        "it gives \(layer.layer.outputSize) values, where swiftlet takes at "
          + "most \(LayerRecord.sizeLimit); train with fewer zeros around the "
          + "frames")
    }
    let operand = signal.featureWires.exchanging(kernel.channels, frames)
    guard operand.runCount <= Self.mostRuns else {
      throw node.error(
        "it takes \(operand.count) values in another order than they come in; "
          + "export the model with the axes (sequence, frames, channels) and a "
          + "transpose before the convolution")
    }
    let wires = layers.add(layer, to: operand)
    var result = signal.replacing(
      wires.exchanging(outputFrames, kernel.outputChannels))
    result.axes[1] = Signal.axis(.features, kernel.outputChannels)
    result.axes[kernel.axis] = Signal.axis(.features, outputFrames)
    return result
  }

  /// The most parts that a convolution's frames are put together of.
  private static let mostRuns = 64

  /// Some of the channels that a linear convolution gives, as one that gives
  /// no others; nil of other signals.
  mutating func channels(
    _ indices: [Int], _ axis: Int, of signal: Signal, _ wires: [Wire],
    _ node: GraphNode
  ) -> Signal? {
    guard axis == 1, var whole = layers.whole(wires),
      case .conv1D(var shape, .linear) = whole.layer.layer,
      shape.outputFrames > 1, shape.outputChannels == signal.shape[1],
      wires.map(\.index)
        == Array(wires.indices).exchanging(
          shape.outputFrames, shape.outputChannels),
      let weight = whole.layer.tensors[.weight],
      let bias = whole.layer.tensors[.bias]
    else { return nil }
    let size = shape.windowSize
    shape.outputChannels = indices.count
    whole.layer = .conv1D(
      node.outputs[0], shape,
      indices.flatMap { weight[$0 * size..<($0 + 1) * size] },
      bias: indices.map { bias[$0] })
    let chosen = layers.add(whole.layer, to: whole.operands[0])
    return signal.taking(indices, along: axis).replacing(
      chosen.exchanging(shape.outputFrames, shape.outputChannels))
  }
}

extension ImportedLayer {
  /// A convolution; over a single frame, a dense layer.
  fileprivate static func convolution(
    _ node: GraphNode, _ kernel: ConvolutionKernel, frames: Int,
    padding: (left: Int, right: Int)
  ) -> ImportedLayer {
    let shape = Convolution(
      frames: frames, channels: kernel.channels,
      outputChannels: kernel.outputChannels, kernel: kernel.size,
      stride: kernel.stride, dilation: kernel.dilation,
      leftPadding: padding.left, rightPadding: padding.right)
    guard frames == 1, shape.outputFrames == 1 else {
      return .conv1D(
        node.outputs[0], shape, kernel.weight.values, bias: kernel.bias)
    }
    var columns: [Int] = []
    shape.forEachFrame(of: 0) { tap, _ in
      columns = (0..<kernel.channels).map { tap * kernel.channels + $0 }
    }
    return .dense(
      node.outputs[0],
      columns.isEmpty
        ? Matrix(
          rows: kernel.outputChannels, columns: kernel.channels,
          values: Array(
            repeating: 0, count: kernel.outputChannels * kernel.channels))
        : kernel.weight.takingColumns(columns),
      bias: kernel.bias)
  }
}

extension LayerGraph {
  /// The linear convolution whose whole output the wires are, with an
  /// activation; nil of others.
  ///
  /// - Returns: What it gives, in the order of the wires.
  mutating func addActivated(
    _ activation: Layer.DenseActivation, _ wires: [Wire]
  ) -> [Wire]? {
    guard var whole = whole(wires),
      case .conv1D(let shape, .linear) = whole.layer.layer
    else { return nil }
    whole.layer.layer = .conv1D(shape, activation: activation)
    let values = add(whole.layer, to: whole.operands[0])
    return wires.map { values[$0.index] }
  }
}

extension Array {
  /// The transpose of the array as a matrix `(rows, columns)`.
  fileprivate func exchanging(_ rows: Int, _ columns: Int) -> [Element] {
    (0..<columns).flatMap { column in
      (0..<rows).map { self[$0 * columns + column] }
    }
  }
}
