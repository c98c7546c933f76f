/// A simple recurrent layer, after Elman, 1990.
///
///     h' = activation(W x + U h + b)
///
/// The record is `h'`.
@frozen public struct SimpleRNNCell<Value: CellValue>: Cell {
  /// The number of values the layer takes.
  public let inputSize: Int
  /// The number of hidden units.
  public let hiddenSize: Int
  /// The activation.
  public let activation: Layer.RecurrentActivation

  /// A cell of the given sizes.
  @inlinable public init(
    inputSize: Int, hiddenSize: Int, activation: Layer.RecurrentActivation
  ) {
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
    self.activation = activation
  }

  /// The number of values the layer gives.
  @inlinable public var outputSize: Int { hiddenSize }
  /// The number of values carried from step to step.
  @inlinable public var stateSize: Int { hiddenSize }
  /// The number of values of a record.
  @inlinable public var recordSize: Int { hiddenSize }

  /// The cell's tensors within its parameters.
  @inlinable public func tensors(
    _ parameters: UnsafePointer<Value.Weight>
  ) -> RecurrentTensors<Value> {
    RecurrentTensors(
      parameters, gates: 1, inputSize: inputSize, hiddenSize: hiddenSize)
  }

  /// Advances the cell by one timestep; see `Cell.step`.
  @inlinable public func step(
    _ parameters: UnsafePointer<Value.Weight>, input: UnsafePointer<Value>,
    previous: UnsafePointer<Value>, record: UnsafeMutablePointer<Value>
  ) {
    let tensors = tensors(parameters)
    tensors.project(input, to: record)
    tensors.recurrentWeight.addProduct(with: previous, to: record)
    switch activation {
    case .tanh: for k in 0..<hiddenSize { record[k] = record[k].tanh() }
    case .relu: for k in 0..<hiddenSize { record[k] = record[k].relu() }
    case .linear: break
    }
  }
}
