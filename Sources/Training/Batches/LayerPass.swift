import SwiftletCells

/// One layer's way over a window of a group of sequences, forward and back.
///
/// An instance belongs to one group.
protocol LayerPass<Value>: AnyObject {
  /// The arithmetic.
  associatedtype Value: TrainingValue

  /// The number of values of a record.
  var recordSize: Int { get }
  /// The number of values of a row's delta.
  var deltaSize: Int { get }

  /// Runs the layer forward.
  ///
  /// - Parameters:
  ///   - inputs: what the layer takes in each row.
  ///   - records: where the records go: behind as many as there are sequences,
  ///     which hold the states to start from.
  func forward(
    _ parameters: LayerParameters<Value>, _ rows: WindowRows,
    inputs: StepSeries<Value>, records: MutableStepSeries<Value>)

  /// Goes back over a window.
  ///
  /// - Parameters:
  ///   - inputs: what the layer took.
  ///   - records: the records that it wrote, and before them as many as there
  ///     are sequences, from which they started.
  ///   - gradient: where the gradient by the layer's parameters is added, laid
  ///     out as they are.
  func backward(
    _ parameters: LayerParameters<Value>, _ rows: WindowRows,
    inputs: StepSeries<Value>, records: StepSeries<Value>,
    gradients: LayerGradients<Value>, gradient: UnsafeMutablePointer<Value>)
}
