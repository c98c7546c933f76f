import CSwiftletTraining
import SwiftletCells

/// A dense layer's pass by kernels.
final class DensePass: LayerPass {
  private let kernels: TrainingKernels
  private let projection: Projection
  private let activation: Layer.DenseActivation

  init(
    _ kernels: TrainingKernels, inputSize: Int, outputSize: Int,
    activation: Layer.DenseActivation
  ) {
    self.kernels = kernels
    self.activation = activation
    projection = Projection(
      kernels, inputSize: inputSize, outputSize: outputSize,
      biasOffset: outputSize * inputSize)
  }

  var recordSize: Int { projection.outputSize }
  var deltaSize: Int { projection.outputSize }

  func forward(
    _ parameters: LayerParameters<Float>, _ rows: WindowRows,
    inputs: StepSeries<Float>, records: MutableStepSeries<Float>
  ) {
    let outputs = records.from(rows.sequences)
    projection.run(parameters, rows: rows.count, inputs: inputs, to: outputs)
    kernels.run(step(rows.count, outputs.series)) { $0.pointee.activate }
  }

  func backward(
    _ parameters: LayerParameters<Float>, _ rows: WindowRows,
    inputs: StepSeries<Float>, records: StepSeries<Float>,
    gradients: LayerGradients<Float>, gradient: UnsafeMutablePointer<Float>
  ) {
    var step = step(rows.count, records.from(rows.sequences))
    step.output_gradient = .init(gradients.outputs)
    step.delta = .init(gradients.deltas.series)
    kernels.run(step) { $0.pointee.activate_back }
    projection.goBack(
      parameters, rows: rows.count, inputs: inputs, gradients, gradient)
  }

  private func step(_ rows: Int, _ outputs: StepSeries<Float>) -> swiftlet_step
  {
    var step = swiftlet_step()
    step.rows = rows
    step.units = projection.outputSize
    step.function = activation.code
    step.record = .init(outputs)
    return step
  }
}

extension swiftlet_vectors {
  /// Vectors of a series.
  init(_ series: StepSeries<Float>) {
    self.init(
      base: UnsafeMutablePointer(mutating: series.base), row: series.stride)
  }
}
