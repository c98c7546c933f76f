/// The shape of a convolution, read in place.
package struct ConvolutionView {
  private let bytes: UnsafeRawPointer

  @inline(__always)
  init(_ bytes: UnsafeRawPointer) { self.bytes = bytes }

  @inline(__always) package var frames: Int {
    number(ConvolutionLayout.framesOffset)
  }
  @inline(__always) package var channels: Int {
    number(ConvolutionLayout.channelsOffset)
  }
  @inline(__always) package var kernel: Int {
    number(ConvolutionLayout.kernelOffset)
  }
  @inline(__always) package var stride: Int {
    number(ConvolutionLayout.strideOffset)
  }
  @inline(__always) package var dilation: Int {
    number(ConvolutionLayout.dilationOffset)
  }
  @inline(__always) package var leftPadding: Int {
    number(ConvolutionLayout.leftPaddingOffset)
  }
  @inline(__always) package var outputFrames: Int {
    number(ConvolutionLayout.outputFramesOffset)
  }
  @inline(__always) var reserved: Int {
    number(ConvolutionLayout.reservedOffset)
  }

  private func number(_ offset: Int) -> Int {
    Int(bytes.load(fromByteOffset: offset, as: UInt16.self))
  }

  /// Collects the frames that a frame of the output sees, zeros where there is
  /// none.
  ///
  /// - Parameters:
  ///   - x: The frames, `(frames, channels)`.
  ///   - window: `(kernel, channels)`, apart from the frames.
  @inline(never)
  func collect(
    _ x: UnsafePointer<Int16>, output: Int,
    into window: UnsafeMutablePointer<Int16>
  ) {
    var (frame, window) = (output &* stride &- leftPadding, window)
    if dilation == 1, frame >= 0, frame &+ kernel <= frames {
      // Neighbours.
      return Core.copy(x + frame &* channels, to: window, kernel &* channels)
    }
    for _ in 0..<kernel {
      if 0..<frames ~= frame {
        Core.copy(x + frame &* channels, to: window, channels)
      } else {
        for channel in 0..<channels { window[channel] = 0 }
      }
      window += channels
      frame &+= dilation
    }
  }
}

/// One timestep of a history: the values of earlier steps, then the new ones.
///
/// - Parameters:
///   - state: The earlier values, `(outputSize - inputSize)`; updated in place.
///   - x: The new ones, `(inputSize)`.
///   - output: `(outputSize)`, apart from both.
@inline(never)
func historyStep(
  _ layer: LayerView, state: UnsafeMutablePointer<Int16>,
  _ x: UnsafePointer<Int16>, output: UnsafeMutablePointer<Int16>
) {
  let size = layer.outputSize &- layer.inputSize
  Core.copy(state, to: output, size)
  Core.copy(x, to: output + size, layer.inputSize)
  Core.copy(output + layer.inputSize, to: state, size)
}
