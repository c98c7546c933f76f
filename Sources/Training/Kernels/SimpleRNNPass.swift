import CSwiftletTraining
import SwiftletCells

/// A simple recurrent layer's pass by kernels.
final class SimpleRNNPass: LayerPass {
  private let layer: RecurrentPass

  init(
    _ kernels: TrainingKernels, inputSize: Int, hiddenSize: Int,
    activation: Layer.RecurrentActivation
  ) {
    layer = RecurrentPass(
      kernels, gates: 1, inputSize: inputSize, hiddenSize: hiddenSize,
      functions: (activation.code, activation.code))
  }

  var recordSize: Int { layer.hiddenSize }
  var deltaSize: Int { layer.hiddenSize }

  func forward(
    _ parameters: LayerParameters<Float>, _ rows: WindowRows,
    inputs: StepSeries<Float>, records: MutableStepSeries<Float>
  ) {
    layer.forward(
      parameters, rows, inputs: inputs, records: records, from: 0
    ) { step in
      layer.addRecurrent(
        parameters, 0..<1, step.previous.part(0, step).series, to: 0, of: step)
      layer.kernels.run(step) { $0.pointee.activate }
    }
  }

  func backward(
    _ parameters: LayerParameters<Float>, _ rows: WindowRows,
    inputs: StepSeries<Float>, records: StepSeries<Float>,
    gradients: LayerGradients<Float>, gradient: UnsafeMutablePointer<Float>
  ) {
    layer.backward(
      parameters, rows, inputs: inputs, records: records, gradients: gradients,
      gradient: gradient
    ) { step in
      layer.kernels.run(step) { $0.pointee.activate_back }
      layer.addRecurrentBack(
        parameters, 0..<1, delta: 0, of: step, to: gradients.state,
        adds: false)
    }
    layer.addRecurrentGradient(
      0..<1, gradients.deltas.series, rows, records, to: gradient)
  }
}
