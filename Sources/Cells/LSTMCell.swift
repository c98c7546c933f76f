/// A long short-term memory, after Hochreiter and Schmidhuber, 1997.
///
/// The forget gate is that of Gers, Schmidhuber and Cummins, 2000.
///
///     i = σ(W_i x + U_i h + b_i)      f = σ(W_f x + U_f h + b_f)
///     g = tanh(W_g x + U_g h + b_g)   o = σ(W_o x + U_o h + b_o)
///     c' = f c + i g                  h' = o tanh(c')
///
/// The record is `h' c' i f g o tanh(c')`.
@frozen public struct LSTMCell<Value: CellValue>: Cell {
  /// The number of values the layer takes.
  public let inputSize: Int
  /// The number of hidden units.
  public let hiddenSize: Int

  /// A cell of the given sizes.
  @inlinable public init(inputSize: Int, hiddenSize: Int) {
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
  }

  /// The number of values the layer gives.
  @inlinable public var outputSize: Int { hiddenSize }
  /// The number of values carried from step to step.
  @inlinable public var stateSize: Int { 2 * hiddenSize }
  /// The number of values of a record.
  @inlinable public var recordSize: Int { 7 * hiddenSize }

  /// The cell's tensors within its parameters.
  @inlinable public func tensors(
    _ parameters: UnsafePointer<Value.Weight>
  ) -> RecurrentTensors<Value> {
    RecurrentTensors(
      parameters, gates: 4, inputSize: inputSize, hiddenSize: hiddenSize)
  }

  /// Advances the cell by one timestep; see `Cell.step`.
  @inlinable public func step(
    _ parameters: UnsafePointer<Value.Weight>, input: UnsafePointer<Value>,
    previous: UnsafePointer<Value>, record: UnsafeMutablePointer<Value>
  ) {
    let size = hiddenSize
    let tensors = tensors(parameters)
    let gates = record + 2 * size
    tensors.project(input, to: gates)
    tensors.recurrentWeight.addProduct(with: previous, to: gates)
    let (i, f, g, o) = (gates, gates + size, gates + 2 * size, gates + 3 * size)
    let (c, squashed) = (record + size, gates + 4 * size)
    for k in 0..<2 * size { gates[k] = gates[k].sigmoid() }
    for k in 0..<size {
      g[k] = g[k].tanh()
      o[k] = o[k].sigmoid()
      c[k] = f[k] * previous[size + k] + i[k] * g[k]
      squashed[k] = c[k].tanh()
      record[k] = o[k] * squashed[k]
    }
  }
}
