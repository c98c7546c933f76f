import CSwiftletTraining
import SwiftletCells
import SwiftletRuntime

/// A GRU's pass by kernels.
final class GRUPass: LayerPass {
  private let layer: RecurrentPass
  private let resetAfter: Bool

  init(
    _ kernels: TrainingKernels, inputSize: Int, hiddenSize: Int,
    resetAfter: Bool, activations: GateActivations
  ) {
    self.resetAfter = resetAfter
    layer = RecurrentPass(
      kernels, gates: 3, inputSize: inputSize, hiddenSize: hiddenSize,
      functions: (activations.gateCode, activations.candidateCode))
  }

  private var parts: GRURecord { GRURecord(hiddenSize: layer.hiddenSize) }
  // The reset and the update gate, and the candidate.
  private let gates = 0..<2
  private let candidate = 2..<3
  // Where the candidate's recurrent term, or r h, lies in a record and in a
  // delta.
  private let term = (record: 4, delta: 3)
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
        parameters, gates, step.previous.part(0, step).series, to: 1, of: step)
      if resetAfter {
        finishResetAfter(parameters, step)
      } else {
        finishResetBefore(parameters, step)
      }
    }
  }

  private func finishResetAfter(
    _ parameters: LayerParameters<Float>, _ step: swiftlet_step
  ) {
    let size = layer.hiddenSize
    layer.addRecurrent(
      parameters, candidate, step.previous.part(0, step).series,
      to: term.record, of: step,
      bias: parameters.tensors + layer.projection.biasOffset + 3 * size)
    layer.kernels.run(step) { $0.pointee.gru }
  }

  private func finishResetBefore(
    _ parameters: LayerParameters<Float>, _ step: swiftlet_step
  ) {
    layer.kernels.run(step) { $0.pointee.gru_reset }
    layer.addRecurrent(
      parameters, candidate, step.record.part(term.record, step).series, to: 3,
      of: step)
    layer.kernels.run(step) { $0.pointee.gru_update }
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
      if resetAfter {
        layer.kernels.run(step) { $0.pointee.gru_back }
        layer.addRecurrentBack(
          parameters, candidate, delta: term.delta, of: step,
          to: gradients.state)
      } else {
        layer.kernels.run(step) { $0.pointee.gru_update_back }
        layer.addRecurrentBack(
          parameters, candidate, delta: 2, of: step,
          to: step.delta.part(term.delta, step), adds: false)
        layer.kernels.run(step) { $0.pointee.gru_reset_back }
      }
      layer.addRecurrentBack(
        parameters, gates, delta: 0, of: step, to: gradients.state)
    }
    let deltas = gradients.deltas.series
    layer.addRecurrentGradient(gates, deltas, rows, records, to: gradient)
    if resetAfter {
      addTermGradient(deltas, rows, records, gradient)
    } else {
      layer.addRecurrentGradient(
        candidate, deltas.dropping(2 * layer.hiddenSize),
        records.from(rows.sequences).dropping(parts.recurrentTerm),
        rows: rows.count, to: gradient)
    }
  }

  private func addTermGradient(
    _ deltas: StepSeries<Float>, _ rows: WindowRows,
    _ records: StepSeries<Float>, _ gradient: UnsafeMutablePointer<Float>
  ) {
    let size = layer.hiddenSize
    let terms = deltas.dropping(term.delta * size)
    layer.addRecurrentGradient(candidate, terms, rows, records, to: gradient)
    layer.kernels.addSum(
      of: terms, to: gradient + layer.projection.biasOffset + 3 * size,
      columns: size, depth: rows.count)
  }
}
