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
    layer.projection.run(
      parameters, rows: rows.count, inputs: inputs,
      to: records.from(rows.sequences).dropping(parts.gates.lowerBound))
    for index in 0..<rows.steps {
      let step = layer.step(index, rows, records.series)
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
    for index in (0..<rows.steps).reversed() {
      let step = layer.step(index, rows, records, gradients)
      layer.kernels.run(step) { $0.pointee.lstm_back }
      layer.addRecurrentBack(
        parameters, 0..<4, delta: 0, of: step, to: gradients.state,
        adds: false)
    }
    layer.projection.goBack(
      parameters, rows: rows.count, inputs: inputs, gradients, gradient)
    layer.addRecurrentGradient(
      0..<4, gradients.deltas.series, rows, records, to: gradient)
  }
}
