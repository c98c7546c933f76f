/// A convolution over the frames of a timestep, `y_t = activation(W x_t + b)`
/// with the same `W` for every frame t of the output.
///
/// The record is `y`, frame after frame.
@frozen public struct ConvolutionCell<Value: CellValue>: Cell {
  /// The shape.
  public let shape: Convolution
  /// The activation.
  public let activation: Layer.DenseActivation

  /// A layer of a shape.
  @inlinable public init(
    _ shape: Convolution, activation: Layer.DenseActivation
  ) {
    self.shape = shape
    self.activation = activation
  }

  /// The number of values the layer takes.
  @inlinable public var inputSize: Int { shape.frames * shape.channels }
  /// The number of values the layer gives.
  @inlinable public var outputSize: Int {
    shape.outputFrames * shape.outputChannels
  }
  /// The number of values carried from step to step.
  @inlinable public var stateSize: Int { 0 }
  /// The number of values of a record.
  @inlinable public var recordSize: Int { outputSize }

  /// Advances the cell by one timestep; see `Cell.step`.
  ///
  /// `W` is `(outputChannels, kernel, channels)`; the bias follows it.
  @inlinable public func step(
    _ parameters: UnsafePointer<Value.Weight>, input: UnsafePointer<Value>,
    previous: UnsafePointer<Value>, record: UnsafeMutablePointer<Value>
  ) {
    let (rows, channels) = (shape.outputChannels, shape.channels)
    for output in 0..<shape.outputFrames {
      let y = record + output * rows
      copyBias(parameters + rows * shape.windowSize, count: rows, to: y)
      shape.forEachFrame(of: output) { tap, frame in
        let x = input + frame * channels
        for row in 0..<rows {
          let w = parameters + row * shape.windowSize + tap * channels
          var sum = y[row]
          for channel in 0..<channels { sum += w[channel] * x[channel] }
          y[row] = sum
        }
      }
      for row in 0..<rows { y[row] = activation(y[row]) }
    }
  }
}
