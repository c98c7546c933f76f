public import SwiftletRuntime

/// A long short-term memory, after Hochreiter and Schmidhuber, 1997.
///
/// The forget gate is that of Gers, Schmidhuber and Cummins, 2000.
///
///     i = σ(W_i x + U_i h + b_i)      f = σ(W_f x + U_f h + b_f)
///     g = tanh(W_g x + U_g h + b_g)   o = σ(W_o x + U_o h + b_o)
///     c' = f c + i g                  h' = o tanh(c')
///
/// Other activations take the places of σ and of both tanh.
///
/// The record is `h' c' i f g o tanh(c')`: see `LSTMRecord`.
@frozen public struct LSTMCell<Value: CellValue>: Cell {
  /// The number of values the layer takes.
  public let inputSize: Int
  /// The number of hidden units.
  public let hiddenSize: Int
  /// The activations.
  public let activations: GateActivations

  /// A cell of the given sizes.
  @inlinable public init(
    inputSize: Int, hiddenSize: Int, activations: GateActivations = .standard
  ) {
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
    self.activations = activations
  }

  /// The number of values the layer gives.
  @inlinable public var outputSize: Int { hiddenSize }
  /// The number of values carried from step to step.
  @inlinable public var stateSize: Int { 2 * hiddenSize }
  /// The number of values of a record.
  @inlinable public var recordSize: Int { parts.count }

  /// Where a record holds what.
  @inlinable public var parts: LSTMRecord {
    LSTMRecord(hiddenSize: hiddenSize)
  }

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
    let (parts, tensors) = (parts, tensors(parameters))
    let gates = record + parts.gates.lowerBound
    tensors.project(input, to: gates)
    tensors.recurrentWeight.addProduct(with: previous, to: gates)
    let (i, f) = (record + parts.inputGate, record + parts.forgetGate)
    let (g, o) = (record + parts.candidate, record + parts.outputGate)
    let (c, squashed) = (record + parts.cell, record + parts.squashedCell)
    let previousCell = previous + parts.cell
    for k in 0..<hiddenSize {
      i[k] = activations.gate(i[k])
      f[k] = activations.gate(f[k])
      g[k] = activations.candidate(g[k])
      o[k] = activations.gate(o[k])
      c[k] = f[k] * previousCell[k] + i[k] * g[k]
      squashed[k] = activations.candidate(c[k])
      record[k] = o[k] * squashed[k]
    }
  }
}
