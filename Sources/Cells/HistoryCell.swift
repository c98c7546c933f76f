/// What the layer took at earlier timesteps, and after it what it takes now:
/// the last `size` values, then the `inputSize` new ones.
///
/// The record is what it gives, the end of which is what the next step gives
/// first; so the state is the whole record.
@frozen public struct HistoryCell<Value: CellValue>: Cell {
  /// The number of earlier values.
  public let size: Int
  /// The number of values the layer takes.
  public let inputSize: Int

  /// A layer of the given sizes.
  @inlinable public init(size: Int, inputSize: Int) {
    self.size = size
    self.inputSize = inputSize
  }

  /// The number of values the layer gives.
  @inlinable public var outputSize: Int { size + inputSize }
  /// The number of values carried from step to step.
  @inlinable public var stateSize: Int { outputSize }
  /// The number of values of a record.
  @inlinable public var recordSize: Int { outputSize }

  /// Advances the cell by one timestep; see `Cell.step`.
  @inlinable public func step(
    _ parameters: UnsafePointer<Value.Weight>, input: UnsafePointer<Value>,
    previous: UnsafePointer<Value>, record: UnsafeMutablePointer<Value>
  ) {
    for k in 0..<size { record[k] = previous[inputSize + k] }
    for k in 0..<inputSize { record[size + k] = input[k] }
  }
}
