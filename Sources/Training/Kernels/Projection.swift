import SwiftletCells

/// `W x + b` of all rows of a window at once, and its gradients.
struct Projection {
  let kernels: TrainingKernels
  /// The number of values of x.
  let inputSize: Int
  /// The number of rows of W.
  let outputSize: Int
  /// Where b begins in the layer's parameters, at whose beginning W lies.
  let biasOffset: Int
  private let zeros: Workspace<Float>

  init(
    _ kernels: TrainingKernels, inputSize: Int, outputSize: Int,
    biasOffset: Int
  ) {
    self.kernels = kernels
    self.inputSize = inputSize
    self.outputSize = outputSize
    self.biasOffset = biasOffset
    zeros = Workspace(repeating: 0, count: max(inputSize, outputSize))
  }

  /// Rows of zeros.
  var zeroRows: StepSeries<Float> { StepSeries(base: zeros.base, stride: 0) }

  /// Computes `W x + b`.
  func run(
    _ parameters: LayerParameters<Float>, rows: Int, inputs: StepSeries<Float>,
    to outputs: MutableStepSeries<Float>
  ) {
    let bias = StepSeries(base: parameters.tensors + biasOffset, stride: 0)
    kernels.multiply(
      inputs, parameters.transposed[0], addingTo: bias, into: outputs,
      rows: rows, columns: outputSize, depth: inputSize)
  }

  /// Goes back: gives the gradient by x, and adds those by W and b.
  func goBack(
    _ parameters: LayerParameters<Float>, rows: Int, inputs: StepSeries<Float>,
    _ gradients: LayerGradients<Float>, _ gradient: UnsafeMutablePointer<Float>
  ) {
    let deltas = gradients.deltas.series
    if let target = gradients.inputs {
      let weights = StepSeries(base: parameters.tensors, stride: inputSize)
      kernels.multiply(
        deltas, weights, addingTo: zeroRows, into: target, rows: rows,
        columns: inputSize, depth: outputSize)
    }
    kernels.addTransposedProduct(
      deltas, inputs, to: gradient, rows: outputSize, columns: inputSize,
      depth: rows)
    kernels.addSum(
      of: deltas, to: gradient + biasOffset, columns: outputSize, depth: rows)
  }
}
