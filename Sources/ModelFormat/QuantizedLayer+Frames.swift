import SwiftletRuntime

extension QuantizedLayer {
  /// How many values the layer takes from one source.
  public var takenCount: Int {
    convolution.map { $0.frames * $0.channels } ?? inputSize
  }

  /// How many values the layer gives, of all frames.
  public var givenCount: Int {
    outputSize * (convolution?.outputFrames ?? 1)
  }

  /// Whether a convolution, and it alone, has frames, all of whose numbers are
  /// in range.
  var hasFrames: Bool {
    guard let shape = convolution else { return !kind.isConvolution }
    let largest = ConvolutionLayout.largest
    return kind.isConvolution
      && [
        shape.frames, shape.channels, shape.kernel, shape.stride,
        shape.dilation, shape.outputFrames,
      ].allSatisfy { 1...largest ~= $0 } && 0...largest ~= shape.leftPadding
      && shape.kernel * shape.channels == inputSize
      && takenCount <= ConvolutionLayout.largestCount
      && givenCount <= ConvolutionLayout.largestCount
  }

  /// A convolution's shape as a file stores it, after its tiles.
  var frameBytes: ByteWriter {
    guard let shape = convolution else { return ByteWriter() }
    var bytes = ByteWriter(zeros: ConvolutionLayout.size)
    let fields = [
      (shape.frames, ConvolutionLayout.framesOffset),
      (shape.channels, ConvolutionLayout.channelsOffset),
      (shape.kernel, ConvolutionLayout.kernelOffset),
      (shape.stride, ConvolutionLayout.strideOffset),
      (shape.dilation, ConvolutionLayout.dilationOffset),
      (shape.leftPadding, ConvolutionLayout.leftPaddingOffset),
      (shape.outputFrames, ConvolutionLayout.outputFramesOffset),
    ]
    for (value, offset) in fields { bytes.store(UInt16(value), at: offset) }
    return bytes
  }
}

extension FrameShape {
  /// The shape that a convolution's entry states; nil of another layer.
  init?(_ layer: LayerView) {
    guard layer.isConvolution else { return nil }
    let shape = layer.convolution
    self.init(
      frames: shape.frames, channels: shape.channels, kernel: shape.kernel,
      stride: shape.stride, dilation: shape.dilation,
      leftPadding: shape.leftPadding, outputFrames: shape.outputFrames)
  }
}
