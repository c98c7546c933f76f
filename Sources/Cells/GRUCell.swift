public import SwiftletRuntime

/// A gated recurrent unit, after Cho and others, 2014.
///
///     r = σ(W_r x + U_r h + b_r)
///     z = σ(W_z x + U_z h + b_z)
///     n = tanh(W_n x + b_n + r (U_n h + b_hn))   reset after
///     n = tanh(W_n x + b_n + U_n (r h))          reset before
///     h' = (1 - z) n + z h
///
/// Other activations take the places of σ and of tanh.
///
/// The record is `h' r z n q`, where `q` is `U_n h + b_hn` (reset after) or
/// `r h` (reset before): see `GRURecord`.
@frozen public struct GRUCell<Value: CellValue>: Cell {
  /// The number of values the layer takes.
  public let inputSize: Int
  /// The number of hidden units.
  public let hiddenSize: Int
  /// Whether the reset gate acts after the recurrent product.
  public let resetAfter: Bool
  /// The activations.
  public let activations: GateActivations

  /// A cell of the given sizes.
  @inlinable public init(
    inputSize: Int, hiddenSize: Int, resetAfter: Bool,
    activations: GateActivations = .standard
  ) {
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
    self.resetAfter = resetAfter
    self.activations = activations
  }

  /// The number of values the layer gives.
  @inlinable public var outputSize: Int { hiddenSize }
  /// The number of values carried from step to step.
  @inlinable public var stateSize: Int { hiddenSize }
  /// The number of values of a record.
  @inlinable public var recordSize: Int { parts.count }

  /// Where a record holds what.
  @inlinable public var parts: GRURecord { GRURecord(hiddenSize: hiddenSize) }

  /// The cell's tensors within its parameters, without `b_hn`.
  @inlinable public func tensors(
    _ parameters: UnsafePointer<Value.Weight>
  ) -> RecurrentTensors<Value> {
    RecurrentTensors(
      parameters, gates: 3, inputSize: inputSize, hiddenSize: hiddenSize)
  }

  /// Advances the cell by one timestep; see `Cell.step`.
  @inlinable public func step(
    _ parameters: UnsafePointer<Value.Weight>, input: UnsafePointer<Value>,
    previous: UnsafePointer<Value>, record: UnsafeMutablePointer<Value>
  ) {
    let (size, parts, tensors) = (hiddenSize, parts, tensors(parameters))
    let gates = record + parts.gates.lowerBound
    tensors.project(input, to: gates)
    tensors.recurrentWeight.rows(from: 0, count: 2 * size)
      .addProduct(with: previous, to: gates)
    for k in 0..<2 * size { gates[k] = activations.gate(gates[k]) }
    if resetAfter {
      finishCandidateResetAfter(tensors, previous, record)
    } else {
      finishCandidateResetBefore(tensors, previous, record)
    }
    let (z, n) = (record + parts.updateGate, record + parts.candidate)
    for k in 0..<size { record[k] = n[k] + z[k] * (previous[k] - n[k]) }
  }

  @inlinable func finishCandidateResetAfter(
    _ tensors: RecurrentTensors<Value>, _ previous: UnsafePointer<Value>,
    _ record: UnsafeMutablePointer<Value>
  ) {
    let (size, parts) = (hiddenSize, parts)
    let (r, n) = (record + parts.resetGate, record + parts.candidate)
    let q = record + parts.recurrentTerm
    copyBias(tensors.bias + 3 * size, count: size, to: q)
    tensors.recurrentWeight.rows(from: 2 * size, count: size)
      .addProduct(with: previous, to: q)
    for k in 0..<size {
      n[k] = activations.candidate(n[k] + r[k] * q[k])
    }
  }

  @inlinable func finishCandidateResetBefore(
    _ tensors: RecurrentTensors<Value>, _ previous: UnsafePointer<Value>,
    _ record: UnsafeMutablePointer<Value>
  ) {
    let (size, parts) = (hiddenSize, parts)
    let (r, n) = (record + parts.resetGate, record + parts.candidate)
    let q = record + parts.recurrentTerm
    for k in 0..<size { q[k] = r[k] * previous[k] }
    tensors.recurrentWeight.rows(from: 2 * size, count: size)
      .addProduct(with: q, to: n)
    for k in 0..<size { n[k] = activations.candidate(n[k]) }
  }
}
