/// One unit of an LSTM in one timestep, with all that its backward pass needs
/// (ARITHMETIC.md, section 5).
struct LSTMUnit<Lanes: IntegerLanes> {
  /// Q0.15; the forget gate Q0.31.
  let inputGate, forgetGate, candidate, outputGate: Lanes
  /// tanh(c), Q0.15.
  let squashedCell: Lanes
  /// h, Q0.15.
  let hidden: Lanes

  /// Advances a unit by the pre-activations of its gates.
  ///
  /// - Parameter cell: c, `cellRange` integer bits and `30 - cellRange` fraction
  ///   bits; updated.
  @inline(__always)
  init(
    _ i: Lanes, _ f: Lanes, _ g: Lanes, _ o: Lanes, cell: inout Lanes,
    cellRange: Int32
  ) {
    inputGate = i.sigmoidQ15
    forgetGate = f.sigmoidQ31
    candidate = g.tanhQ15
    outputGate = o.sigmoidQ15
    let cellToTanh = Lanes(repeating: 3 &<< (15 &+ cellRange))
    cell = cell.shifted(left: 1).scaled(by: forgetGate)
      .adding(inputGate * candidate, shiftedBy: cellRange)
      .saturated(bits: 31)
    squashedCell = cell.scaled(by: cellToTanh).tanhQ15
    hidden = (outputGate * squashedCell).rounded(15)
  }
}
