import SwiftletCells

extension ConvolutionCell: DifferentiableCell {
  var deltaSize: Int { outputSize }

  func backward(
    _ parameters: UnsafePointer<Value.Weight>, previous: UnsafePointer<Value>,
    record: UnsafePointer<Value>, outputGradient: UnsafePointer<Value>,
    stateGradient: UnsafeMutablePointer<Value>,
    delta: UnsafeMutablePointer<Value>
  ) {
    for k in 0..<outputSize {
      delta[k] = outputGradient[k] * activation.slope(giving: record[k])
    }
  }

  func addInputGradient(
    _ parameters: UnsafePointer<Value.Weight>, delta: UnsafePointer<Value>,
    to inputGradient: UnsafeMutablePointer<Value>
  ) {
    forEachTap { d, tap, frame in
      for row in 0..<shape.outputChannels {
        let w = parameters + row * shape.windowSize + tap * shape.channels
        let x = inputGradient + frame * shape.channels
        for channel in 0..<shape.channels {
          x[channel] += w[channel] * delta[d + row]
        }
      }
    }
  }

  func addParameterGradient(
    _ trace: LayerTrace<Value>, to gradient: UnsafeMutablePointer<Value.Weight>
  ) {
    let bias = gradient + shape.outputChannels * shape.windowSize
    for step in 0..<trace.steps {
      let (delta, input) = (trace.deltas[step], trace.inputs[step])
      for k in 0..<outputSize {
        bias[k % shape.outputChannels] += delta[k].laneSum()
      }
      forEachTap { d, tap, frame in
        let x = input + frame * shape.channels
        for row in 0..<shape.outputChannels {
          let w = gradient + row * shape.windowSize + tap * shape.channels
          for channel in 0..<shape.channels {
            w[channel] += (delta[d + row] * x[channel]).laneSum()
          }
        }
      }
    }
  }

  /// Calls a function for every frame that a frame of the output sees, with the
  /// latter's first place in the output.
  private func forEachTap(_ body: (Int, Int, Int) -> Void) {
    for output in 0..<shape.outputFrames {
      shape.forEachFrame(of: output) { tap, frame in
        body(output * shape.outputChannels, tap, frame)
      }
    }
  }
}
