/// A dense layer, `y = activation(W x + b)`.
///
/// The record is `y`.
@frozen public struct DenseCell<Value: CellValue>: Cell {
  /// The number of values the layer takes.
  public let inputSize: Int
  /// The number of values the layer gives.
  public let outputSize: Int
  /// The activation.
  public let activation: Layer.DenseActivation

  /// A layer of the given sizes.
  @inlinable public init(
    inputSize: Int, outputSize: Int, activation: Layer.DenseActivation
  ) {
    self.inputSize = inputSize
    self.outputSize = outputSize
    self.activation = activation
  }

  /// The number of values carried from step to step.
  @inlinable public var stateSize: Int { 0 }
  /// The number of values of a record.
  @inlinable public var recordSize: Int { outputSize }

  /// `W`, `(outputSize, inputSize)`; the bias follows it.
  @inlinable public func weight(
    _ parameters: UnsafePointer<Value.Weight>
  ) -> WeightMatrix<Value> {
    WeightMatrix(parameters, rows: outputSize, columns: inputSize)
  }

  /// Advances the cell by one timestep; see `Cell.step`.
  @inlinable public func step(
    _ parameters: UnsafePointer<Value.Weight>, input: UnsafePointer<Value>,
    previous: UnsafePointer<Value>, record: UnsafeMutablePointer<Value>
  ) {
    let bias = parameters + outputSize * inputSize
    copyBias(bias, count: outputSize, to: record)
    weight(parameters).addProduct(with: input, to: record)
    for k in 0..<outputSize { record[k] = activation(record[k]) }
  }
}
