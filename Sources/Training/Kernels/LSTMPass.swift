import CSwiftletTraining
import SwiftletCells
import SwiftletRuntime

/// An LSTM's pass by kernels.
final class LSTMPass: LayerPass {
  private let layer: RecurrentPass

  init(
    _ kernels: TrainingKernels, inputSize: Int, hiddenSize: Int,
    activations: GateActivations
  ) {
    layer = RecurrentPass(
      kernels, gates: 4, inputSize: inputSize, hiddenSize: hiddenSize,
      functions: (activations.gateCode, activations.candidateCode))
  }

  private var parts: LSTMRecord { LSTMRecord(hiddenSize: layer.hiddenSize) }
  var recordSize: Int { parts.count }
  var deltaSize: Int { 4 * layer.hiddenSize }

  func forward(
    _ parameters: LayerParameters<Float>, _ rows: WindowRows,
    inputs: StepSeries<Float>, records: MutableStepSeries<Float>
  ) {
    layer.forward(
      parameters, rows, inputs: inputs, records: records,
      from: parts.gates.lowerBound
    ) { step in
      layer.addRecurrent(
        parameters, 0..<4, step.previous.part(0, step).series, to: 2, of: step)
      layer.kernels.run(step) { $0.pointee.lstm }
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
      layer.kernels.run(step) { $0.pointee.lstm_back }
      layer.addRecurrentBack(
        parameters, 0..<4, delta: 0, of: step, to: gradients.state,
        adds: false)
    }
    layer.addRecurrentGradient(
      0..<4, gradients.deltas.series, rows, records, to: gradient)
  }
}
