import SwiftletCells

/// A cell that knows its backward step.
///
/// A step's delta is the gradient of the loss by the cell's weighted sums,
/// before their activations. Input and parameter gradients follow from it.
protocol DifferentiableCell<Value>: Cell {
  /// The number of values of a step's delta.
  var deltaSize: Int { get }

  /// Goes back by one timestep.
  ///
  /// - Parameters:
  ///   - parameters: the layer's tensors.
  ///   - previous: the record that the step started from.
  ///   - record: the record that it wrote.
  ///   - outputGradient: the gradient by the step's output.
  ///   - stateGradient: on entry the gradient by the step's new state through
  ///     later steps, on return that by the state it started from.
  ///   - delta: where the step's delta goes.
  func backward(
    _ parameters: UnsafePointer<Value.Weight>, previous: UnsafePointer<Value>,
    record: UnsafePointer<Value>, outputGradient: UnsafePointer<Value>,
    stateGradient: UnsafeMutablePointer<Value>,
    delta: UnsafeMutablePointer<Value>)

  /// Adds the gradient by the step's input.
  func addInputGradient(
    _ parameters: UnsafePointer<Value.Weight>, delta: UnsafePointer<Value>,
    to inputGradient: UnsafeMutablePointer<Value>)

  /// Adds the gradient by the parameters, summed over lanes
  /// and rows.
  func addParameterGradient(
    _ trace: LayerTrace<Value>, to gradient: UnsafeMutablePointer<Value.Weight>)
}

/// What a layer keeps of a window for its backward pass, a row for each
/// timestep of each sequence.
struct LayerTrace<Value> {
  /// How many rows there are.
  let steps: Int
  /// The layer's inputs.
  let inputs: StepSeries<Value>
  /// The states that the steps started from.
  let previous: StepSeries<Value>
  /// The records that they wrote.
  let records: StepSeries<Value>
  /// Their deltas.
  let deltas: StepSeries<Value>
}

/// The gradients that meet at a layer.
struct LayerGradients<Value> {
  /// That by its outputs, a row for each timestep of each sequence.
  let outputs: StepSeries<Value>
  /// Where that by its inputs goes, in the same rows, or nothing when the
  /// layer is the first.
  let inputs: MutableStepSeries<Value>?
  /// Where the deltas go, in the same rows.
  let deltas: MutableStepSeries<Value>
  /// Room for that by its state, a row for each sequence, zeros on entry.
  let state: MutableStepSeries<Value>
  /// Where a cell's pass leaves that by the state that each row's step gives,
  /// in the same rows, or nothing where nobody asks.
  var states: MutableStepSeries<Value>? = nil
}
