/// Where an LSTM's record holds what: `h' c' i f g o tanh(c')`.
///
/// Each part has one value a unit; its place is the index of its first value.
@frozen public struct LSTMRecord: Equatable, Sendable {
  /// The number of hidden units.
  public let hiddenSize: Int

  /// The layout of a layer's records.
  @inlinable public init(hiddenSize: Int) { self.hiddenSize = hiddenSize }

  /// The hidden state, `h'`, which is the output.
  @inlinable public var hidden: Int { 0 }
  /// The cell state, `c'`.
  @inlinable public var cell: Int { hiddenSize }
  /// The input gate, `i`.
  @inlinable public var inputGate: Int { 2 * hiddenSize }
  /// The forget gate, `f`.
  @inlinable public var forgetGate: Int { 3 * hiddenSize }
  /// The candidate of the cell state, `g`.
  @inlinable public var candidate: Int { 4 * hiddenSize }
  /// The output gate, `o`.
  @inlinable public var outputGate: Int { 5 * hiddenSize }
  /// The cell state as the output sees it, `tanh(c')`, or that of another
  /// activation.
  @inlinable public var squashedCell: Int { 6 * hiddenSize }
  /// The number of values.
  @inlinable public var count: Int { 7 * hiddenSize }

  /// The places of gates and candidate, `i f g o`, in the order of the rows of
  /// the layer's tensors.
  @inlinable public var gates: Range<Int> { inputGate..<squashedCell }

  /// The places of a part's values, such as `range(of: \.candidate)`.
  public func range(of part: KeyPath<LSTMRecord, Int>) -> Range<Int> {
    self[keyPath: part]..<self[keyPath: part] + hiddenSize
  }
}
