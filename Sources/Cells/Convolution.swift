/// The shape of a convolution over the frames that one timestep brings.
///
/// A frame is a vector of channels; frames lie one after the other. Frame t of
/// the output sees the frames `stride t - leftPadding + dilation j` of the
/// input for `j` in `0..<kernel`, zeros where there is none.
public struct Convolution: Equatable, Hashable, Sendable {
  /// Frames that a timestep brings.
  public var frames: Int
  /// Values of a frame.
  public var channels: Int
  /// Values of a frame of the output.
  public var outputChannels: Int
  /// Frames that a frame of the output sees.
  public var kernel: Int
  /// Frames from one that is seen first to the next one's.
  public var stride: Int
  /// Frames from one that is seen to the next.
  public var dilation: Int
  /// Frames of zeros before the first and after the last one.
  public var leftPadding, rightPadding: Int

  /// A shape; by default one that moves by one frame, without padding.
  public init(
    frames: Int, channels: Int, outputChannels: Int, kernel: Int,
    stride: Int = 1, dilation: Int = 1, leftPadding: Int = 0,
    rightPadding: Int = 0
  ) {
    self.frames = frames
    self.channels = channels
    self.outputChannels = outputChannels
    self.kernel = kernel
    self.stride = stride
    self.dilation = dilation
    self.leftPadding = leftPadding
    self.rightPadding = rightPadding
  }

  /// Frames of the output; below 1 where the kernel is longer than the frames.
  public var outputFrames: Int {
    let reach = dilation * (kernel - 1) + 1
    let room = frames + leftPadding + rightPadding - reach
    return room < 0 || stride < 1 ? 0 : room / stride + 1
  }

  /// Values that a frame of the output sees.
  public var windowSize: Int { kernel * channels }

  /// Calls a function for each frame that a frame of the output sees, with its
  /// place in the kernel and its index; not for zeros.
  @inlinable public func forEachFrame(
    of output: Int, _ body: (_ tap: Int, _ frame: Int) -> Void
  ) {
    for tap in 0..<kernel {
      let frame = output * stride - leftPadding + tap * dilation
      if frame >= 0 && frame < frames { body(tap, frame) }
    }
  }

  /// Whether every number is in a range that this project runs.
  var isValid: Bool {
    let largest = 4096
    return [frames, channels, outputChannels, kernel, stride, dilation]
      .allSatisfy { 1...largest ~= $0 }
      && 0...largest ~= leftPadding && 0...largest ~= rightPadding
      && 1...largest ~= outputFrames && windowSize <= largest
      && frames * channels <= 65535 && outputFrames * outputChannels <= 65535
  }
}
