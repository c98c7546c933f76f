/// A pointwise layer, `y = f(a)` or `y = f(a, b)`.
///
/// Its input is `a`, after it `b`. The record is `y`, after it the input,
/// which its backward step needs.
@frozen public struct PointwiseCell<Value: CellValue>: Cell {
  /// The function.
  public let function: Pointwise
  /// The number of values the layer gives.
  public let outputSize: Int

  /// A layer of a size.
  @inlinable public init(_ function: Pointwise, size: Int) {
    self.function = function
    outputSize = size
  }

  /// The number of values the layer takes, of both operands.
  @inlinable public var inputSize: Int { function.operandCount * outputSize }
  /// The number of values carried from step to step.
  @inlinable public var stateSize: Int { 0 }
  /// The number of values of a record.
  @inlinable public var recordSize: Int { outputSize + inputSize }

  /// Which place of the operands makes a value.
  @inlinable public func place(of value: Int) -> Int {
    function == .reverse ? outputSize - 1 - value : value
  }

  /// Advances the cell by one timestep; see `Cell.step`.
  @inlinable public func step(
    _ parameters: UnsafePointer<Value.Weight>, input: UnsafePointer<Value>,
    previous: UnsafePointer<Value>, record: UnsafeMutablePointer<Value>
  ) {
    let second = input + (inputSize - outputSize)
    for k in 0..<outputSize {
      let place = place(of: k)
      record[k] = function(input[place], second[place])
    }
    for k in 0..<inputSize { record[outputSize + k] = input[k] }
  }
}
