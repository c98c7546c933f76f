import CSwiftletTraining
import SwiftletCells

/// What the passes of recurrent layers share: their tensors `W U b`, and the
/// steps of a window.
struct RecurrentPass {
  let kernels: TrainingKernels
  let projection: Projection
  /// The number of units.
  let hiddenSize: Int
  /// The codes of the activations of gates and of candidates.
  let functions: (gate: Int32, candidate: Int32)

  init(
    _ kernels: TrainingKernels, gates: Int, inputSize: Int, hiddenSize: Int,
    functions: (gate: Int32, candidate: Int32)
  ) {
    self.kernels = kernels
    self.hiddenSize = hiddenSize
    self.functions = functions
    let rows = gates * hiddenSize
    projection = Projection(
      kernels, inputSize: inputSize, outputSize: rows,
      biasOffset: rows * (inputSize + hiddenSize))
  }

  /// Where U begins in the layer's parameters.
  var recurrentOffset: Int { projection.outputSize * projection.inputSize }

  /// Runs the steps of a window forward: the projections of all of them, which
  /// go to the records from a number on, and then what each one adds.
  func forward(
    _ parameters: LayerParameters<Float>, _ rows: WindowRows,
    inputs: StepSeries<Float>, records: MutableStepSeries<Float>,
    from first: Int, finish: (swiftlet_step) -> Void
  ) {
    projection.run(
      parameters, rows: rows.count, inputs: inputs,
      to: records.from(rows.sequences).dropping(first))
    for index in 0..<rows.steps {
      finish(step(index, rows, records.series))
    }
  }

  /// Goes back over the steps of a window, and then over the projections of all
  /// of them.
  func backward(
    _ parameters: LayerParameters<Float>, _ rows: WindowRows,
    inputs: StepSeries<Float>, records: StepSeries<Float>,
    gradients: LayerGradients<Float>, gradient: UnsafeMutablePointer<Float>,
    goBack: (swiftlet_step) -> Void
  ) {
    for index in (0..<rows.steps).reversed() {
      goBack(step(index, rows, records, gradients))
    }
    projection.goBack(
      parameters, rows: rows.count, inputs: inputs, gradients, gradient)
  }

  /// A step of a window, forward.
  private func step(
    _ index: Int, _ rows: WindowRows, _ records: StepSeries<Float>
  ) -> swiftlet_step {
    let own = rows.rows(of: index)
    var step = swiftlet_step()
    step.rows = own.count
    step.units = hiddenSize
    step.function = functions.gate
    step.candidate = functions.candidate
    step.record = .init(records.from(rows.sequences + own.lowerBound))
    step.previous = .init(records.from(rows.previousRow(of: index)))
    return step
  }

  /// A step of a window, on the way back.
  private func step(
    _ index: Int, _ rows: WindowRows, _ records: StepSeries<Float>,
    _ gradients: LayerGradients<Float>
  ) -> swiftlet_step {
    let first = rows.rows(of: index).lowerBound
    var step = step(index, rows, records)
    step.output_gradient = .init(gradients.outputs.from(first))
    step.state_gradient = .init(gradients.state.series)
    step.delta = .init(gradients.deltas.series.from(first))
    return step
  }

  /// Adds the product of some gates' rows of U and of a state to a part of the
  /// step's records.
  ///
  /// - Parameter bias: what that part is before; nil for what it holds.
  func addRecurrent(
    _ parameters: LayerParameters<Float>, _ gates: Range<Int>,
    _ state: StepSeries<Float>, to part: Int, of step: swiftlet_step,
    bias: UnsafePointer<Float>? = nil
  ) {
    let matrix = parameters.transposed[1].dropping(
      gates.lowerBound * hiddenSize)
    kernels.multiply(
      state, matrix, addingTo: bias.map { StepSeries(base: $0, stride: 0) },
      into: step.record.part(part, step), rows: step.rows,
      columns: gates.count * hiddenSize, depth: hiddenSize)
  }

  /// Gives the product of some gates' columns of Uᵀ and of a part of the
  /// step's delta.
  ///
  /// - Parameter adds: whether it is added to what is there.
  func addRecurrentBack(
    _ parameters: LayerParameters<Float>, _ gates: Range<Int>, delta part: Int,
    of step: swiftlet_step, to gradient: MutableStepSeries<Float>,
    adds: Bool = true
  ) {
    let first =
      parameters.tensors + recurrentOffset
      + gates.lowerBound * hiddenSize * hiddenSize
    kernels.multiply(
      step.delta.part(part, step).series,
      StepSeries(base: first, stride: hiddenSize),
      addingTo: adds ? nil : projection.zeroRows, into: gradient,
      rows: step.rows, columns: hiddenSize, depth: gates.count * hiddenSize)
  }

  /// Adds the gradient by some gates' rows of U, which met a state.
  func addRecurrentGradient(
    _ gates: Range<Int>, _ deltas: StepSeries<Float>,
    _ states: StepSeries<Float>, rows: Int,
    to gradient: UnsafeMutablePointer<Float>
  ) {
    let first =
      gradient + recurrentOffset + gates.lowerBound * hiddenSize * hiddenSize
    kernels.addTransposedProduct(
      deltas, states, to: first, rows: gates.count * hiddenSize,
      columns: hiddenSize, depth: rows)
  }

  /// The same where the state is that of the step before.
  func addRecurrentGradient(
    _ gates: Range<Int>, _ deltas: StepSeries<Float>, _ rows: WindowRows,
    _ records: StepSeries<Float>, to gradient: UnsafeMutablePointer<Float>
  ) {
    rows.forEachRun { previous, row, count in
      addRecurrentGradient(
        gates, deltas.from(row), records.from(previous), rows: count,
        to: gradient)
    }
  }
}

extension swiftlet_vectors {
  /// The vectors from a part on: that which begins so many times as many
  /// numbers behind the start as there are units.
  func part(_ index: Int, _ step: swiftlet_step) -> MutableStepSeries<Float> {
    guard let base else { preconditionFailure("the step lacks vectors") }
    return MutableStepSeries(base: base + index * step.units, stride: row)
  }
}
