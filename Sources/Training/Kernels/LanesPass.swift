import SwiftletCells

/// The pass of a layer without state by its cell, eight rows at a time.
final class LanesPass: LayerPass {
  private let cell: LayerCell<SIMD8<Float>>
  private let sizes: (input: Int, output: Int)
  // One row each, of eight lanes.
  private let input: StepWorkspace<SIMD8<Float>>
  private let record: StepWorkspace<SIMD8<Float>>
  private let delta: StepWorkspace<SIMD8<Float>>
  private let outputGradient: StepWorkspace<SIMD8<Float>>
  private let inputGradient: StepWorkspace<SIMD8<Float>>

  /// The pass of a layer.
  init(_ layer: Layer) {
    cell = LayerCell(layer)
    sizes = (layer.inputSize, layer.outputSize)
    input = StepWorkspace(width: layer.inputSize, steps: 1)
    record = StepWorkspace(width: cell.recordSize, steps: 1)
    delta = StepWorkspace(width: cell.deltaSize, steps: 1)
    outputGradient = StepWorkspace(width: layer.outputSize, steps: 1)
    inputGradient = StepWorkspace(width: layer.inputSize, steps: 1)
  }

  var recordSize: Int { cell.recordSize }
  var deltaSize: Int { cell.deltaSize }

  func forward(
    _ parameters: LayerParameters<Float>, _ rows: WindowRows,
    inputs: StepSeries<Float>, records: MutableStepSeries<Float>
  ) {
    forEachEight(rows.count) { eight in
      gather(inputs, eight, sizes.input, into: input[0])
      cell.step(
        parameters.tensors, input: input[0], previous: record[0],
        record: record[0])
      scatter(
        record[0], recordSize, to: records.from(rows.sequences), eight)
    }
  }

  func backward(
    _ parameters: LayerParameters<Float>, _ rows: WindowRows,
    inputs: StepSeries<Float>, records: StepSeries<Float>,
    gradients: LayerGradients<Float>, gradient: UnsafeMutablePointer<Float>
  ) {
    let step = LayerTrace(
      steps: 1, inputs: input.series(), previous: record.series(),
      records: record.series(), deltas: delta.series())
    let meeting = LayerGradients(
      outputs: outputGradient.series(),
      inputs: gradients.inputs.map { _ in inputGradient.mutableSeries() },
      deltas: delta.mutableSeries(), state: delta.mutableSeries())
    forEachEight(rows.count) { eight in
      gather(inputs, eight, sizes.input, into: input[0])
      gather(
        records.from(rows.sequences), eight, recordSize, into: record[0])
      gather(gradients.outputs, eight, sizes.output, into: outputGradient[0])
      cell.backward(
        parameters.tensors, .single, trace: step, gradients: meeting,
        gradient: gradient)
      guard let inputs = gradients.inputs else { return }
      scatter(inputGradient[0], sizes.input, to: inputs, eight)
    }
  }

  private func forEachEight(_ count: Int, _ body: (Range<Int>) -> Void) {
    for first in stride(from: 0, to: count, by: 8) {
      body(first..<min(first + 8, count))
    }
  }
}

/// Brings up to eight rows into lanes, zeros into the others.
func gather(
  _ vectors: StepSeries<Float>, _ rows: Range<Int>, _ count: Int,
  into lanes: UnsafeMutablePointer<SIMD8<Float>>
) {
  clear(lanes, count: count)
  for (lane, row) in rows.enumerated() {
    let vector = vectors[row]
    for k in 0..<count { lanes[k][lane] = vector[k] }
  }
}

/// Brings lanes back into up to eight rows.
func scatter(
  _ lanes: UnsafePointer<SIMD8<Float>>, _ count: Int,
  to vectors: MutableStepSeries<Float>, _ rows: Range<Int>
) {
  for (lane, row) in rows.enumerated() {
    let vector = vectors[row]
    for k in 0..<count { vector[k] = lanes[k][lane] }
  }
}
