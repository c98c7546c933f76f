/// A layer normalization (Ba, Kiros and Hinton 2016) over the values of one
/// timestep, `y = gain z + bias` with
/// `z = (x - mean(x)) / sqrt(variance(x) + epsilon)`.
///
/// The variance is that of the values themselves, the mean of
/// `(x - mean(x))²`. Where the root is 0, z is 0. The record is `y`, after it
/// `z` and the reciprocal of the root, which the backward step needs.
@frozen public struct LayerNormCell<Value: CellValue>: Cell {
  /// The number of values the layer takes and gives.
  public let size: Int
  /// What is added to the variance.
  public let epsilon: Float

  /// A layer of a size.
  @inlinable public init(size: Int, epsilon: Float) {
    self.size = size
    self.epsilon = epsilon
  }

  /// The number of values the layer takes.
  @inlinable public var inputSize: Int { size }
  /// The number of values the layer gives.
  @inlinable public var outputSize: Int { size }
  /// The number of values carried from step to step.
  @inlinable public var stateSize: Int { 0 }
  /// The number of values of a record.
  @inlinable public var recordSize: Int { 2 * size + 1 }

  /// The mean of as many values as the layer has.
  @inlinable public func mean(_ value: (Int) -> Value) -> Value {
    var sum = Value.zero
    for k in 0..<size { sum += value(k) }
    return (1 / Value.Weight(size)) * sum
  }

  /// Advances the cell by one timestep; see `Cell.step`.
  ///
  /// The gains, `(size)`, come before the biases.
  @inlinable public func step(
    _ parameters: UnsafePointer<Value.Weight>, input: UnsafePointer<Value>,
    previous: UnsafePointer<Value>, record: UnsafeMutablePointer<Value>
  ) {
    let (gain, bias, z) = (parameters, parameters + size, record + size)
    let mean = mean { input[$0] }
    for k in 0..<size { z[k] = input[k] - mean }
    let variance = self.mean { z[$0] * z[$0] }
    let root =
      (variance + Value(repeating: Value.Weight(epsilon))).squareRoot()
    let one = Value(repeating: 1)
    let reciprocal = one / (root + (one - root.heaviside()))
    for k in 0..<size {
      z[k] = z[k] * reciprocal
      record[k] = gain[k] * z[k] + Value(repeating: bias[k])
    }
    z[size] = reciprocal
  }
}
