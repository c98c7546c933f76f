import SwiftletCells

/// A layer's pass by its cell, row after row: what other passes compute too.
final class CellPass<Value: TrainingValue>: LayerPass {
  private let cell: LayerCell<Value>
  private let stateSize: Int
  // The states that the steps of a window started from, in its rows.
  private var previous = StepWorkspace<Value>(width: 0, steps: 0)

  /// The pass of a layer.
  init(_ layer: Layer) {
    cell = LayerCell(layer)
    stateSize = layer.stateSize
  }

  var recordSize: Int { cell.recordSize }
  var deltaSize: Int { cell.deltaSize }

  func forward(
    _ parameters: LayerParameters<Value>, _ rows: WindowRows,
    inputs: StepSeries<Value>, records: MutableStepSeries<Value>
  ) {
    rows.forEachPair { previous, row in
      cell.step(
        parameters.tensors, input: inputs[row], previous: records[previous],
        record: records[rows.sequences + row])
    }
  }

  func backward(
    _ parameters: LayerParameters<Value>, _ rows: WindowRows,
    inputs: StepSeries<Value>, records: StepSeries<Value>,
    gradients: LayerGradients<Value>, gradient: UnsafeMutablePointer<Value>
  ) {
    if previous.capacity < rows.count {
      previous = StepWorkspace(width: stateSize, steps: rows.count)
    }
    rows.forEachPair { before, row in
      previous[row].update(from: records[before], count: stateSize)
    }
    let trace = LayerTrace(
      steps: rows.count, inputs: inputs, previous: previous.series(),
      records: records.from(rows.sequences), deltas: gradients.deltas.series)
    cell.backward(
      parameters.tensors, rows, trace: trace, gradients: gradients,
      gradient: gradient)
  }
}
