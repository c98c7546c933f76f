/// Where a GRU's record holds what: `h' r z n q`.
///
/// Each part has one value a unit; its place is the index of its first value.
@frozen public struct GRURecord: Equatable, Sendable {
  /// The number of hidden units.
  public let hiddenSize: Int

  /// The layout of a layer's records.
  @inlinable public init(hiddenSize: Int) { self.hiddenSize = hiddenSize }

  /// The hidden state, `h'`, which is the output.
  @inlinable public var hidden: Int { 0 }
  /// The reset gate, `r`.
  @inlinable public var resetGate: Int { hiddenSize }
  /// The update gate, `z`.
  @inlinable public var updateGate: Int { 2 * hiddenSize }
  /// The candidate of the hidden state, `n`.
  @inlinable public var candidate: Int { 3 * hiddenSize }
  /// What meets the reset gate, `q`: the candidate's recurrent term
  /// `U_n h + b_hn` (reset after), or, once it has met it, the hidden state
  /// `r h` (reset before).
  @inlinable public var recurrentTerm: Int { 4 * hiddenSize }
  /// The number of values.
  @inlinable public var count: Int { 5 * hiddenSize }

  /// The places of gates and candidate, `r z n`, in the order of the rows of
  /// the layer's tensors.
  @inlinable public var gates: Range<Int> { resetGate..<recurrentTerm }

  /// The places of a part's values, such as `range(of: \.candidate)`.
  public func range(of part: KeyPath<GRURecord, Int>) -> Range<Int> {
    self[keyPath: part]..<self[keyPath: part] + hiddenSize
  }
}
